/**
 * Packs the library and lets two tools that its users trust look at the tarball: publint (does every path of the exports
 * map lead somewhere, for every runtime?) and attw (does TypeScript find the right types behind every door?).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packed } from '../test/sandbox/n8n/package.ts';
import { npm } from '../test/sandbox/npm.ts';

const PUBLINT = 'publint@0.3.25';
const ATTW = '@arethetypeswrong/cli@0.18.5';

const folder = mkdtempSync(join(tmpdir(), 'alertbridge-package-'));
try {
  const { path, name, version } = await packed(folder, 'shared');
  const said = [
    await npm(['exec', '--yes', `--package=${PUBLINT}`, '--', 'publint', path, '--strict'], { cwd: folder }),
    // The library is ES modules only, as its README says.
    await npm(['exec', '--yes', `--package=${ATTW}`, '--', 'attw', path, '--profile', 'esm-only'], {
      cwd: folder,
    }),
  ];
  console.log(said.join('\n'));
  console.log(`Nothing is wrong with ${name}@${version}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
