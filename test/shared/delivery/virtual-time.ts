import type { Sleep } from '../../../shared/index.ts';

/** A clock that goes forward only while somebody sleeps by it, so that minutes pass in no time. */
export interface VirtualTime {
  monotonicNow: () => number;
  sleep: Sleep;
  /** Lets time pass. */
  pass(ms: number): void;
}

export function virtualTime(): VirtualTime {
  let now = 0;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  let isWaking = false;

  /** Wakes the next sleeper once everybody who could run has run. */
  function wakeNext(): void {
    if (isWaking) return;
    isWaking = true;
    setImmediate(() => {
      isWaking = false;
      const next = [...sleepers].sort((a, b) => a.at - b.at)[0];
      if (next === undefined) return;
      sleepers.delete(next);
      now = Math.max(now, next.at);
      next.wake();
      wakeNext();
    });
  }

  return {
    monotonicNow: () => now,
    pass: (ms) => (now += ms),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener(
          'abort',
          () => {
            sleepers.delete(sleeper);
            reject(signal.reason as Error);
          },
          { once: true },
        );
        wakeNext();
      });
    },
  };
}
