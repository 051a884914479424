import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { waitForLock } from '../lock.ts';
import { npm, outputOf } from '../npm.ts';

export const ROOT = join(import.meta.dirname, '../../..');

/** A package as npm would publish it. */
export interface Tarball {
  path: string;
  name: string;
  version: string;
  /** The paths in it, without the leading `package/`. */
  files: string[];
}

/** Builds this repository and packs the n8n package (`.`) or the library (`shared`) into `into`. */
export async function packed(into: string, workspace: '.' | 'shared' = '.'): Promise<Tarball> {
  mkdirSync(into, { recursive: true });
  mkdirSync(join(ROOT, '.sandbox'), { recursive: true });
  // What one builds, another that packs at the same time would find half-built.
  const lock = await waitForLock(join(ROOT, '.sandbox', 'pack.lock'), () => {});
  let output: string;
  try {
    await outputOf(process.execPath, [join(ROOT, 'scripts', 'build.ts')], { cwd: ROOT });
    output = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', into], {
      cwd: join(ROOT, workspace),
    });
  } finally {
    lock.release();
  }
  const [packing] = JSON.parse(output) as {
    filename: string;
    name: string;
    version: string;
    files: { path: string }[];
  }[];
  if (packing === undefined) throw new Error(`npm pack said nothing about ${workspace}.`);
  return {
    path: join(into, packing.filename),
    name: packing.name,
    version: packing.version,
    files: packing.files.map((file) => file.path).sort(),
  };
}

/** Unpacks a tarball into `folder` and returns where its package.json lies. */
export async function unpacked(tarball: Tarball, folder: string): Promise<string> {
  await outputOf('tar', ['-xzf', tarball.path, '-C', folder], { cwd: folder });
  return join(folder, 'package');
}

/** Installs a packed n8n package where n8n looks for community packages, as n8n itself does: without its peers. */
export async function installCommunityPackage(tarball: Tarball, n8nUserFolder: string): Promise<void> {
  const nodes = join(n8nUserFolder, '.n8n', 'nodes');
  mkdirSync(nodes, { recursive: true });
  writeFileSync(
    join(nodes, 'package.json'),
    JSON.stringify({ name: 'installed-nodes', private: true, dependencies: {} }),
  );
  await npm(
    [
      'install',
      tarball.path,
      '--ignore-scripts',
      '--legacy-peer-deps',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
    ],
    { cwd: nodes },
  );
  const installed = JSON.parse(
    readFileSync(join(nodes, 'node_modules', tarball.name, 'package.json'), 'utf8'),
  ) as {
    version: string;
  };
  if (installed.version !== tarball.version) throw new Error(`npm did not install ${tarball.path}.`);
}
