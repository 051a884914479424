import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { N8nClient } from '../sandbox/n8n/client.ts';
import type { RunningN8n } from '../sandbox/n8n/process.ts';
import { createTemperstackCredential, raiseNode } from '../sandbox/n8n/temperstack.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { startTarget, type Target } from '../sandbox/webhook/target.ts';
import { outputOf, startOwnN8n } from './n8n.ts';

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
  ({ running, n8n } = await startOwnN8n(folder, { env: { N8N_SSRF_PROTECTION_ENABLED: 'true' } }));
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
    const credential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
    const node = raiseNode(credential, 'continueErrorOutput');
    const execution = await n8n.runNode(node);
    expect(outputOf(execution, node.name, 1)).toMatchObject([{ details: { delivery: { status: null } } }]);
    expect(temperstack.received()).toEqual([]);
  });
});
