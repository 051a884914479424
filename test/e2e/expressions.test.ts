import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sample as aponoEvent } from 'alertbridge/apono';
import { sample as cloudflareNotification } from 'alertbridge/cloudflare';

import { sendApiContextResult } from '../sandbox/apicontext/send.ts';
import { chainOf, eventually, nodeOf, type Credential, type N8nClient } from '../sandbox/n8n/client.ts';
import type { RunningN8n } from '../sandbox/n8n/process.ts';
import { createTemperstackCredential, sendNode } from '../sandbox/n8n/temperstack.ts';
import { postJson } from '../sandbox/post-json.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { activeTrigger, startOwnN8n } from './n8n.ts';

const OWN = 'n8n-nodes-alertbridge.';
const EVENTS = 5;
const SECRET = 'secret-of-this-test';

let folder: string;
let notes: string;
let running: RunningN8n;
let n8n: N8nClient;
let temperstack: Temperstack;
let credential: Credential;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alertbridge-expressions-'));
  notes = join(folder, 'notes.jsonl');
  const probe = join(import.meta.dirname, '../sandbox/n8n/expression-probe.cjs');
  const env = { NODE_OPTIONS: `--require ${probe}`, ALERTBRIDGE_EXPRESSION_PROBE: notes };
  ({ running, n8n } = await startOwnN8n(join(folder, 'n8n'), { env }));
  temperstack = await startTemperstack();
  credential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
}, 300_000);
afterAll(async () => {
  await running.stop();
  await temperstack.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What n8n notes while events are sent and told to Temperstack, one after the other. */
async function noted(
  send: (number: number) => Promise<unknown>,
): Promise<{ evaluated: string[]; acquired: number }> {
  temperstack.clear();
  writeFileSync(notes, '');
  for (let number = 1; number <= EVENTS; number++) {
    await send(number);
    await eventually(
      async () => (temperstack.received().length >= number ? true : undefined),
      'the alert to reach Temperstack',
    );
  }
  const lines = readFileSync(notes, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const entries = lines.map((line) => JSON.parse(line) as { evaluated?: string; acquired?: true });
  return {
    evaluated: entries.flatMap(({ evaluated }) => evaluated ?? []),
    acquired: entries.filter(({ acquired }) => acquired).length,
  };
}

describe('on the way of an event through n8n', () => {
  it('is looked at by a probe that sees expressions', async () => {
    const path = randomUUID();
    const workflow = await n8n.createWorkflow({
      name: 'By hand',
      ...chainOf([
        nodeOf(
          {
            type: 'n8n-nodes-base.webhook',
            typeVersion: 2,
            webhookId: path,
            parameters: { httpMethod: 'POST', path },
          },
          'Webhook',
        ),
        nodeOf(
          {
            type: 'n8n-nodes-base.httpRequest',
            typeVersion: 4.2,
            parameters: {
              method: 'POST',
              url: temperstack.integrationUrl,
              sendBody: true,
              specifyBody: 'json',
              jsonBody: '={{ { alert_name: $json.body.name, status: "Alarm" } }}',
            },
          },
          'HTTP Request',
          1,
        ),
      ]),
    });
    await n8n.activate(workflow);
    const { evaluated } = await noted((number) => postJson(n8n.webhookUrl(path), `{"name":"${number}"}`));
    expect(evaluated.length).toBeGreaterThanOrEqual(EVENTS);
    expect(existsSync(notes)).toBe(true);
  });

  it.each([
    {
      trigger: 'apiContextTrigger',
      path: 'apicontext',
      parameters: {},
      send: (hook: string, number: number) =>
        sendApiContextResult(hook, 'FAIL', { call_id: `call-${number}`, result_id: `result-${number}` }),
    },
    {
      trigger: 'aponoTrigger',
      path: 'apono',
      parameters: {},
      send: (hook: string, number: number) =>
        postJson(hook, JSON.stringify(aponoEvent('Error', { id: `integration-${number}` }))),
    },
    {
      trigger: 'cloudflareTrigger',
      path: 'cloudflare',
      parameters: { setup: 'byHand', secret: SECRET },
      send: (hook: string, number: number) =>
        postJson(
          hook,
          JSON.stringify(
            cloudflareNotification('advanced_ddos_attack_l7_alert', 'start', {
              alert_correlation_id: `attack-${number}`,
            }),
          ),
          { 'cf-webhook-auth': SECRET },
        ),
    },
  ])(
    'no expression is evaluated between $trigger and Temperstack',
    async ({ trigger, path, parameters, send }) => {
      const { hook } = await activeTrigger(n8n, { type: `${OWN}${trigger}`, parameters }, path, [
        sendNode(credential),
      ]);
      const { evaluated, acquired } = await noted((number) => send(hook, number));
      expect(evaluated).toEqual([]);
      // n8n builds one for the request to a trigger that is not its own, and one for the execution.
      expect(acquired).toBeLessThanOrEqual(2 * EVENTS);
    },
  );

  it('no expression is evaluated between n8n’s Webhook, Alert From Event and Temperstack', async () => {
    const path = randomUUID();
    const workflow = await n8n.createWorkflow({
      name: 'Own webhook',
      ...chainOf([
        nodeOf(
          {
            type: 'n8n-nodes-base.webhook',
            typeVersion: 2,
            webhookId: path,
            parameters: { httpMethod: 'POST', path },
          },
          'Webhook',
        ),
        nodeOf({ type: `${OWN}alertFromEvent`, parameters: {} }, 'Alert From Event', 1),
        sendNode(credential, 2),
      ]),
    });
    await n8n.activate(workflow);
    const { evaluated, acquired } = await noted((number) =>
      postJson(n8n.webhookUrl(path), JSON.stringify(aponoEvent('Error', { id: `own-${number}` }))),
    );
    expect(evaluated).toEqual([]);
    expect(acquired).toBeLessThanOrEqual(EVENTS);
  });
});
