import { setTimeout as delay } from 'node:timers/promises';

/** Waits `ms` milliseconds; rejects with an AbortError when `signal` is aborted. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
}
