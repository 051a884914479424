import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { n8nClient, ownerCookie, type N8nClient } from '../sandbox/n8n/client.ts';
import { installedN8n } from '../sandbox/n8n/install.ts';
import { installCommunityPackage } from '../sandbox/n8n/package.ts';
import { startN8n, type RunningN8n } from '../sandbox/n8n/process.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { startTarget, type Target } from '../sandbox/webhook/target.ts';
import { outputOf, sharedN8n } from './n8n.ts';

/** An n8n of its own: what it protects against is set by its environment. */
const folder = mkdtempSync(join(tmpdir(), 'alertbridge-ssrf-'));
const NODE = 'Sender';

let running: RunningN8n;
let n8n: N8nClient;
let target: Target;
let temperstack: Temperstack;

beforeAll(async () => {
  target = await startTarget();
  temperstack = await startTemperstack();
  await installCommunityPackage(sharedN8n().tarball, folder);
  running = await startN8n({
    install: await installedN8n(() => undefined),
    userFolder: folder,
    env: { N8N_SSRF_PROTECTION_ENABLED: 'true' },
  });
  n8n = n8nClient(running.url, await ownerCookie(running.url));
}, 240_000);
afterAll(async () => {
  await running.stop();
  await target.close();
  await temperstack.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("n8n's own protection against requests to where they must not go", () => {
  it.each([
    ['this machine', () => `${target.url}/in`],
    ['the metadata address of clouds', () => 'https://169.254.169.254/latest/meta-data'],
    ['a private network', () => 'https://10.0.0.1/in'],
  ])('holds for Webhook Delivery: nothing reaches %s', async (_where, url) => {
    const execution = await n8n.runNode({
      type: 'n8n-nodes-alertbridge.webhookDelivery',
      name: NODE,
      parameters: {
        webhookName: 'pager',
        url: url(),
        body: 'template',
        bodyTemplate: '{"a":1}',
        options: { giveUpAfter: 1 },
      },
      onError: 'continueErrorOutput',
    });
    const [failed] = outputOf(execution, NODE, 1);
    expect(failed).toMatchObject({ details: { outcome: 'failed', response: null } });
    expect(JSON.stringify(failed)).toMatch(/blocked|not allowed|SSRF/i);
    expect(target.requests).toEqual([]);
  });

  it('holds for Temperstack', async () => {
    const credential = await n8n.createCredential('Temperstack', 'temperstackApi', {
      method: 'integrationUrl',
      integrationUrl: temperstack.integrationUrl,
    });
    const execution = await n8n.runNode({
      type: 'n8n-nodes-alertbridge.temperstack',
      name: NODE,
      parameters: {
        operation: 'raise',
        alertName: 'Down',
        alertPriority: 'Critical',
        options: { giveUpAfter: 1 },
      },
      credentials: { temperstackApi: credential },
      onError: 'continueErrorOutput',
    });
    expect(outputOf(execution, NODE, 1)).toMatchObject([{ details: { delivery: { status: null } } }]);
    expect(temperstack.received()).toEqual([]);
  });
});
