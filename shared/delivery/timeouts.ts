/** A shorter time is kept to the millisecond. */
const MIN_SHARED_MS = 1_000;
/** What ends within so many ms shares one timer. */
const STEP_MS = 100;

interface Shared {
  readonly acts: Set<() => void>;
  readonly timer: AbortSignal;
}

const sharedByEnd = new Map<number, Shared>();

/**
 * Calls `act` when `ms` are over, or up to 100 ms later. Thousands of deliveries a second share a few timers, and no timer
 * keeps the process from ending.
 *
 * @returns Takes it back.
 */
export function afterMs(ms: number, act: () => void): () => void {
  if (ms < MIN_SHARED_MS) return own(ms, act);
  const now = performance.now();
  const end = Math.ceil((now + ms) / STEP_MS) * STEP_MS;
  const known = sharedByEnd.get(end);
  const { acts } = known ?? newShared(end, Math.ceil(end - now));
  // Of its own, since one function may be given twice.
  const call = () => {
    act();
  };
  acts.add(call);
  return () => {
    acts.delete(call);
    if (acts.size === 0) forget(end);
  };
}

function own(ms: number, act: () => void): () => void {
  const timer = AbortSignal.timeout(ms);
  timer.addEventListener('abort', act, { once: true });
  return () => {
    timer.removeEventListener('abort', act);
  };
}

function newShared(end: number, ms: number): Shared {
  const shared: Shared = { acts: new Set(), timer: AbortSignal.timeout(ms) };
  sharedByEnd.set(end, shared);
  shared.timer.onabort = () => {
    if (sharedByEnd.get(end) === shared) sharedByEnd.delete(end);
    for (const act of shared.acts) act();
  };
  return shared;
}

/** Without its listener, nothing holds the timer, and it goes. */
function forget(end: number): void {
  const shared = sharedByEnd.get(end);
  if (shared === undefined || shared.acts.size > 0) return;
  sharedByEnd.delete(end);
  shared.timer.onabort = null;
}
