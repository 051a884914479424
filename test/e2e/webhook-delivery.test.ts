import type { IDataObject } from 'n8n-workflow';

import { sample as sampleAponoEvent } from 'alertbridge/apono';
import type { Invocation } from 'alertbridge/webhook';
import { sendAponoEvent } from '../sandbox/apono/send.ts';
import { importedExample } from '../sandbox/example.ts';
import type { Credential, Execution } from '../sandbox/n8n/client.ts';
import { startOAuthServer, type OAuthServer } from '../sandbox/oauth/server.ts';
import { bearerTokenOf, startTarget, type Target } from '../sandbox/webhook/target.ts';
import { connectedN8n, errorOf, outputOf } from './n8n.ts';

const n8n = connectedN8n();
const TYPE = 'n8n-nodes-alertbridge.webhookDelivery';
const NODE = 'Webhook Delivery';
const TOKEN = 'bearer-t0ken-6b21f8';
const API_KEY = 'api-k3y-93ad0c';
const CLIENT_SECRET = 'cl1ent-secret-4471aa';
// As JSON, which is what n8n's items are.
const event = JSON.parse(JSON.stringify(sampleAponoEvent('Error'))) as IDataObject &
  ReturnType<typeof sampleAponoEvent>;

let target: Target;
let oauth: OAuthServer;

/** Says everything that it was sent. */
const echo: Target['answer'] = ({ headers, body }) => ({
  headers: { 'x-echo': headers['authorization'] ?? headers['x-api-key'] ?? 'none' },
  body: { status: 'ok', headers, sent: body },
});

beforeAll(async () => {
  oauth = await startOAuthServer({ clientId: 'client-1', clientSecret: CLIENT_SECRET });
  target = await startTarget({
    isAllowed: ({ path, headers, ...request }) => {
      if (path === '/basic') {
        return headers['authorization'] === `Basic ${Buffer.from(`me:${API_KEY}`).toString('base64')}`;
      }
      if (path === '/bearer') return headers['authorization'] === `Bearer ${TOKEN}`;
      if (path === '/headers') return headers['x-api-key'] === API_KEY && headers['x-tenant'] === 'acme';
      return path !== '/oauth' || oauth.accepts(bearerTokenOf({ path, headers, ...request }));
    },
  });
});
beforeEach(() => {
  target.answer = echo;
  target.taken.length = 0;
});
afterEach(() => {
  target.faults.clear();
  oauth.faults.clear();
});
afterAll(async () => {
  await target.close();
  await oauth.close();
});

interface Run {
  items?: object[];
  credential?: Credential;
  onError?: 'stopWorkflow' | 'continueErrorOutput';
}

interface Result {
  execution: Execution;
  delivered: (Invocation & { sent: boolean })[];
  /** What the error output gives of each item that failed. */
  failed: { details: Invocation & IDataObject }[];
}

/** Runs the node by itself. No execution may store a secret of any credential, nor a token. */
async function run(
  path: string,
  parameters: object = {},
  { items = [event], credential, onError = 'continueErrorOutput' }: Run = {},
): Promise<Result> {
  const execution = await n8n.runNode(
    {
      type: TYPE,
      name: NODE,
      parameters: {
        webhookName: 'Events',
        url: `${target.url}${path}`,
        body: 'template',
        bodyTemplate: '{ "id": "{{data.id}}", "text": "{{data.name}} is {{data.status}}" }',
        ...parameters,
      },
      ...(credential !== undefined && { credentials: { [credential.type]: credential } }),
      onError,
    },
    items.map((item) => ({ ...item })),
  );
  for (const secret of [TOKEN, API_KEY, CLIENT_SECRET, ...oauth.issued]) {
    expect(execution.stored).not.toContain(secret);
  }
  return {
    execution,
    delivered: outputOf(execution, NODE, 0) as unknown as Result['delivered'],
    failed: outputOf(execution, NODE, 1) as unknown as Result['failed'],
  };
}

