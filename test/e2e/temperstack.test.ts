import { sample as sampleApiContextResult } from 'alertbridge/apicontext';
import { sample as sampleAponoEvent } from 'alertbridge/apono';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import type { Credential, Execution } from '../sandbox/n8n/client.ts';
import { connectedN8n, errorOf, outputOf } from './n8n.ts';

const n8n = connectedN8n();
const TYPE = 'n8n-nodes-alertbridge.temperstack';
const NODE = 'Temperstack';
const KEY = 'temperstack-key-4e8a61';

let temperstack: Temperstack;
let credential: Credential;

beforeAll(async () => {
  temperstack = await startTemperstack({ apiKey: KEY });
  credential = await n8n.createCredential('Temperstack', 'temperstackApi', {
    method: 'integrationUrl',
    integrationUrl: temperstack.integrationUrl,
  });
});
afterEach(() => {
  temperstack.faults.clear();
  temperstack.clear();
});
afterAll(async () => await temperstack.close());

interface Run {
  items?: object[];
  /** Instead of the right credential. */
  credentialData?: Record<string, string>;
  onError?: 'continueRegularOutput' | 'continueErrorOutput';
}

async function run(
  parameters: object,
  { items = [{}], credentialData, onError }: Run = {},
): Promise<Execution> {
  const used =
    credentialData === undefined
      ? credential
      : await n8n.createCredential('Another', 'temperstackApi', credentialData);
  const execution = await n8n.runNode(
    {
      type: TYPE,
      name: NODE,
      parameters: { ...parameters },
      credentials: { temperstackApi: used },
      ...(onError !== undefined && { onError }),
    },
    items.map((item) => ({ ...item })),
  );
  expect(execution.stored).not.toContain(KEY);
  return execution;
}

const sending = (name: string, options = {}) => ({
  operation: 'send',
  alertName: name,
  status: 'Alarm',
  alertPriority: 'Critical',
  alertId: `id of ${name}`,
  options,
});

