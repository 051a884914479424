import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as front from 'alertbridge';

const ROOT = join(import.meta.dirname, '../..');
const SOURCE_NAMES = [
  'recognises',
  'parse',
  'matches',
  'toReports',
  'whyIgnored',
  'filterSchema',
  'mappingSchema',
  'sample',
];

interface LibraryPackage {
  exports: Record<string, Record<string, string> | string>;
}

const { exports: doors } = JSON.parse(
  readFileSync(join(ROOT, 'shared/package.json'), 'utf8'),
) as LibraryPackage;

describe('the doors of the library', () => {
  it('are those of the design, each with its source, its types and its code', () => {
    const names = Object.keys(doors).filter((name) => name !== './package.json');
    expect(names.sort()).toEqual(
      [
        '.',
        ...['apicontext', 'apono', 'cloudflare', 'github', 'temperstack', 'webhook', 'receive'],
        ...['track', 'host', 'node', 'fetch'],
      ]
        .map((name) => (name === '.' ? name : `./${name}`))
        .sort(),
    );
    for (const name of names) {
      expect(Object.keys(doors[name] as object)).toEqual(['alertbridge-source', 'types', 'default']);
    }
  });

  it('lead at the front to few names, each of them for whoever sends alerts', () => {
    expect(Object.keys(front).length).toBeLessThanOrEqual(25);
  });

  it.each(front.SOURCES.map(({ name }) => name))('show the same names behind %s', (name) => {
    const door = jest.requireActual<Record<string, unknown>>(`alertbridge/${name}`);
    expect(Object.keys(door)).toEqual(expect.arrayContaining([...SOURCE_NAMES, name]));
  });
});
