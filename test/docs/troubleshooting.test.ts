import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT, textOf } from './markdown.ts';

const CODE = globSync('{shared,nodes,credentials,action}/**/*.ts', { cwd: ROOT })
  .filter((file) => !/node_modules|(?:^|\/)dist\//.test(file))
  .map((file) => readFileSync(join(ROOT, file), 'utf8').replaceAll("\\'", "'"))
  .join('\n');

/** What Node says, not we. */
const OF_OTHERS = ['ERR_REQUIRE_ESM', 'require() of ES Module'];

/** The texts in the first column of every table: what a person sees. A `…` in one stands for anything. */
function textsIn(document: string): string[] {
  return [...document.matchAll(/^\| (?!You see|The answer|-)([^|]+?) +\|/gm)]
    .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text))
    .filter((text) => !OF_OTHERS.includes(text));
}

function missingParts(text: string): string[] {
  return text.split('…').filter((part) => part.trim() !== '' && !CODE.includes(part.trim()));
}

describe('the texts that docs/troubleshooting.md explains', () => {
  const texts = textsIn(textOf('docs/troubleshooting.md'));

  it('are many', () => {
    expect(texts.length).toBeGreaterThan(40);
  });

  it.each(texts)('`%s` is what the code says', (text) => {
    expect(missingParts(text)).toEqual([]);
  });

  it('would be found out', () => {
    expect(missingParts('seen by … of the … that nobody wrote')).toEqual([' that nobody wrote']);
  });
});
