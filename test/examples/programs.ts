import { join } from 'node:path';

import { killWithDescendants, startChild } from '../sandbox/child.ts';

export const EXAMPLES = join(import.meta.dirname, '../../examples/library');

/** What a program said until it ended. */
export interface Ended {
  code: number | null;
  output: string;
  errors: string;
}

export interface Running {
  ended: Promise<Ended>;
  /** The first match of a pattern in what it says; rejects where it ends before. */
  said: (pattern: RegExp) => Promise<string>;
  stop: () => Promise<Ended>;
}

/** Starts an example as its reader does, `node name args`, but with the library's sources in the package's place. */
export function started(name: string, args: string[] = [], env: Record<string, string> = {}): Running {
  const child = startChild(
    process.execPath,
    ['--conditions=alertbridge-source', join(EXAMPLES, name), ...args],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const told: Ended = { code: null, output: '', errors: '' };
  const listeners = new Set<() => void>();
  const take = (field: 'output' | 'errors') => (text: string) => {
    told[field] += text;
    for (const listener of listeners) listener();
  };
  child.stdout?.setEncoding('utf8').on('data', take('output'));
  child.stderr?.setEncoding('utf8').on('data', take('errors'));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      told.code = code;
      resolve(told);
    });
  });
  return {
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const [, found] = pattern.exec(told.output) ?? [];
          if (found !== undefined) resolve(found);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`It ended with ${told.code}: ${told.errors}`)));
      }),
    stop: () => {
      killWithDescendants(child);
      return ended;
    },
  };
}
