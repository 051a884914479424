import type { INodeTypeDescription } from 'n8n-workflow';

import { sample as sampleApiContextResult } from 'alertbridge/apicontext';
import { sample as sampleAponoEvent } from 'alertbridge/apono';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { eventually, type Credential, type Execution } from '../sandbox/n8n/client.ts';
import { createTemperstackCredential } from '../sandbox/n8n/temperstack.ts';
import { connectedN8n, errorOf, outputOf } from './n8n.ts';

const n8n = connectedN8n();
const TYPE = 'n8n-nodes-alertbridge.temperstack';
const NODE = 'Temperstack';
const KEY = 'temperstack-key-4e8a61';

let temperstack: Temperstack;
let credential: Credential;

beforeAll(async () => {
  temperstack = await startTemperstack({ apiKey: KEY });
  credential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
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

const raising = (name: string, options = {}) => ({
  operation: 'raise',
  alertName: name,
  alertPriority: 'Critical',
  alertId: `id of ${name}`,
  options,
});

describe('the Temperstack node', () => {
  it('sends an alert with every field filled in by hand', async () => {
    const execution = await run({
      ...raising('Checkout fails'),
      alertPriority: 'Medium',
      description: 'Two lines\nof text',
      additionalFields: {
        alertUrl: 'https://example.com/alert',
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
    await run(raising('With id'));
    await run({ ...raising('Without id'), alertId: '' });
    expect(temperstack.alerts().map(({ state }) => state)).toEqual(['open', 'open']);
    await run({ operation: 'resolve', alertId: 'id of With id' });
    await run({ operation: 'resolve', alertName: 'Without id' });
    expect(temperstack.alerts().map(({ state, received }) => ({ state, received }))).toEqual([
      { state: 'closed', received: 2 },
      { state: 'closed', received: 2 },
    ]);
  });

  it('does not resolve what it cannot know, and says what to fill in', async () => {
    const execution = await run({ operation: 'resolve' });
    expect(errorOf(execution).message).toMatch(/fill in the ID/);
    expect(temperstack.received()).toEqual([]);
  });

  it('sends what an item holds: the alert of a trigger, an alert itself, a webhook body, an event of a known system', async () => {
    const alert = { alert_name: 'Disk is full', status: 'Alarm', alert_id: 'disk' };
    const items = [
      { alert, change: 'open', event: { any: 'thing' } },
      { ...alert, alert_id: 'disk-2' },
      { headers: {}, query: {}, body: sampleApiContextResult('FAIL', { call_id: 'in-body' }) },
      sampleAponoEvent('Error', { id: 'i-1' }),
    ];
    const execution = await run({ operation: 'send' }, { items });
    expect(outputOf(execution, NODE)).toMatchObject(items.map(() => ({ sent: true })));
    expect(
      temperstack
        .alerts()
        .map(({ alert_id }) => alert_id)
        .sort(),
    ).toEqual([expect.stringMatching(/^apicontext:in-body:/), 'apono:i-1', 'disk', 'disk-2']);
  });

  it('does not send what is held back, and gives its reason, unless it is told to', async () => {
    const items = [
      {
        alert: { alert_name: 'Slow', status: 'Alarm', alert_id: 'slow' },
        change: 'hold',
        reason: 'already open',
        event: {},
      },
    ];
    const held = await run({ operation: 'send' }, { items });
    expect(outputOf(held, NODE)).toMatchObject([{ sent: false, reason: 'already open', change: 'hold' }]);
    expect(temperstack.received()).toHaveLength(0);
    const sent = await run({ operation: 'send', options: { sendHeld: true } }, { items });
    expect(outputOf(sent, NODE)).toMatchObject([{ sent: true }]);
  });

  it('says why an event makes no alert, and what to connect where an item holds none', async () => {
    const ignored = await run(
      { operation: 'send' },
      { items: [{ event_type: 'AccessRequestCreated', data: { id: 'r' } }] },
    );
    expect(temperstack.received()).toHaveLength(0);
    expect(ignored.status === 'error' || outputOf(ignored, NODE)[0]?.['sent'] === false).toBe(true);
    const nothing = await run({ operation: 'send' }, { items: [{ hello: 'world' }] });
    expect(nothing.status).toBe('error');
    expect(errorOf(nothing).description).toContain('Alert From Event');
  });

  it('refuses an operation that it does not have', async () => {
    const execution = await run({ operation: 'sendFromEvent' });
    expect(execution.status).toBe('error');
    expect(errorOf(execution).message).toContain('sendFromEvent');
  });

  it('gives items back in their order, each paired with its own, however many go out at once', async () => {
    const items = Array.from({ length: 40 }, (_, number) => ({ number }));
    const execution = await run(
      { ...raising('x'), alertName: '=Alert {{ $json.number }}', alertId: '=id-{{ $json.number }}' },
      { items },
    );
    const given = execution.data.resultData.runData[NODE]?.[0]?.data?.['main']?.[0] ?? [];
    expect(given.map(({ json }) => (json['alert'] as { alert_id: string }).alert_id)).toEqual(
      items.map(({ number }) => `id-${number}`),
    );
    expect(given.map(({ pairedItem }) => pairedItem)).toEqual(items.map(({ number }) => ({ item: number })));
    expect(temperstack.alerts()).toHaveLength(40);
  });

  it('says the last word last, though items go out at the same time and the first one fails', async () => {
    temperstack.faults.add({ status: 503 });
    const item = (result_class: 'FAIL' | 'PASS', call_id: string) =>
      sampleApiContextResult(result_class, { call_id });
    await run(
      { operation: 'send' },
      { items: [item('FAIL', 'a'), item('PASS', 'a'), item('FAIL', 'a'), item('PASS', 'a')] },
    );
    const taken = temperstack.received().flatMap(({ alert }) => alert?.status ?? []);
    expect(taken.at(-1)).toBe('OK');
    expect(taken.slice(0, -1)).not.toContain('OK');
  });

  it('keeps on where Temperstack fails twice and then works, and records each attempt', async () => {
    temperstack.faults.add({ status: 503 });
    temperstack.faults.add({ reset: 'before the answer' });
    const execution = await run(raising('Twice'));
    expect(execution.status).toBe('success');
    expect(temperstack.received().map(({ status }) => status)).toEqual([503, null, 200]);
    expect(outputOf(execution, NODE)).toMatchObject([
      { delivery: { attempts: [{ status: 503 }, { error: expect.any(String) }, { status: 200 }] } },
    ]);
  });

  it('waits as long as Retry-After says', async () => {
    temperstack.faults.add({ status: 429, retryAfter: 2 });
    const execution = await run(raising('Later'));
    expect(execution.status).toBe('success');
    const [first, second] = temperstack.received().map(({ at }) => Date.parse(at));
    expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(1_950);
  });

  it('tries again where the connection breaks, and where no answer comes in time', async () => {
    temperstack.faults.add({ reset: 'before the answer' });
    temperstack.faults.add({ hang: true });
    const execution = await run(raising('Patient', { timeout: 1 }));
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
    const execution = await run(raising('Nobody', { giveUpAfter: 2 }), {
      credentialData: { method: 'integrationUrl', integrationUrl: nobody.integrationUrl },
      onError: 'continueRegularOutput',
    });
    expect(outputOf(execution, NODE)).toMatchObject([
      {
        message: expect.stringContaining('network'),
        details: {
          delivery: {
            status: null,
            attempts: expect.arrayContaining([{ error: expect.any(String), durationMs: expect.any(Number) }]),
          },
        },
      },
    ]);
  });

  it('gives up after the time that it has, with a headline in words and what a person can do', async () => {
    temperstack.faults.add({ status: 503 }, 100);
    const execution = await run(raising('Thrice', { giveUpAfter: 2 }));
    expect(execution.status).toBe('error');
    expect(temperstack.received().length).toBeGreaterThan(1);
    expect(errorOf(execution)).toMatchObject({
      message: 'Alert "Thrice" not sent: Temperstack failed (503)',
      httpCode: '503',
      description: expect.stringContaining('again'),
    });
  });

  it('fails at once where Temperstack refuses the alert, and shows its answer', async () => {
    temperstack.faults.add({ status: 400, body: '{"errors":["alert_name is not to our taste"]}' });
    const execution = await run(raising('Refused'));
    expect(execution.status).toBe('error');
    expect(temperstack.received()).toHaveLength(1);
    expect(errorOf(execution)).toMatchObject({
      httpCode: '400',
      description: expect.stringContaining('alert_name is not to our taste'),
    });
  });

  it('fails at once where Temperstack does not know the key, and says what to do', async () => {
    const wrong = 'another-key-b77e';
    const execution = await run(raising('Unknown'), {
      credentialData: {
        method: 'integrationUrl',
        integrationUrl: temperstack.integrationUrl.replace(KEY, wrong),
      },
    });
    expect(temperstack.received()).toMatchObject([{ status: 401 }]);
    expect(errorOf(execution)).toMatchObject({
      message: 'Alert "Unknown" not sent: Temperstack rejected the integration URL (401)',
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
      const execution = await run(raising('Never'), {
        credentialData: { method: 'integrationUrl', integrationUrl: `${start}${KEY}` },
      });
      expect(execution.status).toBe('error');
      expect(errorOf(execution).message).toContain(says);
      expect(temperstack.received()).toHaveLength(0);
    },
  );

  it('gives each item that failed its own error where the workflow is to continue', async () => {
    const execution = await run(
      { ...raising('x'), alertName: '={{ $json.name }}', alertId: '={{ $json.name }}' },
      { items: [{ name: 'good' }, { name: '' }, { name: 'good too' }], onError: 'continueRegularOutput' },
    );
    expect(execution.status).toBe('success');
    expect(outputOf(execution, NODE)).toMatchObject([
      { sent: true },
      {
        error: 'Alert not sent: Alert Name must not be empty',
        details: { sent: false },
      },
      { sent: true },
    ]);
    expect(temperstack.alerts()).toHaveLength(2);
  });

  it('gives items that failed to the error output where there is one, so that they can be sent again as they are', async () => {
    temperstack.faults.add({ status: 400 });
    const alert = (id: string) => ({ alert_name: `Alert ${id}`, status: 'Alarm', alert_id: id });
    const execution = await run(
      { operation: 'send', options: { concurrency: 1 } },
      {
        items: [
          { alert: alert('fails'), change: 'open', at: 7, event: { number: 1 } },
          { alert: alert('arrives'), change: 'open', event: { number: 2 } },
        ],
        onError: 'continueErrorOutput',
      },
    );
    expect(outputOf(execution, NODE, 0)).toMatchObject([{ sent: true, alert: { alert_id: 'arrives' } }]);
    const dead = outputOf(execution, NODE, 1);
    expect(dead).toMatchObject([
      {
        alert: { alert_id: 'fails' },
        event: { number: 1 },
        error: 'Alert "Alert fails" not sent: Temperstack refused the alert (400)',
        details: {
          sent: false,
          reason: expect.stringContaining('(400)'),
          attempts: [{ status: 400 }],
          alert: { alert_id: 'fails' },
          at: 7,
          destination: 'temperstack',
          givenUpAt: expect.any(Number),
          event: { number: 1 },
          delivery: { status: 400 },
        },
      },
    ]);
    const again = await run({ operation: 'send' }, { items: dead });
    expect(outputOf(again, NODE)).toMatchObject([{ sent: true, alert: { alert_id: 'fails' } }]);
  });

  it('lets a newer OK overtake an Alarm that waits for its retry, also in another execution', async () => {
    temperstack.faults.add({ status: 503, retryAfter: 4 });
    const item = (status: 'Alarm' | 'OK') => ({
      alert: { alert_name: 'Flaps', status, alert_id: 'flaps' },
      change: status === 'Alarm' ? 'open' : 'resolve',
      event: {},
    });
    const alarm = run({ operation: 'send' }, { items: [item('Alarm')] });
    await eventually(async () => (temperstack.received().length > 0 ? true : undefined), 'the first attempt');
    const ok = await run({ operation: 'send' }, { items: [item('OK')] });
    expect(outputOf(ok, NODE)).toMatchObject([{ sent: true }]);
    expect(outputOf(await alarm, NODE)).toMatchObject([
      { sent: false, reason: expect.stringContaining('Something newer') },
    ]);
    expect(
      temperstack.received().flatMap(({ status, alert }) => (status === 200 ? alert?.status : [])),
    ).toEqual(['OK']);
  });

  it('sends no Alarm that happened before the OK that it has sent, though it comes later, in another execution', async () => {
    const item = (status: 'Alarm' | 'OK', at: number) => ({
      alert: { alert_name: 'Comes late', status, alert_id: 'late' },
      change: status === 'Alarm' ? 'open' : 'resolve',
      at,
      event: {},
    });
    const at = Date.now();
    const outputs = [];
    for (const items of [[item('OK', at)], [item('Alarm', at - 1)], [item('Alarm', at + 1)]]) {
      outputs.push(outputOf(await run({ operation: 'send' }, { items }), NODE)[0]);
    }
    expect(outputs).toMatchObject([
      { sent: true },
      { sent: false, reason: expect.stringContaining('Something newer') },
      { sent: true },
    ]);
    expect(temperstack.received().map(({ alert }) => alert?.status)).toEqual(['OK', 'Alarm']);
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
    expect(await test(`http://127.0.0.1:9/api/integration/webhook/${KEY}`)).toEqual({
      status: 'Error',
      message: '127.0.0.1 refuses connections. Are the address and the port right?',
    });
    expect(await test(`https://no-such-organization.temperstack.com/api/integration/webhook/${KEY}`)).toEqual(
      {
        status: 'Error',
        message: expect.stringMatching(
          /^no-such-organization\.temperstack\.com (?:is not a known host|could not be looked up)/,
        ),
      },
    );
  });

  it('offers an agent to raise and to resolve, with fields that it can understand', async () => {
    const types = await fetch(`${n8n.url}/types/nodes.json`, { headers: { cookie: n8n.cookie } });
    const tool = ((await types.json()) as INodeTypeDescription[]).find(({ name }) => name === `${TYPE}Tool`);
    const shown = (tool?.properties ?? []).filter(
      ({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.['@tool']?.[0] === true,
    );
    expect(shown.map((property) => property.default)).toEqual(['raise']);
    expect(shown[0]?.options?.slice(0, 2)).toMatchObject([{ value: 'raise' }, { value: 'resolve' }]);
    const described = (tool?.properties ?? []).filter(({ name }) => /^(alert|description$)/.test(name));
    for (const { name, description = '' } of described)
      expect([name, description.length > 20]).toEqual([name, true]);
  });
});
