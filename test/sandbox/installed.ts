import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { cacheFolder } from './cache.ts';
import { waitForLock } from './lock.ts';
import { npm } from './npm.ts';

/**
 * The folder of a package that is large and that few tests need. It is installed on first use, at this very version, into the
 * user's cache folder, so that `npm ci` does not bring it. Two that install at once do not disturb each other.
 *
 * @param version one version, or a major one for its newest (the newest when it was installed)
 * @param withScripts whether the package's own install script may run
 * @default withScripts: false
 */
export async function installed(
  name: string,
  version: string,
  { withScripts = false }: { withScripts?: boolean } = {},
): Promise<string> {
  const folder = join(cacheFolder(), `${name.replace('/', '+')}-${version}`);
  const at = join(folder, 'node_modules', name);
  const isThere = () => existsSync(join(at, 'package.json'));
  if (isThere()) return at;
  mkdirSync(cacheFolder(), { recursive: true });
  const lock = await waitForLock(`${folder}.lock`, () => {});
  const building = `${folder}.installing-${process.pid}`;
  try {
    if (isThere()) return at;
    mkdirSync(building, { recursive: true });
    writeFileSync(
      join(building, 'package.json'),
      JSON.stringify({ private: true, ...(withScripts && { allowScripts: { [name]: true } }) }),
    );
    await npm(
      ['install', `${name}@${version}`, '--no-audit', '--no-fund'].concat(
        withScripts ? [] : ['--ignore-scripts'],
      ),
      { cwd: building },
    );
    rmSync(folder, { recursive: true, force: true });
    renameSync(building, folder);
    return at;
  } finally {
    rmSync(building, { recursive: true, force: true });
    lock.release();
  }
}
