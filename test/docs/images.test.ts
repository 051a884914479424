import { globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import { DOCUMENTS, ROOT, textOf } from './markdown.ts';

const MAX_BYTES = 150 * 1024;
const PICTURES = globSync('docs/images/*.png', { cwd: ROOT }).sort();

describe('the pictures of the docs', () => {
  it('are there for light and dark, are small, and each is shown somewhere', () => {
    const text = DOCUMENTS.map(textOf).join('\n');
    const light = PICTURES.filter((path) => !path.endsWith('.dark.png'));
    expect(light.length).toBeGreaterThan(0);
    expect(PICTURES.filter((path) => path.endsWith('.dark.png'))).toEqual(
      light.map((path) => path.replace(/\.png$/, '.dark.png')),
    );
    for (const path of PICTURES) {
      expect([path, statSync(join(ROOT, path)).size < MAX_BYTES]).toEqual([path, true]);
      expect(text).toContain(`images/${basename(path)}`);
    }
  });
});
