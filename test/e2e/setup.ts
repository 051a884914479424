import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { BROWSERS, browserPath } from '../sandbox/browser.ts';
import { n8nClient, ownerCookie } from '../sandbox/n8n/client.ts';
import { installedN8n } from '../sandbox/n8n/install.ts';
import { installCommunityPackage, packed, ROOT } from '../sandbox/n8n/package.ts';
import { startN8n, type RunningN8n } from '../sandbox/n8n/process.ts';
import { SHARED_N8N_VARIABLE, type SharedN8n } from './n8n.ts';

declare global {
  var e2eN8n: RunningN8n | undefined;
}

/** Once before all end-to-end tests: the packed tarball in one real n8n, which every test file uses. */
export default async function setup(): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const folder = join(ROOT, '.sandbox', 'e2e');
  rmSync(folder, { recursive: true, force: true });
  const install = await installedN8n(say);
  const tarball = await packed(folder);
  const userFolder = join(folder, 'n8n');
  await installCommunityPackage(tarball, userFolder);
  const running = await startN8n({ install, userFolder });
  globalThis.e2eN8n = running;
  try {
    const cookie = await ownerCookie(running.url);
    await n8nClient(running.url, cookie).call('GET', '/settings');
    const shared: SharedN8n = { url: running.url, cookie, logFile: running.logFile, tarball };
    process.env[SHARED_N8N_VARIABLE] = JSON.stringify(shared);
  } catch (error) {
    await running.stop();
    throw error;
  }
  if (browserPath() === null) {
    say(
      `The tests in test/e2e/browser are left out: none of ${BROWSERS.join(', ')} is here, nor CHROME_PATH set`,
    );
  }
  say(`n8n runs at ${running.url}; its log is ${running.logFile}`);
}
