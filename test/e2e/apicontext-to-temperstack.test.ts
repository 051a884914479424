import { randomUUID } from 'node:crypto';

import type { ApiContextResult, ResultClass } from 'alertbridge/apicontext';

import { sendApiContextResult } from '../sandbox/apicontext/send.ts';
import { importedExample } from '../sandbox/example.ts';
import { eventually } from '../sandbox/n8n/client.ts';
import { createTemperstackCredential } from '../sandbox/n8n/temperstack.ts';
import { whyNotOpenedAndClosed } from '../sandbox/temperstack/report.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { connectedN8n } from './n8n.ts';

const n8n = connectedN8n();
const KEY = 'main-road-key-0f5c21';
const HEADER_SECRET = 'main-road-header-8d77';

let temperstack: Temperstack;
let workflowId: string;
let hook: string;
let callId: string;

beforeAll(async () => {
  temperstack = await startTemperstack({ apiKey: KEY });
  const temperstackCredential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
  const incoming = await n8n.createCredential('APIContext', 'alertbridgeIncomingApi', {
    method: 'headerAuth',
    headerName: 'X-Alertbridge-Key',
    headerValue: HEADER_SECRET,
  });
  const { webhookId, ...example } = importedExample('apicontext-to-temperstack.json', {
    'APIContext Trigger': [incoming],
    Temperstack: [temperstackCredential],
  });
  for (const node of example.nodes) {
    if (node.name === 'APIContext Trigger') node.parameters['authentication'] = 'credential';
  }
  const workflow = await n8n.createWorkflow(example);
  await n8n.activate(workflow);
  workflowId = workflow.id;
  hook = n8n.webhookUrl(`${webhookId}/apicontext`);
});
beforeEach(() => {
  temperstack.clear();
  callId = `call-${randomUUID()}`;
});
afterAll(async () => {
  await n8n.deactivate(workflowId);
  await temperstack.close();
});

/** Posts what two locations say of the test's call now. */
async function say(resultClass: ResultClass, overrides: Partial<ApiContextResult> = {}): Promise<void> {
  for (const location_id of ['oslo', 'london']) {
    const { status } = await sendApiContextResult(
      hook,
      resultClass,
      {
        call_id: callId,
        location_id,
        result_id: randomUUID(),
        start_time: new Date().toISOString(),
        ...overrides,
      },
      { 'X-Alertbridge-Key': HEADER_SECRET },
    );
    expect(status).toBe(200);
  }
}

async function received(count: number): Promise<void> {
  await eventually(
    async () => (temperstack.received().length >= count ? true : undefined),
    `${count} requests to reach Temperstack`,
  );
}

describe('the example workflow from APIContext to Temperstack', () => {
  it('opens one alert when two locations see a failure, and closes it when both pass', async () => {
    await say('FAIL');
    await received(1);
    await say('FAIL');
    expect(temperstack.alerts()).toMatchObject([
      { state: 'open', received: 1, latest: { status: 'Alarm', alert_priority: 'Critical' } },
    ]);
    await say('PASS');
    await received(2);
    expect(temperstack.alerts()).toMatchObject([{ state: 'closed', received: 2, latest: { status: 'OK' } }]);
    expect(whyNotOpenedAndClosed(temperstack.received())).toBeNull();
  });

  it('says what broke, from where and where to look', async () => {
    await say('FAIL', { result_url: 'https://client.apicontext.com/result/r-1' });
    await received(1);
    const [alert] = temperstack.alerts();
    expect(alert?.latest.alert_name).toContain('Get orders');
    expect(alert?.latest.description).toMatch(/503/);
    expect(alert?.latest.description).toMatch(/seen from/i);
    expect(alert?.latest.alert_url).toBe('https://client.apicontext.com/result/r-1');
  });

  it('loses nothing where Temperstack fails twice and then works', async () => {
    temperstack.faults.add({ status: 503 });
    temperstack.faults.add({ reset: 'before the answer' });
    await say('FAIL');
    await received(3);
    expect(temperstack.received().map(({ status }) => status)).toEqual([503, null, 200]);
  });

  it('bounds what it sends of a result that is far too long', async () => {
    await say('FAIL', {
      http_reason: `a\u0000b\ud800${'x'.repeat(60_000)}`,
      context: { _notification: { description: `<p>${'y'.repeat(60_000)}</p>` } },
    });
    const alert = await eventually(async () => temperstack.alerts()[0], 'the alert');
    expect(alert.latest.description?.length).toBeLessThanOrEqual(10_000);
    expect(alert.latest.description?.isWellFormed()).toBe(true);
  });

  it('keeps its secrets out of everything that n8n stores of its executions', async () => {
    await say('FAIL');
    await received(1);
    const executions = await n8n.executions(workflowId, 1);
    expect(executions.length).toBeGreaterThan(0);
    for (const { stored } of executions) {
      for (const secret of [KEY, HEADER_SECRET, encodeURIComponent(HEADER_SECRET)]) {
        expect(stored).not.toContain(secret);
      }
    }
    // What n8n stored is really there, so that the search above is one.
    expect(executions.some(({ stored }) => stored.includes('Get orders'))).toBe(true);
  });
});
