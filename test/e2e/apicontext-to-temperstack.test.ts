import { sample as sampleApiContextResult } from 'alertbridge/apicontext';
import type { ApiContextResult, ResultClass } from '../../shared/systems/apicontext/schema.ts';
import { sendApiContextResult } from '../sandbox/apicontext/send.ts';
import { postJson } from '../sandbox/post-json.ts';
import { importedExample } from '../sandbox/example.ts';
import { eventually } from '../sandbox/n8n/client.ts';
import { whyNotOpenedAndClosed } from '../sandbox/temperstack/report.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { connectedN8n } from './n8n.ts';

const n8n = connectedN8n();
const KEY = 'main-road-key-0f5c21';
const HEADER_SECRET = 'main-road-header-8d77';

let temperstack: Temperstack;
let workflowId: string;
let hook: string;

beforeAll(async () => {
  temperstack = await startTemperstack({ apiKey: KEY });
  const temperstackCredential = await n8n.createCredential('Temperstack', 'temperstackApi', {
    method: 'integrationUrl',
    integrationUrl: temperstack.integrationUrl,
  });
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
beforeEach(() => temperstack.clear());
afterAll(async () => {
  await n8n.deactivate(workflowId);
  await temperstack.close();
});

async function send(resultClass: ResultClass, overrides: Partial<ApiContextResult> = {}): Promise<void> {
  const before = temperstack.received().filter(({ alert }) => alert !== null).length;
  const { status } = await sendApiContextResult(hook, resultClass, overrides, {
    'X-Alertbridge-Key': HEADER_SECRET,
  });
  expect(status).toBe(200);
  await eventually(
    async () =>
      temperstack.received().filter(({ alert }) => alert !== null).length > before ? true : undefined,
    `the ${resultClass} to reach Temperstack`,
  );
}

describe('the example workflow from APIContext to Temperstack', () => {
  it('opens one alert for a failure that is repeated, and closes it when the API passes again', async () => {
    await send('FAIL');
    await send('WARNING');
    expect(temperstack.alerts()).toMatchObject([
      { state: 'open', received: 2, latest: { status: 'Alarm', alert_priority: 'Medium' } },
    ]);
    await send('PASS');
    expect(temperstack.alerts()).toMatchObject([{ state: 'closed', received: 3, latest: { status: 'OK' } }]);
    expect(whyNotOpenedAndClosed(temperstack.received())).toBeNull();
  });

  it('says what broke, from where and where to look', async () => {
    await send('FAIL');
    const [alert] = temperstack.alerts();
    expect(alert?.latest.alert_name).toContain('Get orders');
    expect(alert?.latest.description).toMatch(/503[^]*Oslo/);
    expect(alert?.latest.alert_url).toBe('https://client.apicontext.com/result/result-fail-1');
  });

  it('has one alert for each location of a call', async () => {
    await send('FAIL');
    await send('FAIL', { location_id: 'another_location' });
    await send('PASS', { location_id: 'another_location' });
    expect(temperstack.alerts().map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it('loses nothing where Temperstack fails twice and then works', async () => {
    temperstack.faults.add({ status: 503 });
    temperstack.faults.add({ reset: 'before the answer' });
    await send('FAIL');
    expect(temperstack.received().map(({ status }) => status)).toEqual([503, null, 200]);
  });

  it('bounds what it sends of a result that is far too long', async () => {
    await postJson(
      hook,
      JSON.stringify(
        sampleApiContextResult('FAIL', {
          http_reason: `a\u0000b\ud800${'x'.repeat(1024 * 1024)}`,
          context: { _notification: { description: `<p>${'y'.repeat(1024 * 1024)}</p>` } },
        }),
      ),
      { 'X-Alertbridge-Key': HEADER_SECRET },
    );
    const alert = await eventually(async () => temperstack.alerts()[0], 'the alert');
    expect(alert.latest.description?.length).toBeLessThanOrEqual(10_000);
    expect(alert.latest.description?.isWellFormed()).toBe(true);
  });

  it('keeps its secrets out of everything that n8n stores of its executions', async () => {
    await send('FAIL');
    const executions = await n8n.executions(workflowId, 1);
    expect(executions.length).toBeGreaterThan(0);
    for (const { stored } of executions) {
      for (const secret of [KEY, HEADER_SECRET, encodeURIComponent(HEADER_SECRET)]) {
        expect(stored).not.toContain(secret);
      }
      // What n8n stored is really there, so that the search above is one.
      expect(stored).toContain('call-7f3a9c');
    }
  });
});