describe('the Temperstack node', () => {
  it('sends an alert with every field filled in by hand', async () => {
    const execution = await run({
      ...sending('Checkout fails'),
      alertPriority: 'Medium',
      additionalFields: {
        alertUrl: 'https://example.com/alert',
        description: 'Two lines\nof text',
        metricName: 'latency',
        resourceId: 'r-1',
        resourceName: 'checkout',
        resourceType: 'API',
        runBookUrl: 'https://example.com/run-book',
      },
    });
    expect(execution.status).toBe('success');
    expect(temperstack.alerts()).toMatchObject([
      {
        state: 'open',
        latest: {
          alert_name: 'Checkout fails',
          status: 'Alarm',
          alert_priority: 'Medium',
          alert_id: 'id of Checkout fails',
          description: 'Two lines\nof text',
          alert_url: 'https://example.com/alert',
          metric_name: 'latency',
          resource_id: 'r-1',
          resource_name: 'checkout',
          resource_type: 'API',
          run_book_url: 'https://example.com/run-book',
        },
      },
    ]);
    expect(outputOf(execution, NODE)).toMatchObject([
      { sent: true, delivery: { delivered: true, status: 200, attempts: [{ status: 200 }] } },
    ]);
  });

  it('resolves an alert by its id, and one without an id by its name', async () => {
    await run(sending('With id'));
    await run({ ...sending('Without id'), alertId: '' });
    expect(temperstack.alerts().map(({ state }) => state)).toEqual(['open', 'open']);
    await run({ operation: 'resolve', alertName: 'With id', alertId: 'id of With id' });
    await run({ operation: 'resolve', alertName: 'Without id' });
    expect(temperstack.alerts().map(({ state, received }) => ({ state, received }))).toEqual([
      { state: 'closed', received: 2 },
      { state: 'closed', received: 2 },
    ]);
  });

  it('maps an event that lies in the item, is a webhook body, or is JSON text, as its options say', async () => {
    const result = sampleApiContextResult('SLOW');
    await run(
      {
        operation: 'sendFromEvent',
        event: '={{ $json.event }}',
        mappingOptions: {
          scope: 'call',
          name: 'API {{call_meta.name}}',
          runBookUrl: 'https://example.com/{{call_id}}',
          priorityFor: { classes: { SLOW: 'Critical' } },
        },
      },
      {
        items: [
          { event: result },
          { event: { body: result, headers: {} } },
          { event: JSON.stringify(result) },
        ],
      },
    );
    expect(temperstack.alerts()).toMatchObject([
      {
        received: 3,
        latest: {
          alert_name: 'API Get orders',
          alert_priority: 'Critical',
          run_book_url: 'https://example.com/call-7f3a9c',
        },
      },
    ]);
  });

  it('sends nothing for a class that is to be ignored, and says so', async () => {
    const execution = await run(
      {
        operation: 'sendFromEvent',
        event: '={{ $json }}',
        mappingOptions: { statusFor: { classes: { SLOW: 'ignore' } } },
      },
      { items: [sampleApiContextResult('SLOW')] },
    );
    expect(outputOf(execution, NODE)).toMatchObject([
      { sent: false, reason: expect.stringMatching(/ignore/i) },
    ]);
    expect(temperstack.received()).toHaveLength(0);
  });

  it('maps an Apono event as the options of its own say', async () => {
    const mappingOptions = {
      aponoStatusFor: { statuses: { Warning: 'ignore' } },
      aponoPriorityFor: { statuses: { Error: 'Medium' } },
      // Of another system, so that it must not matter.
      priority: 'Critical',
      name: 'Access to {{data.name}}',
    };
    const execution = await run(
      { operation: 'sendFromEvent', mappingOptions },
      { items: [sampleAponoEvent('Warning'), sampleAponoEvent('Error')] },
    );
    expect(outputOf(execution, NODE)).toMatchObject([{ sent: false }, { sent: true }]);
    expect(temperstack.alerts()).toMatchObject([
      { received: 1, latest: { alert_name: 'Access to AWS Production', alert_priority: 'Medium' } },
    ]);
  });

  it('gives items back in their order, each paired with its own, however many go out at once', async () => {
    const items = Array.from({ length: 40 }, (_, number) => ({ number }));
    const execution = await run(
      { ...sending('x'), alertName: '=Alert {{ $json.number }}', alertId: '=id-{{ $json.number }}' },
      { items },
    );
    const given = execution.data.resultData.runData[NODE]?.[0]?.data?.['main']?.[0] ?? [];
    expect(given.map(({ json }) => (json['alert'] as { alert_id: string }).alert_id)).toEqual(
      items.map(({ number }) => `id-${number}`),
    );
    expect(given.map(({ pairedItem }) => pairedItem)).toEqual(items.map(({ number }) => ({ item: number })));
    expect(temperstack.alerts()).toHaveLength(40);
  });

  it('never lets an OK overtake the Alarm that it ends, though items go out at the same time', async () => {
    temperstack.faults.add({ status: 503 });
    const item = (result_class: 'FAIL' | 'PASS', call_id: string) =>
      sampleApiContextResult(result_class, { call_id });
    await run(
      { operation: 'sendFromEvent' },
      { items: [item('FAIL', 'a'), item('PASS', 'a'), item('FAIL', 'a'), item('PASS', 'a')] },
    );
    expect(temperstack.received().flatMap(({ alert }) => alert?.status ?? [])).toEqual([
      'Alarm',
      'OK',
      'Alarm',
      'OK',
    ]);
  });

  it('keeps on where Temperstack fails twice and then works, and records each attempt', async () => {
    temperstack.faults.add({ status: 503 });
    temperstack.faults.add({ reset: 'before the answer' });
    const execution = await run(sending('Twice'));
    expect(execution.status).toBe('success');
    expect(temperstack.received().map(({ status }) => status)).toEqual([503, null, 200]);
    expect(outputOf(execution, NODE)).toMatchObject([
      { delivery: { attempts: [{ status: 503 }, { error: expect.any(String) }, { status: 200 }] } },
    ]);
  });

  it('waits as long as Retry-After says', async () => {
    temperstack.faults.add({ status: 429, retryAfter: 2 });
    const execution = await run(sending('Later'));
    expect(execution.status).toBe('success');
    const [first, second] = temperstack.received().map(({ at }) => Date.parse(at));
    expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(1_950);
  });

  it('tries again where an answer breaks off, and where none comes in time', async () => {
    temperstack.faults.add({ reset: 'in the body' });
    temperstack.faults.add({ hang: true });
    const execution = await run(sending('Patient', { timeout: 1 }));
    expect(execution.status).toBe('success');
    expect(outputOf(execution, NODE)).toMatchObject([
      {
        delivery: {
          attempts: [{ error: expect.any(String) }, { error: expect.any(String) }, { status: 200 }],
        },
      },
    ]);
  });

  it('tries again where nobody answers at all, and says what to look at when it gives up', async () => {
    const nobody = await startTemperstack({ apiKey: KEY });
    await nobody.close();
    const execution = await run(sending('Nobody', { retries: 1 }), {
      credentialData: { method: 'integrationUrl', integrationUrl: nobody.integrationUrl },
      onError: 'continueRegularOutput',
    });
    expect(outputOf(execution, NODE)).toMatchObject([
      {
        message: expect.stringContaining('network'),
        details: {
          delivery: {
            status: null,
            attempts: [{ error: expect.any(String) }, { error: expect.any(String) }],
          },
        },
      },
    ]);
  });

  it('gives up after as many retries as it has, with the status and what a person can do', async () => {
    temperstack.faults.add({ status: 503 }, 3);
    const execution = await run(sending('Thrice', { retries: 2 }));
    expect(execution.status).toBe('error');
    expect(temperstack.received()).toHaveLength(3);
    expect(errorOf(execution)).toMatchObject({
      httpCode: '503',
      description: expect.stringContaining('again'),
    });
  });

  it('fails at once where Temperstack refuses the alert, and shows its answer', async () => {
    temperstack.faults.add({ status: 400, body: '{"errors":["alert_name is not to our taste"]}' });
    const execution = await run(sending('Refused'));
    expect(execution.status).toBe('error');
    expect(temperstack.received()).toHaveLength(1);
    expect(errorOf(execution)).toMatchObject({
      httpCode: '400',
      description: expect.stringContaining('alert_name is not to our taste'),
    });
  });

  it('fails at once where Temperstack does not know the key, and says what to do', async () => {
    const wrong = 'another-key-b77e';
    const execution = await run(sending('Unknown'), {
      credentialData: {
        method: 'integrationUrl',
        integrationUrl: temperstack.integrationUrl.replace(KEY, wrong),
      },
    });
    expect(temperstack.received()).toMatchObject([{ status: 401 }]);
    expect(errorOf(execution)).toMatchObject({
      httpCode: '401',
      description: expect.stringContaining('Copy it again'),
    });
    expect(execution.stored).not.toContain(wrong);
  });

  it.each([
    ['a typo in the host', 'https://acme.temperstak.com/api/integration/webhook/', 'temperstack.com'],
    ['http to a public host', 'http://acme.temperstack.com/api/integration/webhook/', 'https://'],
    ['an extra path', 'https://acme.temperstack.com/api/integration/webhook/extra/', 'path'],
  ])(
    'refuses an integration URL with %s before anything is sent, without its key',
    async (_what, start, says) => {
      const execution = await run(sending('Never'), {
        credentialData: { method: 'integrationUrl', integrationUrl: `${start}${KEY}` },
      });
      expect(execution.status).toBe('error');
      expect(errorOf(execution).message).toContain(says);
      expect(temperstack.received()).toHaveLength(0);
    },
  );

  it('gives each item that failed its own error where the workflow is to continue', async () => {
    const execution = await run(
      { ...sending('x', { retries: 0 }), alertName: '={{ $json.name }}', alertId: '={{ $json.name }}' },
      { items: [{ name: 'good' }, { name: '' }, { name: 'good too' }], onError: 'continueRegularOutput' },
    );
    expect(execution.status).toBe('success');
    expect(outputOf(execution, NODE)).toMatchObject([
      { sent: true },
      {
        error: expect.any(String),
        message: expect.stringContaining('alert_name'),
        details: { sent: false },
      },
      { sent: true },
    ]);
    expect(temperstack.alerts()).toHaveLength(2);
  });

  it('gives items that failed to the error output where there is one, with the record of their delivery', async () => {
    temperstack.faults.add({ status: 503 });
    const execution = await run(
      { ...sending('x', { retries: 0, concurrency: 1 }), alertId: '={{ $json.id }}' },
      { items: [{ id: 'fails' }, { id: 'arrives' }], onError: 'continueErrorOutput' },
    );
    expect(outputOf(execution, NODE, 0)).toMatchObject([{ sent: true, alert: { alert_id: 'arrives' } }]);
    expect(outputOf(execution, NODE, 1)).toMatchObject([
      { id: 'fails', details: { sent: false, delivery: { status: 503, attempts: [{ status: 503 }] } } },
    ]);
  });

  it('tests a credential without raising an alert', async () => {
    const test = async (integrationUrl: string) =>
      await n8n.testCredential('temperstackApi', { method: 'integrationUrl', integrationUrl });
    expect(await test(temperstack.integrationUrl)).toMatchObject({ status: 'OK' });
    expect(temperstack.alerts()).toHaveLength(0);
    for (const wrong of ['wrong-key', 'wrong/path']) {
      expect(await test(temperstack.integrationUrl.replace(KEY, wrong))).toMatchObject({ status: 'Error' });
    }
    temperstack.faults.add({ status: 500 });
    expect(await test(temperstack.integrationUrl)).toMatchObject({ status: 'Error' });
    const unreachable = await test(`http://127.0.0.1:9/api/integration/webhook/${KEY}`);
    expect(unreachable.status).toBe('Error');
    expect(unreachable.message).not.toContain(KEY);
  });

  it('can be used as a tool by an agent', async () => {
    const types = await fetch(`${n8n.url}/types/nodes.json`, { headers: { cookie: n8n.cookie } });
    expect(((await types.json()) as { name: string }[]).map(({ name }) => name)).toContain(`${TYPE}Tool`);
  });
});