async function oauthCredential(data: object = {}): Promise<Credential> {
  return await n8n.createCredential('OAuth', 'webhookDeliveryOAuth2Api', {
    grantType: 'clientCredentials',
    accessTokenUrl: oauth.tokenUrl,
    authUrl: '',
    clientId: 'client-1',
    clientSecret: CLIENT_SECRET,
    scope: 'events.write',
    authentication: 'header',
    ...data,
  });
}

const verifying = jest.requireActual<{
  Webhook: new (secret: string) => { verify(body: string, headers: Record<string, string>): unknown };
}>('standardwebhooks');

describe('the Webhook Delivery node', () => {
  it('delivers what the template makes of each event, and shows request and response', async () => {
    const { execution, delivered, failed } = await run(
      '/in',
      { method: 'PUT', options: { headers: { values: [{ key: 'X-Source', value: 'apono' }] } } },
      { items: [event, sampleAponoEvent('Active', { id: 'other' })] },
    );
    expect(execution.status).toBe('success');
    expect(failed).toEqual([]);
    expect(target.taken).toEqual(
      expect.arrayContaining([
        { id: event.data.id, text: 'AWS Production is Error' },
        { id: 'other', text: 'AWS Production is Active' },
      ]),
    );
    expect(delivered).toMatchObject([
      {
        name: 'Events',
        test: false,
        outcome: 'delivered',
        request: { method: 'PUT', body: { id: event.data.id }, headers: { 'X-Source': '***' } },
        response: { status: 200, body: { status: 'ok', headers: { 'x-source': 'apono' } } },
        delivery: { delivered: true, attempts: [{ status: 200 }] },
      },
      { request: { body: { id: 'other' } } },
    ]);
  });

  it('sends the alert of an item where nothing else is said, and says what to connect where there is none', async () => {
    const alert = { alert_name: 'Disk is full', status: 'Alarm', alert_id: 'disk' };
    const items = [{ alert, change: 'open', event }, alert, { hello: 'world' }];
    const { delivered, failed } = await run('/in', { body: 'alert' }, { items });
    expect(delivered).toMatchObject([{ sent: true }, { sent: true }]);
    expect(target.taken).toEqual([alert, alert]);
    expect(failed).toMatchObject([
      {
        error: 'Webhook not delivered: the item holds no alert',
        message: expect.stringContaining('Alert From Event'),
      },
    ]);
  });

  it('does not send what a trigger marks as held, and says so', async () => {
    const held = {
      alert: { alert_name: 'a', status: 'OK', alert_id: 'a' },
      change: 'hold',
      reason: 'nothing is open',
      event,
    };
    const { delivered } = await run('/in', { body: 'alert' }, { items: [held] });
    const { alert, change, reason } = held;
    expect(delivered).toEqual([{ sent: false, reason, alert, change }]);
    expect(target.taken).toEqual([]);
  });

  it('sends nothing that is inactive or filtered out, and says why', async () => {
    const filters = {
      rows: [
        { path: 'data.status', values: ['warning', ''] },
        { path: 'data.issues.status', values: ['Warning'] },
        { path: '', values: [''] },
      ],
    };
    const { delivered } = await run(
      '/in',
      { options: { filters } },
      { items: [sampleAponoEvent('Warning'), event] },
    );
    expect(delivered).toMatchObject([
      { sent: true },
      { sent: false, outcome: 'filtered', reason: 'data.status is Error, not warning', request: null },
    ]);
    expect(target.taken).toHaveLength(1);
    const inactive = await run('/in', { options: { status: 'Inactive' } });
    expect(inactive.delivered).toMatchObject([{ sent: false, outcome: 'inactive' }]);
    expect(target.taken).toHaveLength(1);
  });

  it('lists what the template did not find, and sends nothing then where it is told to', async () => {
    const bodyTemplate = '{ "id": "{{data.id}}", "typo": "{{data.nmae}}" }';
    const { delivered } = await run('/in', { bodyTemplate });
    expect(delivered).toMatchObject([{ sent: true, unresolved: ['data.nmae'] }]);
    const strict = await run('/in', { bodyTemplate, options: { missingFields: 'fail' } });
    expect(strict.failed).toMatchObject([
      { error: expect.stringContaining('data.nmae'), details: { outcome: 'unresolved' } },
    ]);
    expect(target.taken).toHaveLength(1);
  });

  it('throws by default: a webhook that fails is an error of the node, in words', async () => {
    target.answer = { status: 403, body: { error: 'no' } };
    const { execution } = await run('/in', {}, { onError: 'stopWorkflow' });
    expect(execution.status).toBe('error');
    expect(errorOf(execution)).toMatchObject({
      message: 'Webhook "Events" not delivered: it rejected the authentication (403)',
      description: expect.stringContaining('{"error":"no"}'),
      httpCode: '403',
    });
  });

  it('gives what it could not deliver to the error output as a dead letter, which can be sent again as it is', async () => {
    const alert = { alert_name: 'Disk is full', status: 'Alarm', alert_id: 'disk' };
    target.answer = { status: 400, body: { error: 'no' } };
    const { failed } = await run('/in', { body: 'alert' }, { items: [{ alert, change: 'open', at: 7 }] });
    const letter = {
      alert,
      change: 'open',
      at: 7,
      destination: 'Events',
      reason: expect.stringContaining('(400)'),
      attempts: [{ status: 400 }],
      givenUpAt: expect.any(Number),
    };
    expect(failed).toMatchObject([{ details: letter }]);
    target.answer = {};
    const again = await run('/in', { body: 'alert' }, { items: failed.map(({ details }) => details) });
    expect(again.delivered).toMatchObject([{ sent: true, alert, change: 'open', at: 7 }]);
    expect(target.taken).toMatchObject([alert, alert]);
  });

  it('gives what a validator rejects to the error output, and does not send it again', async () => {
    const options = { responseValidators: { rows: [{ path: '$.status', expected: ['queued', 'done'] }] } };
    const { delivered, failed } = await run('/in', { options });
    expect(delivered).toEqual([]);
    expect(failed).toMatchObject([
      {
        data: event.data,
        error: expect.stringContaining('$.status must be queued or done, but found ok'),
        details: {
          sent: false,
          outcome: 'rejected',
          attempts: [{ status: 200 }],
          validators: [{ found: ['ok'], passed: false }],
        },
      },
    ]);
    expect(target.taken).toHaveLength(1);
    target.answer = { body: { status: 'done' } };
    expect((await run('/in', { options })).delivered).toHaveLength(1);
  });

  it('ends an attempt after the timeout, tries again, and says what each attempt came to', async () => {
    target.faults.add({ hang: true });
    const { delivered } = await run('/in', { options: { timeout: 0.4 } });
    expect(delivered).toMatchObject([
      { delivery: { attempts: [{ error: expect.any(String) }, { status: 200 }] } },
    ]);
    expect(delivered[0]?.delivery?.attempts[0]).toMatchObject({ error: expect.stringMatching(/400\s?ms/) });

    target.faults.add({ hang: true }, 20);
    const { failed } = await run('/in', { options: { timeout: 0.2, giveUpAfter: 2 } });
    expect(failed).toMatchObject([
      {
        error: expect.stringContaining('it was not reached'),
        details: { outcome: 'failed', response: null },
      },
    ]);
  });

  it('does not follow a redirect to another host, and says so', async () => {
    target.answer = { status: 308, headers: { location: 'https://elsewhere.example.com/in' } };
    const { failed } = await run('/in');
    expect(failed).toMatchObject([{ error: expect.stringContaining('it redirects somewhere else (308)') }]);
    expect(target.taken).toHaveLength(1);
  });

  it.each([
    ['basic', '/basic', 'webhookDeliveryBasicApi', { user: 'me', password: API_KEY }],
    ['bearer', '/bearer', 'webhookDeliveryBearerApi', { token: TOKEN }],
    ['bearer', '/bearer', 'webhookDeliveryBearerApi', { token: `Bearer ${TOKEN}` }],
    [
      'headers',
      '/headers',
      'webhookDeliveryHeadersApi',
      {
        headers: {
          values: [
            { key: 'X-Api-Key', value: API_KEY },
            { key: 'X-Tenant', value: 'acme' },
          ],
        },
      },
    ],
  ])(
    'authenticates with the credential of %s and shows no secret, whatever the target says',
    async (authentication, path, type, data) => {
      const credential = await n8n.createCredential('Target', type, data);
      const { delivered, failed } = await run(path, { authentication }, { credential });
      expect(failed).toEqual([]);
      expect(delivered).toHaveLength(1);
      expect(Object.values(delivered[0]?.request?.headers ?? {})).toContain('***');
      expect(JSON.stringify(delivered[0]?.response)).toContain('***');
    },
  );

  it('signs a delivery so that the library of Standard Webhooks accepts it, and shows nothing of the secret', async () => {
    const signingSecret = `whsec_${Buffer.from(API_KEY.padEnd(32, '-')).toString('base64')}`;
    const credential = await n8n.createCredential('Signing', 'webhookDeliverySigningApi', { signingSecret });
    const { execution, delivered } = await run('/in', { signDeliveries: true }, { credential });
    expect(delivered).toMatchObject([{ sent: true, request: { headers: { 'webhook-signature': '***' } } }]);
    expect(execution.stored).not.toContain(signingSecret.slice('whsec_'.length));
    const request = target.requests.at(-1);
    if (request === undefined) throw new Error('nothing came');
    const receiver = new verifying.Webhook(signingSecret);
    expect(receiver.verify(request.body, request.headers)).toMatchObject({ id: event.data.id });
    expect(() => receiver.verify(`${request.body} `, request.headers)).toThrow('No matching signature');
  });

  it('says that the target refuses a credential', async () => {
    const credential = await n8n.createCredential('Wrong', 'webhookDeliveryBearerApi', { token: 'wr0ng' });
    const { failed } = await run('/bearer', { authentication: 'bearer' }, { credential });
    expect(failed).toMatchObject([
      {
        error: expect.stringContaining('it rejected the authentication (401)'),
        details: { outcome: 'failed' },
      },
    ]);
  });

  it("fetches a token through n8n's OAuth, keeps it, and fetches a new one when it has expired", async () => {
    const credential = await oauthCredential();
    const before = oauth.issued.length;
    const items = Array.from({ length: 3 }, (_, index) =>
      sampleAponoEvent('Error', { id: `event-${index}` }),
    );
    const deliver = async () =>
      await run('/oauth', { authentication: 'oauth2', options: { concurrency: 1 } }, { credential, items });
    expect((await deliver()).delivered).toHaveLength(3);
    expect((await deliver()).delivered).toHaveLength(3);
    expect(oauth.issued).toHaveLength(before + 1);
    expect(oauth.scopes.at(-1)).toBe('events.write');

    oauth.expireAll();
    const { delivered } = await deliver();
    expect(delivered).toHaveLength(3);
    expect(JSON.stringify(delivered[0]?.response)).toContain('Bearer ***');
    expect(oauth.issued).toHaveLength(before + 2);
    expect(target.taken).toHaveLength(9);
  });

  it("shows the target's answer where it refuses a new token too", async () => {
    target.answer = { status: 401, body: { error: 'not for you' } };
    const { failed } = await run(
      '/oauth',
      { authentication: 'oauth2' },
      { credential: await oauthCredential() },
    );
    expect(failed).toMatchObject([
      {
        details: {
          outcome: 'failed',
          response: { status: 401, body: { error: 'not for you' } },
          delivery: { attempts: [{ status: 401 }] },
        },
      },
    ]);
  });

  it('says what is wrong with the token endpoint, and tries again only where that may help', async () => {
    const wrong = await oauthCredential({ clientSecret: 'wr0ng-secret' });
    const refused = await run('/oauth', { authentication: 'oauth2' }, { credential: wrong });
    expect(refused.execution.stored).not.toContain('wr0ng-secret');
    expect(JSON.stringify(refused.failed[0])).toContain(
      'No access token could be obtained. The token endpoint refused',
    );
    expect(refused.failed[0]?.details.delivery?.attempts).toHaveLength(1);

    const page = await oauthCredential({ accessTokenUrl: `${oauth.url}/nowhere` });
    const missing = await run('/oauth', { authentication: 'oauth2' }, { credential: page });
    expect(JSON.stringify(missing.failed[0])).toContain('The token endpoint did not return one.');

    oauth.faults.add({ status: 503 });
    const busy = await run('/oauth', { authentication: 'oauth2' }, { credential: await oauthCredential() });
    expect(busy.delivered).toHaveLength(1);
  });

  it('tests: one sample, once, whatever status and filters say, with no secret in what it shows', async () => {
    const credential = await n8n.createCredential('Target', 'webhookDeliveryBearerApi', { token: TOKEN });
    const parameters = {
      operation: 'test',
      sample: 'apono',
      bodyTemplate: '{ "text": "{{event.data.name}} is {{event.data.status}}", "alert": "{{alert.status}}" }',
      options: {
        status: 'Inactive',
        filters: { rows: [{ path: 'data.name', values: ['no such integration'] }] },
      },
      authentication: 'bearer',
    };
    const { delivered } = await run('/bearer', parameters, { credential, items: [{}, {}] });
    expect(delivered).toMatchObject([
      {
        test: true,
        outcome: 'delivered',
        request: { body: { text: 'AWS Production is Error', alert: 'Alarm' } },
        response: { status: 200, headers: { 'x-echo': '***' } },
      },
    ]);
    const item = await run(
      '/bearer',
      { ...parameters, sample: 'item', bodyTemplate: '{ "n": "{{n}}" }' },
      { credential, items: [{ n: 7 }] },
    );
    expect(item.delivered).toMatchObject([{ request: { body: { n: 7 } } }]);
    const typo = await run(
      '/bearer',
      { ...parameters, bodyTemplate: '{ "n": "{{event.data.nmae}}" }' },
      { credential },
    );
    expect(typo.failed).toMatchObject([{ error: expect.stringContaining('event.data.nmae') }]);
    target.faults.add({ status: 503 });
    const failed = await run('/bearer', parameters, { credential });
    expect(failed.failed).toMatchObject([
      { details: { test: true, outcome: 'failed', delivery: { attempts: [{ status: 503 }] } } },
    ]);
  });

  it('reports everything that is wrong with the settings at once, and sends nothing', async () => {
    const parameters = {
      webhookName: ' ',
      url: 'http://hooks.example.com/in',
      bodyTemplate: '{ "a": "{{b}" }',
      options: {
        headers: { values: [{ key: 'X-A', value: 'a\r\nX-B: b' }] },
        filters: { rows: [{ path: 'data.status', values: [''] }] },
        timeout: 0,
        responseValidators: { rows: [{ path: 'status', expected: ['ok'] }] },
      },
    };
    const { execution } = await run('/in', parameters, { onError: 'stopWorkflow' });
    expect(execution.status).toBe('error');
    const { message, description } = errorOf(execution);
    expect(message).toBe('Webhook not delivered: 7 things are wrong');
    for (const field of [
      'Webhook Name',
      'URL',
      'Headers → X-A',
      'Body Template → a',
      'Filters → row 1 → values',
      'Timeout (Seconds)',
      'Response Validators → row 1 → path',
    ]) {
      expect(description).toContain(` ${field} `);
    }
    expect(target.taken).toEqual([]);
  });

  it('lets the other items go on where one has faulty settings and On Error says so', async () => {
    const { delivered, failed } = await run(
      '/in',
      { webhookName: '={{ $json.name }}' },
      { items: [{ name: 'On call & chat' }, { name: '' }] },
    );
    expect(delivered).toMatchObject([{ name: 'On call & chat' }]);
    expect(failed).toMatchObject([{ error: expect.stringContaining('Webhook Name must not be empty') }]);
  });

  it('runs as the example has it, from the trigger to both outputs', async () => {
    const { webhookId, ...example } = importedExample('webhook-delivery.json', {});
    const nodes = example.nodes.map((node) =>
      node.type === TYPE ? { ...node, parameters: { ...node.parameters, url: `${target.url}/in` } } : node,
    );
    const workflow = await n8n.createWorkflow({ ...example, nodes });
    await n8n.activate(workflow);
    const hook = n8n.webhookUrl(`${webhookId}/apono`);

    await sendAponoEvent(hook, 'Error');
    const [first] = await n8n.executions(workflow.id, 1);
    expect(first && outputOf(first, 'Incident Tool')).toMatchObject([{ sent: true }]);
    expect(target.taken).toMatchObject([
      {
        state: 'Alarm',
        key: `apono:${event.data.id}`,
        integration: 'AWS Production',
        issues: event.data.issues,
      },
    ]);
    target.answer = { status: 400, body: 'no' };
    await sendAponoEvent(hook, 'Active');
    const second = (await n8n.executions(workflow.id, 2)).at(-1);
    expect(second && outputOf(second, 'Not Delivered')).toMatchObject([
      { alert: { status: 'OK' }, change: 'resolve', details: { attempts: [{ status: 400 }] } },
    ]);
    target.answer = echo;
    expect(outputOf(await n8n.run(workflow.id, 'Start'), 'Try It')).toMatchObject([
      { test: true, sent: true },
    ]);
  });
});

