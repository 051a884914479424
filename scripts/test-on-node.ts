/**
 * Runs the library's tests on other versions of Node, which come from npm's `node` packages: `npm run test:node` on all
 * that the library supports, `npm run test:node -- 20` on one.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { installed } from '../test/sandbox/installed.ts';

const ROOT = join(import.meta.dirname, '..');
const VERSIONS = ['20', '22', '24'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((version) => !VERSIONS.includes(version));
if (unknown.length > 0) {
  console.error(`The library is tested on Node ${VERSIONS.join(', ')}, not on ${unknown.join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const version of wanted.length > 0 ? wanted : VERSIONS) await testOn(version);
}

async function testOn(version: string): Promise<void> {
  const node = await installedNode(version);
  const told = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(`\nThe library's tests on Node ${told}`);
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const { status } = spawnSync(node, [jest, '--config', 'jest.library.config.mjs', '--silent'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

/** The newest Node of a major version. */
async function installedNode(version: string): Promise<string> {
  const folder = await installed('node', version, { withScripts: true });
  return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
