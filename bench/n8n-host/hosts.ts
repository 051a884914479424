import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { n8nClient, ownerCookie, type N8nClient } from '../../test/sandbox/n8n/client.ts';
import { installedN8n } from '../../test/sandbox/n8n/install.ts';
import { installCommunityPackage, packed } from '../../test/sandbox/n8n/package.ts';
import { startN8n, type N8nOptions, type RunningN8n } from '../../test/sandbox/n8n/process.ts';

/** An n8n that runs, as its owner drives it. */
export interface Host {
  running: RunningN8n;
  client: N8nClient;
}

/** Where the package is installed once, for all n8n of a bench. */
export interface Installed {
  install: string;
  folder: string;
}

export async function installedPackage(folder: string): Promise<Installed> {
  const install = await installedN8n((line) => console.error(line));
  await installCommunityPackage(await packed(folder), join(folder, 'package'));
  return { install, folder };
}

/** Starts an n8n with a data folder of its own. */
export async function startHost(
  { install, folder }: Installed,
  name: string,
  options: Pick<N8nOptions, 'env' | 'role'> = {},
): Promise<Host> {
  const userFolder = join(folder, name);
  cpSync(join(folder, 'package'), userFolder, { recursive: true });
  const running = await startN8n({ install, userFolder, ...options });
  return { running, client: n8nClient(running.url, await ownerCookie(running.url)) };
}
