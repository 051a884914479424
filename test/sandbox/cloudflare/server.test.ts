import { createRequire } from 'node:module';
import { join } from 'node:path';

import { startHttpServer, type HttpServer } from '../http-server.ts';
import { installed } from '../installed.ts';
import { startCloudflare, type StandInCloudflare } from './server.ts';

/** Cloudflare's own client for Node. It would add 120 MB to `npm ci`. */
const CLIENT = '7.3.0';

interface Destination {
  id?: string;
  name?: string;
  url?: string;
  last_success?: string | null;
}
interface Account {
  account_id: string;
}
interface Input extends Account {
  name: string;
  url: string;
  secret?: string;
}
interface Policy {
  name?: string;
  mechanisms?: { webhooks?: { id?: string }[] };
}
/** What is used of it. */
interface Client {
  alerting: {
    destinations: {
      webhooks: {
        create: (input: Input) => Promise<Destination>;
        list: (account: Account) => AsyncIterable<Destination> & PromiseLike<unknown>;
        get: (id: string, account: Account) => Promise<Destination>;
        update: (id: string, input: Input) => Promise<Destination>;
        delete: (id: string, account: Account) => Promise<unknown>;
      };
    };
    policies: { list: (account: Account) => AsyncIterable<Policy> };
  };
  user: { tokens: { verify: () => Promise<unknown> } };
  accounts: { list: (query: { per_page: number }) => AsyncIterable<{ name: string }> };
}
type ClientClass = new (options: { apiToken: string; baseURL: string; maxRetries: number }) => Client;

