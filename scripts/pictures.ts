/**
 * Makes the pictures of the docs: a real browser looks at the nodes in a real n8n and at what the
 * action's alert becomes (test/e2e/browser/pictures*.test.ts, which also look whether anything secret can be read on them), and
 * ImageMagick makes them small.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import { npmCli } from '../test/sandbox/npm.ts';

const ROOT = join(import.meta.dirname, '..');
const TAKEN = join(ROOT, '.sandbox', 'e2e', 'pictures');
const KEPT = join(ROOT, 'docs', 'images');
const MAX_BYTES = 150 * 1024;
const COLORS = 96;

const looked = run(process.execPath, [npmCli(), 'run', 'test:e2e', '--', 'test/e2e/browser/pictures']);
if (looked !== 0) process.exit(looked);

mkdirSync(KEPT, { recursive: true });
for (const old of globSync('*.png', { cwd: KEPT })) rmSync(join(KEPT, old));
for (const taken of globSync('*.png', { cwd: TAKEN }).sort()) {
  const kept = join(KEPT, basename(taken));
  const made = run('convert', [
    ...[join(TAKEN, taken), '-strip', '+dither', '-colors', String(COLORS)],
    ...['-define', 'png:compression-level=9', `PNG8:${kept}`],
  ]);
  if (made !== 0) throw new Error('ImageMagick could not be run (Debian: imagemagick).');
  const bytes = statSync(kept).size;
  if (bytes > MAX_BYTES) throw new Error(`${kept} has ${bytes} bytes; at most ${MAX_BYTES} are wanted.`);
  console.log(`${basename(kept)}: ${Math.round(bytes / 1024)} kB`);
}

function run(command: string, args: string[]): number {
  return spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}
