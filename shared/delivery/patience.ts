import { monotonicNow as defaultMonotonicNow } from './options.ts';
import type { Sleep } from './transport.ts';

/** The time that something may take, attempts and pauses together. */
export interface Patience {
  /** The clock by which it goes, in ms. */
  now(): number;
  /** How long it has taken, in ms. */
  elapsedMs(): number;
  /** How long it may still take, in ms; 0 where the time is over. */
  leftMs(): number;
  /** Of a pause of `ms`, what there is time for: it ends in time for a last attempt. `null` where that has been made. */
  pauseFor(ms: number): number | null;
  /** Waits `ms` milliseconds. Rejects as the sleep does. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** How long before the end the last attempt starts, in ms; a tenth of the time where that is shorter. */
const LAST_ATTEMPT_MS = 1_000;

/**
 * Measures by a clock that only goes forward. A sleep that ends too early is taken at its word, so that it cannot make a
 * request a second into a thousand.
 */
export function createPatience({
  giveUpAfterMs,
  sleep,
  monotonicNow = defaultMonotonicNow,
}: {
  giveUpAfterMs: number;
  sleep: Sleep;
  monotonicNow?: (() => number) | undefined;
}): Patience {
  const startedAt = monotonicNow();
  const lastAttemptAt = giveUpAfterMs - Math.min(LAST_ATTEMPT_MS, giveUpAfterMs / 10);
  let missedMs = 0;
  const now = () => monotonicNow() + missedMs;
  const elapsedMs = () => now() - startedAt;
  return {
    now,
    elapsedMs,
    leftMs: () => Math.max(0, giveUpAfterMs - elapsedMs()),
    pauseFor(ms) {
      const untilLastMs = lastAttemptAt - elapsedMs();
      return untilLastMs <= 0 ? null : Math.ceil(Math.min(ms, untilLastMs));
    },
    async wait(ms, signal) {
      const endsAt = elapsedMs() + ms;
      await sleep(ms, signal);
      missedMs += Math.max(0, endsAt - elapsedMs());
    },
  };
}
