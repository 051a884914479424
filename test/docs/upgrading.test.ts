import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { ROOT, textOf } from './markdown.ts';

const { exports: doors } = JSON.parse(readFileSync(join(ROOT, 'shared/package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
};
const exported = new Set(
  Object.keys(doors)
    .filter((door) => door !== './package.json')
    .flatMap((door) => Object.keys(jest.requireActual<object>(`alertbridge${door.slice(1)}`))),
);
const { inputs } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  inputs: Record<string, unknown>;
};

/** The rows under a heading: names in code, before and now. */
function rowsUnder(heading: string): { then: string[]; now: string[] }[] {
  const [, after = ''] = textOf('docs/upgrading.md').split(`### ${heading}\n`);
  const [section = ''] = after.split('\n#');
  return [...section.matchAll(/^\| (?!Then|-)(.+?) +\| (.+?) +\|$/gm)].map(([, then = '', now = '']) => ({
    then: namesIn(then),
    now: namesIn(now),
  }));
}

const namesIn = (cell: string) =>
  [...cell.matchAll(/`([A-Za-z][\w-]*)(?:: \w+)?`/g)].map(([, name = '']) => name);
/** Options and such, which are no exports. */
const isExport = (name: string) =>
  !/^(?:deadlineMs|giveUpAfterMs|timeoutSeconds|timeoutMs|deliver)$/.test(name);

describe('docs/upgrading.md', () => {
  const library = rowsUnder('The library');
  const action = rowsUnder('The GitHub Action');

  it('names what the library no longer has, and what it has instead', () => {
    expect(library.length).toBeGreaterThan(8);
    expect(library.flatMap(({ then }) => then).filter((name) => exported.has(name))).toEqual([]);
    expect(library.flatMap(({ now }) => now).filter((name) => isExport(name) && !exported.has(name))).toEqual(
      [],
    );
  });

  it('names what the action no longer takes, and what it takes instead', () => {
    expect(action.length).toBeGreaterThan(1);
    expect(action.flatMap(({ then }) => then).filter((name) => name in inputs)).toEqual([]);
    expect(action.flatMap(({ now }) => now).filter((name) => !(name in inputs))).toEqual([]);
  });
});