describe("the stand-in for Cloudflare's API, called by Cloudflare's own client", () => {
  let Cloudflare: ClientClass;
  let standIn: StandInCloudflare;
  let receiver: HttpServer;
  let receiverStatus = 200;

  const client = (apiToken = standIn.token) =>
    new Cloudflare({ apiToken, baseURL: standIn.baseUrl, maxRetries: 0 }).alerting.destinations.webhooks;
  const account = () => ({ account_id: standIn.accountId });

  beforeAll(async () => {
    const folder = await installed('cloudflare', CLIENT);
    Cloudflare = (createRequire(join(folder, 'package.json'))('cloudflare') as { default: ClientClass })
      .default;
  }, 300_000);

  beforeEach(async () => {
    receiverStatus = 200;
    receiver = await startHttpServer(() => ({ status: receiverStatus }));
    standIn = await startCloudflare();
  });

  afterEach(async () => {
    await Promise.all([standIn.close(), receiver.close()]);
  });

  it('creates, lists, gets, updates and deletes a destination', async () => {
    const url = `${receiver.url}/hook`;
    const { id } = await client().create({ ...account(), name: 'On call', url, secret: 's3cret' });
    expect(id).toMatch(/^[0-9a-f]{32}$/);

    const listed = [];
    for await (const destination of client().list(account())) listed.push(destination);
    const destination = { id, name: 'On call', url, type: 'generic', last_success: null, last_failure: null };
    expect(listed).toEqual([expect.objectContaining(destination)]);
    expect(await client().get(String(id), account())).toEqual(expect.objectContaining(destination));

    expect(await client().update(String(id), { ...account(), name: 'Night shift', url })).toEqual({ id });
    expect((await client().get(String(id), account())).name).toBe('Night shift');

    expect(await client().delete(String(id), account())).toEqual({
      success: true,
      errors: [],
      messages: [],
    });
    await expect(client().get(String(id), account())).rejects.toMatchObject({ status: 404 });
  });

  it('never tells a secret', async () => {
    await client().create({ ...account(), name: 'On call', url: receiver.url, secret: 's3cret' });
    const list = await fetch(
      `${standIn.baseUrl}/accounts/${standIn.accountId}/alerting/v3/destinations/webhooks`,
      { headers: { authorization: `Bearer ${standIn.token}` } },
    );
    expect(await list.text()).not.toContain('s3cret');
  });

  it('posts the test message, with the secret, before it creates a destination', async () => {
    await client().create({ ...account(), name: 'On call', url: receiver.url, secret: 's3cret' });
    expect(receiver.requests).toHaveLength(1);
    expect(receiver.requests[0]?.headers['cf-webhook-auth']).toBe('s3cret');
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toEqual({
      text: expect.stringMatching(/^Hello World! This is a test message/),
    });
  });

  it.each([404, 302, 500])('creates nothing where the receiver answers %i', async (status) => {
    receiverStatus = status;
    await expect(client().create({ ...account(), name: 'On call', url: receiver.url })).rejects.toMatchObject(
      { status: 400 },
    );
    expect(standIn.destinations()).toEqual([]);
  });

  it('keeps the URL on an update, as users report, unless it is told to behave', async () => {
    const [id = ''] = standIn.seed([{ name: 'On call', url: 'https://old.example.com/' }]);
    const update = { ...account(), name: 'On call', url: 'https://new.example.com/' };
    await client().update(id, update);
    expect((await client().get(id, account())).url).toBe('https://old.example.com/');
    standIn.keepsUrlOnPut = false;
    await client().update(id, update);
    expect((await client().get(id, account())).url).toBe('https://new.example.com/');
  });

  it.each([
    ['slack', 'https://hooks.slack.com/services/T1/B1/s3cret', 'https://hooks.slack.com/services/T1/B1'],
    [
      'gchat',
      'https://chat.googleapis.com/v1/spaces/A/messages?key=k&token=s3cret',
      'https://chat.googleapis.com/v1/spaces/A/messages',
    ],
    ['discord', 'https://discord.com/api/webhooks/1/s3cret', 'https://discord.com/api/webhooks/1'],
    [
      'feishu',
      'https://open.feishu.cn/open-apis/bot/v2/hook/s3cret',
      'https://open.feishu.cn/open-apis/bot/v2/hook',
    ],
    ['generic', 'https://example.com/hook/s3cret?a=b', 'https://example.com/hook/s3cret?a=b'],
  ])('finds out the type %s and takes the secret out of its URL', async (type, given, told) => {
    const [id = ''] = standIn.seed([{ name: 'On call', url: given }]);
    expect(await client().get(id, account())).toMatchObject({ type, url: told });
  });

  it('lists the notification policies with the destinations that they point to', async () => {
    const [id = ''] = standIn.seed([{ name: 'On call', url: 'https://example.com/' }]);
    standIn.addPolicy('Tunnels', [id]);
    const { policies } = new Cloudflare({ apiToken: standIn.token, baseURL: standIn.baseUrl, maxRetries: 0 })
      .alerting;
    const listed = [];
    for await (const policy of policies.list(account())) listed.push(policy);
    expect(listed).toMatchObject([
      { name: 'Tunnels', mechanisms: { webhooks: [{ id: expect.any(String) }] } },
    ]);
    expect(listed[0]?.mechanisms?.webhooks?.[0]?.id?.replaceAll('-', '')).toBe(id);
  });

  it('refuses a wrong token and an account that the token is not for', async () => {
    await expect(
      client('wrong').create({ ...account(), name: 'x', url: receiver.url }),
    ).rejects.toMatchObject({
      status: 403,
      errors: [{ code: 10_000, message: 'Authentication error' }],
    });
    await expect(client().get('x', { account_id: 'f'.repeat(32) })).rejects.toMatchObject({ status: 403 });
  });

  it('answers 429 with Retry-After on demand, which the client obeys', async () => {
    standIn.limitNext(0, 1);
    const patient = new Cloudflare({ apiToken: standIn.token, baseURL: standIn.baseUrl, maxRetries: 1 });
    await patient.alerting.destinations.webhooks.list(account());
    expect(standIn.requests).toHaveLength(2);
  });

  it('says whether a token is active, and lists accounts page by page', async () => {
    const api = new Cloudflare({ apiToken: standIn.token, baseURL: standIn.baseUrl, maxRetries: 0 });
    expect(await api.user.tokens.verify()).toMatchObject({ status: 'active' });
    standIn.accounts.push(
      ...Array.from({ length: 60 }, (_, n) => ({ id: String(n).padStart(32, '0'), name: `Customer ${n}` })),
    );
    const names = [];
    for await (const { name } of api.accounts.list({ per_page: 50 })) names.push(name);
    expect(names).toHaveLength(61);
  });

  it('sends notifications with the secret of their destination and keeps when it last could', async () => {
    const { id = '' } = await client().create({
      ...account(),
      name: 'n',
      url: receiver.url,
      secret: 's3cret',
    });
    expect((await standIn.notify(id)).status).toBe(200);
    expect(receiver.requests.at(-1)?.headers['cf-webhook-auth']).toBe('s3cret');
    expect((await client().get(id, account())).last_success).toEqual(expect.any(String));
  });
});
