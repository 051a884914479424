import { closeSync, openSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MS = 2_000;
const ABANDONED_AFTER_MS = 20_000;

/** A file that says that one process has something to itself. It is kept fresh, so that a dead holder's is told apart. */
export interface Lock {
  release: () => void;
}

/** The lock at `path`, or `null` where another process holds it. A lock that its holder stopped refreshing is taken over. */
export function tryLock(path: string): Lock | null {
  if (isAbandoned(path)) rmSync(path, { force: true });
  try {
    const file = openSync(path, 'wx');
    writeSync(file, `${process.pid}\n`);
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // The folder was removed under us; there is nothing left to guard.
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  const release = () => {
    clearInterval(heartbeat);
    process.removeListener('exit', release);
    rmSync(path, { force: true });
  };
  process.once('exit', release);
  return { release };
}

/** The lock at `path`, as soon as nobody else holds it. */
export async function waitForLock(path: string, onWait: () => void): Promise<Lock> {
  let lock = tryLock(path);
  if (lock === null) onWait();
  while (lock === null) {
    await sleep(500);
    lock = tryLock(path);
  }
  return lock;
}

function isAbandoned(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs > ABANDONED_AFTER_MS;
  } catch {
    return false;
  }
}
