import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const PEERS = ['ajv', 'axios', 'handlebars', 'ky', 'mustache'];
const FILES = globSync('{action,bench,credentials,examples,nodes,scripts,shared,test}/**/*.{ts,mjs}', {
  cwd: ROOT,
  exclude: (path) => /(?:^|\/)(?:node_modules|dist|\.sandbox)(?:\/|$)/.test(path),
});

/** The files that import a package. */
function importersOf(name: string): string[] {
  const imported = new RegExp(`(?:from|import\\(?)\\s*'${name}(?:/[^']*)?'`);
  return FILES.filter((file) => imported.test(readFileSync(join(ROOT, file), 'utf8')));
}

describe('what a user would pick instead', () => {
  it.each(PEERS)('%s is there for benches, and nothing else imports it', (name) => {
    expect(Object.keys(manifest.devDependencies)).toContain(name);
    const importers = importersOf(name);
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.filter((file) => !file.startsWith('bench/'))).toEqual([]);
  });
});
