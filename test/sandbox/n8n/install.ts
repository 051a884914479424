import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { cacheFolder } from '../cache.ts';
import { waitForLock } from '../lock.ts';
import { npm, outputOf } from '../npm.ts';

export const N8N_VERSION = '2.41.1';

/** This release names a version of linkedom that was taken off the registry; the one before it serves as well. */
const OVERRIDES = { linkedom: '0.18.14' };

const ABOUT_FETCHES = '5,300';
const NEEDED_BYTES = 5e9;
const PROGRESS_EVERY_MS = 15_000;

type Say = (line: string) => void;

/**
 * The folder of the pinned n8n, which is installed on first use into the user's cache folder, where every checkout finds
 * it. Two that install at once do not disturb each other, and an installation that fails leaves nothing half-done.
 */
export async function installedN8n(say: Say): Promise<string> {
  const cache = cacheFolder();
  const name = `n8n-${N8N_VERSION}-${process.platform}-${process.arch}-abi${process.versions.modules}`;
  const folder = join(cache, name);
  if (isInstalled(folder)) return folder;

  mkdirSync(cache, { recursive: true });
  const lock = await waitForLock(`${folder}.lock`, () =>
    say(`Another process is installing n8n ${N8N_VERSION}; waiting for it to finish`),
  );
  try {
    if (isInstalled(folder)) return folder;
    for (const leftover of readdirSync(cache)) {
      if (leftover.startsWith(`${name}.installing-`))
        rmSync(join(cache, leftover), { recursive: true, force: true });
    }
    requireSpace(cache);
    await install(folder, `${folder}.installing-${process.pid}`, join(cache, `${name}.log`), say);
    return folder;
  } finally {
    lock.release();
  }
}

/** n8n's own command, to be run by Node. */
export function n8nCommand(folder: string): string {
  return join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
}

function isInstalled(folder: string): boolean {
  return existsSync(n8nCommand(folder));
}

async function install(folder: string, building: string, logFile: string, say: Say): Promise<void> {
  rmSync(logFile, { force: true });
  mkdirSync(building);
  say(`Installing n8n ${N8N_VERSION} into ${folder}`);
  say('(once on this machine; about 2.5 GB, usually 4 to 8 minutes)');
  const startedAt = Date.now();
  let fetched = 0;
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    const unpacking = existsSync(join(building, 'node_modules')) ? ', unpacking' : '';
    say(`  ${seconds} s: ${fetched.toLocaleString('en')} of about ${ABOUT_FETCHES} downloads${unpacking}`);
  }, PROGRESS_EVERY_MS);
  try {
    writeFileSync(
      join(building, 'package.json'),
      JSON.stringify(
        {
          name: 'alertbridge-n8n-host',
          private: true,
          dependencies: { n8n: N8N_VERSION },
          overrides: OVERRIDES,
        },
        null,
        2,
      ),
    );
    const quiet = ['--no-audit', '--no-fund'];
    await npm(['install', '--ignore-scripts', '--legacy-peer-deps', '--loglevel=http', ...quiet], {
      cwd: building,
      logFile,
      onFetch: () => fetched++,
    });
    clearInterval(progress);
    say('  Building the database driver (sqlite3)');
    await npm(['rebuild', 'sqlite3', ...quiet], {
      cwd: building,
      logFile,
      env: await nodeHeaders(building, logFile),
    });
    rmSync(headersFolder(building), { recursive: true, force: true });
    await outputOf(process.execPath, ['-e', "require('sqlite3')"], { cwd: building, logFile });
    const version = await outputOf(process.execPath, [n8nCommand(building), '--version'], {
      cwd: building,
      logFile,
    });
    if (version.trim() !== N8N_VERSION) throw new Error(`It says that it is n8n ${version.trim()}.`);
    renameSync(building, folder);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    throw new Error(
      `n8n ${N8N_VERSION} could not be installed. ${(error as Error).message}\nThe whole log: ${logFile}\n` +
        'It needs the npm registry, and where no built sqlite3 can be downloaded Python 3, make and a C++ compiler.',
    );
  } finally {
    clearInterval(progress);
  }
  say(`n8n ${N8N_VERSION} is installed (${Math.round((Date.now() - startedAt) / 1_000)} s)`);
}

/**
 * Where node-gyp finds Node's headers without downloading them from nodejs.org: the npm package of this very Node has
 * them. Where that cannot be had either, node-gyp is left to download them.
 */
async function nodeHeaders(building: string, logFile: string): Promise<NodeJS.ProcessEnv> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const besideNode = join(import.meta.dirname, '../../../node_modules/node/node_modules', name);
  const downloaded = headersFolder(building);
  const places = [besideNode, join(downloaded, 'node_modules', name)];
  const found = () => places.find((place) => existsSync(join(place, 'include', 'node', 'node_api.h')));
  if (found() === undefined) {
    mkdirSync(downloaded);
    writeFileSync(join(downloaded, 'package.json'), '{ "private": true }');
    const wanted = `${name}@${process.versions.node}`;
    await npm(['install', wanted, '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: downloaded,
      logFile,
    }).catch(() => undefined);
  }
  const folder = found();
  return folder === undefined ? {} : { npm_config_nodedir: folder };
}

function headersFolder(building: string): string {
  return join(building, '.node-headers');
}

function requireSpace(cache: string): void {
  const { bavail, bsize } = statfsSync(cache);
  const free = bavail * bsize;
  if (free < NEEDED_BYTES) {
    throw new Error(
      `n8n needs about ${NEEDED_BYTES / 1e9} GB to install, and ${cache} has ${(free / 1e9).toFixed(1)} GB free. ` +
        'Set XDG_CACHE_HOME to a folder with more room.',
    );
  }
}
