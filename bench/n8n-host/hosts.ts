import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { n8nClient, ownerCookie } from '../../test/sandbox/n8n/client.ts';
import { installedN8n } from '../../test/sandbox/n8n/install.ts';
import { installCommunityPackage, packed } from '../../test/sandbox/n8n/package.ts';
import { startN8n, type N8nOptions, type RunningN8n } from '../../test/sandbox/n8n/process.ts';
import type { Setting } from './compared.ts';
import { activeFlows, type Flow } from './flows.ts';
import { startTarget, type Target } from './target.ts';

/** What an operator can set, by the name that the figures have for it. */
const SETTINGS = {
  defaults: {},
  'lazy isolates': { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
  'pool of 4 isolates': { N8N_EXPRESSION_ENGINE_POOL_SIZE: '4' },
  'no data of successes kept': { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' },
  PostgreSQL: {},
  'queue mode': {},
} as const satisfies Record<string, Record<string, string>>;

export interface Hosts {
  /** Starts an n8n with a data folder of its own, in which the flows are active. It is stopped when the bench has ended. */
  start: (
    name: keyof typeof SETTINGS,
    flows: readonly Flow[],
    env?: Record<string, string>,
  ) => Promise<Setting>;
  /** Starts another process of one that was started, in queue mode. */
  startWorker: (of: keyof typeof SETTINGS, env: Record<string, string>) => Promise<RunningN8n>;
  target: Target;
  folder: string;
  /** Called in reverse order in the end. */
  stops: (() => unknown)[];
}

/** Packs the n8n package, installs it once, and measures with what is started of n8n. */
export async function withHosts<Result>(measure: (hosts: Hosts) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'alertbridge-bench-'));
  // PostgreSQL runs as another user.
  chmodSync(folder, 0o755);
  const target = await startTarget();
  const stops: (() => unknown)[] = [];
  try {
    const install = await installedN8n((line) => console.error(line));
    await installCommunityPackage(await packed(folder), join(folder, 'package'));
    const userFolderOf = (name: string) => join(folder, name.replaceAll(' ', '-'));
    const startOne = async (options: Omit<N8nOptions, 'install'>) => {
      const running = await startN8n({ install, ...options });
      stops.push(running.stop);
      return running;
    };
    return await measure({
      async start(name, flows, env = {}) {
        const userFolder = userFolderOf(name);
        cpSync(join(folder, 'package'), userFolder, { recursive: true });
        const { url } = await startOne({ userFolder, env: { ...SETTINGS[name], ...env } });
        const client = n8nClient(url, await ownerCookie(url));
        return { name, urls: await activeFlows(client, target.url, flows) };
      },
      startWorker: async (of, env) => await startOne({ userFolder: userFolderOf(of), role: 'worker', env }),
      target,
      folder,
      stops,
    });
  } finally {
    for (const stop of stops.reverse()) await stop();
    target.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