describe("the Webhook Delivery node's credentials", () => {
  const headers = (...values: object[]) => ({ headers: { values } });

  it.each([
    ['webhookDeliveryBearerApi', { token: TOKEN }, 'OK', 'can be sent'],
    ['webhookDeliveryBearerApi', { token: ' ' }, 'Error', 'must not be empty'],
    ['webhookDeliveryBearerApi', { token: 'Bearer abc' }, 'Error', 'must have at least 4 characters'],
    ['webhookDeliveryBearerApi', { token: `${TOKEN}\nX-A: b` }, 'Error', 'must not have a line end'],
    ['webhookDeliveryHeadersApi', headers({ key: 'X-Api-Key', value: API_KEY }), 'OK', 'can be sent'],
    ['webhookDeliveryHeadersApi', headers(), 'Error', 'Add at least one header'],
    ['webhookDeliverySigningApi', { signingSecret: `whsec_${'QUJD'.repeat(8)}` }, 'OK', 'can be sent'],
    ['webhookDeliverySigningApi', { signingSecret: 'secret' }, 'Error', 'must be whsec_ and the Base64'],
    [
      'webhookDeliveryHeadersApi',
      headers({ key: 'X Api', value: API_KEY }, { key: 'X-B', value: '' }),
      'Error',
      'The key in row 1 is not a header name: letters, digits and hyphens, e.g. X-Api-Key. The value in row 2 must not be empty.',
    ],
    [
      'webhookDeliveryHeadersApi',
      headers({ key: 'X-B', value: API_KEY }, { key: 'x-b', value: API_KEY }),
      'Error',
      'The key in row 2 is in another row already.',
    ],
  ])('%s tells whether it can be sent', async (type, data, status, message) => {
    const result = await n8n.testCredential(type, { ...data } as never);
    expect(result).toEqual({ status, message: expect.stringContaining(message) });
    expect(result.message).not.toContain(TOKEN);
  });

  it('OAuth tells whether the token endpoint gives a token', async () => {
    const testOf = async ({ id, name, type }: Credential, data: object) =>
      await n8n.call<{ status: string; message: string }>('POST', '/credentials/test', {
        credentials: { id, name, type, data },
      });
    const data = {
      grantType: 'clientCredentials',
      accessTokenUrl: oauth.tokenUrl,
      clientId: 'client-1',
      clientSecret: CLIENT_SECRET,
      authentication: 'header',
    };
    expect(await testOf(await oauthCredential(), data)).toMatchObject({ status: 'OK' });
    const wrong = { ...data, clientSecret: 'wr0ng-secret' };
    const refused = await testOf(await oauthCredential(wrong), wrong);
    expect(refused).toEqual({ status: 'Error', message: expect.stringContaining('access token') });
    expect(refused.message).not.toContain('wr0ng-secret');
    const nowhere = { ...data, accessTokenUrl: 'https://auth.example.invalid/token' };
    expect(await testOf(await oauthCredential(nowhere), nowhere)).toEqual({
      status: 'Error',
      message: expect.stringContaining('incorrect host'),
    });
  });
});
