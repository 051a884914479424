/**
 * A tracker's state in a file, so that a restart forgets nothing. A file is written beside it first and then put in its place,
 * so that a process that ends in the middle leaves the one before.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';

import type { TrackerStore } from 'alertbridge/track';

export function fileStore(path: string): TrackerStore {
  return {
    load: async () => {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    save: async (state) => {
      const next = `${path}.${randomUUID()}`;
      await writeFile(next, JSON.stringify(state));
      await rename(next, path);
    },
  };
}
