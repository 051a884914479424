import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryLock, waitForLock } from './lock.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'alertbridge-lock-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a lock', () => {
  it('is held by one at a time, and by the next as soon as it is released', async () => {
    const path = join(folder, 'lock');
    const first = tryLock(path);
    expect(tryLock(path)).toBeNull();
    let waited = false;
    const second = waitForLock(path, () => (waited = true));
    first?.release();
    (await second).release();
    expect(waited).toBe(true);
    expect(existsSync(path)).toBe(false);
  });

  it('is taken over from a holder that stopped refreshing it', () => {
    const path = join(folder, 'lock');
    writeFileSync(path, '1\n');
    expect(tryLock(path)).toBeNull();
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(path, longAgo, longAgo);
    const lock = tryLock(path);
    expect(lock).not.toBeNull();
    lock?.release();
  });
});
