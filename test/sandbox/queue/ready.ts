import { setTimeout as sleep } from 'node:timers/promises';

export interface Program {
  port: number;
  stop(): void;
}

const READY_WITHIN_MS = 30_000;

/** @throws Error when it is not ready within 30 s. */
export async function whenReady(what: string, isReady: () => Promise<boolean>): Promise<void> {
  const givesUpAt = Date.now() + READY_WITHIN_MS;
  while (Date.now() < givesUpAt) {
    if (await isReady()) return;
    await sleep(100);
  }
  throw new Error(`${what} did not become ready within ${READY_WITHIN_MS} ms.`);
}
