import { startCloudflare, type StandInCloudflare } from '../sandbox/cloudflare/server.ts';
import { importedExample } from '../sandbox/example.ts';
import { startHttpServer, type HttpServer } from '../sandbox/http-server.ts';
import type { Credential, Execution } from '../sandbox/n8n/client.ts';
import { connectedN8n, errorOf, outputOf } from './n8n.ts';

const n8n = connectedN8n();
const TYPE = 'n8n-nodes-alertbridge.cloudflareDestination';
const CREDENTIAL = 'cloudflareNotificationsApi';
const NODE = 'Destination';
const SECRET = 'destination-secret-5b2e';

let cloudflare: StandInCloudflare;
let receiver: HttpServer;
let credential: Credential;

beforeAll(async () => {
  const customers = Array.from({ length: 60 }, (_, n) => ({
    id: `${String(n).padStart(2, '0')}${'ab'.repeat(15)}`,
    name: `Customer ${n}`,
  }));
  cloudflare = await startCloudflare({
    accounts: [{ id: '9035f53656c247e895c5a6939ae8a0e0', name: 'Acme' }, ...customers],
  });
  receiver = await startHttpServer(() => ({ status: 200 }));
  credential = await n8n.createCredential('Cloudflare', CREDENTIAL, {
    apiToken: cloudflare.token,
    baseUrl: `${cloudflare.baseUrl}/`,
  });
});
beforeEach(() => {
  (cloudflare.destinations() as unknown[]).length = 0;
  cloudflare.keepsUrlOnPut = true;
});
afterAll(async () => {
  await Promise.all([cloudflare.close(), receiver.close()]);
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

async function run(
  parameters: object,
  {
    items = [{}],
    onError,
    used = credential,
  }: { items?: object[]; onError?: 'continueRegularOutput'; used?: Credential } = {},
): Promise<Execution> {
  const execution = await n8n.runNode(
    {
      type: TYPE,
      name: NODE,
      parameters: { account: byId(cloudflare.accountId), ...parameters },
      credentials: { [used.type]: used },
      ...(onError !== undefined && { onError }),
    },
    items.map((item) => ({ ...item })),
  );
  expect(execution.stored).not.toContain(cloudflare.token);
  for (const output of outputOf(execution, NODE)) expect(JSON.stringify(output)).not.toContain(SECRET);
  return execution;
}

async function resultOf(parameters: object): Promise<Record<string, unknown>[]> {
  const execution = await run(parameters);
  expect(errorOf(execution).message).toBe('');
  return outputOf(execution, NODE);
}

const wanted = (path = 'hook') => ({ name: 'On call', url: `${receiver.url}/${path}`, secret: SECRET });

describe('the Cloudflare Webhook Destination node', () => {
  it('creates, gets, updates and deletes a destination', async () => {
    const [created] = await resultOf({ operation: 'create', ...wanted() });
    const id = String(created?.['id']);
    expect(created).toEqual({ id, action: 'created' });
    expect(cloudflare.destinations()).toEqual([expect.objectContaining({ id, ...wanted() })]);

    const destination = byId(id);
    const [simple] = await resultOf({ operation: 'get', destination });
    expect(simple).toEqual({
      id,
      name: 'On call',
      url: wanted().url,
      type: 'generic',
      last_success: null,
      last_failure: null,
    });
    const [whole] = await resultOf({ operation: 'get', destination, simplify: false });
    expect(whole).toEqual({ ...simple, created_at: expect.any(String) });

    const update = { operation: 'update', destination, ...wanted('new') };
    const kept = await run(update);
    expect(kept.status).toBe('error');
    expect(errorOf(kept)).toMatchObject({
      message: 'Cloudflare kept the old URL of the destination "On call"',
      description: expect.stringContaining('Replace If Cloudflare Keeps the Old URL'),
    });
    expect(JSON.stringify(kept.data.resultData.error)).not.toContain(SECRET);
    expect(outputOf(await run(update, { onError: 'continueRegularOutput' }), NODE)).toMatchObject([
      { error: expect.stringContaining('kept the old URL'), details: { id, urlApplied: false } },
    ]);
    const [replaced] = await resultOf({ ...update, options: { replaceIfUrlUnchanged: true } });
    expect(replaced).toMatchObject({ action: 'replaced', urlApplied: true });
    expect(cloudflare.destinations()).toEqual([
      expect.objectContaining({ id: replaced?.['id'], ...wanted('new') }),
    ]);

    const gone = String(replaced?.['id']);
    expect(await resultOf({ operation: 'delete', destination: byId(gone) })).toEqual([
      { id: gone, action: 'deleted' },
    ]);
    expect(cloudflare.destinations()).toEqual([]);
  });

  it('gets many, all or as many as it is told to, and none where there are none', async () => {
    expect(await resultOf({ operation: 'getAll' })).toEqual([]);
    cloudflare.seed(
      Array.from({ length: 1_000 }, (_, n) => ({ name: `No. ${n}`, url: `https://example.com/${n}` })),
    );
    expect(await resultOf({ operation: 'getAll' })).toHaveLength(50);
    expect(await resultOf({ operation: 'getAll', limit: 3 })).toHaveLength(3);
    expect(await resultOf({ operation: 'getAll', returnAll: true })).toHaveLength(1_000);
  });

  it('ensures a destination as often as the example workflow is run', async () => {
    const example = importedExample('cloudflare-ensure-destination.json', {
      'On-Call Destination': [credential],
      'All Destinations': [credential],
    });
    for (const node of example.nodes) {
      if (node.type !== TYPE) continue;
      node.parameters = { ...node.parameters, account: byId(cloudflare.accountId) };
      if ('url' in node.parameters) node.parameters['url'] = wanted().url;
    }
    const { name, nodes, connections } = example;
    const workflow = await n8n.createWorkflow({ name, nodes, connections });
    for (const action of ['created', 'unchanged']) {
      const execution = await n8n.run(workflow.id, 'Start');
      expect(outputOf(execution, 'On-Call Destination')).toEqual([{ id: expect.any(String), action }]);
      expect(outputOf(execution, 'All Destinations')).toEqual([
        expect.objectContaining({ name: 'On call', url: wanted().url }),
      ]);
    }
  });

  it('does one item after the other, so that two that ensure the same make one', async () => {
    const execution = await run(
      { operation: 'ensure', name: '={{ $json.name }}', url: wanted().url },
      { items: [{ name: 'A' }, { name: 'A' }] },
    );
    expect(outputOf(execution, NODE).map(({ action }) => action)).toEqual(['created', 'unchanged']);
  });

  describe('shows what went wrong', () => {
    it('with an id that does not exist', async () => {
      const execution = await run({ operation: 'get', destination: byId('nobody') });
      expect(execution.status).toBe('error');
      expect(errorOf(execution)).toMatchObject({
        message: expect.stringMatching(
          /^Could not get the webhook destination nobody: .*404: 17104 .*cf-ray/,
        ),
        description: expect.stringContaining('the list of destinations'),
        httpCode: '404',
      });
    });

    it('with a token that Cloudflare does not accept', async () => {
      const used = await n8n.createCredential('Wrong', CREDENTIAL, {
        apiToken: 'wr0ng-t0ken-81',
        baseUrl: cloudflare.baseUrl,
      });
      const execution = await run({ operation: 'getAll' }, { used });
      expect(errorOf(execution)).toMatchObject({
        message: expect.stringContaining('403: 10000 Authentication error'),
        description: expect.stringContaining('Notifications: Edit'),
      });
      expect(execution.stored).not.toContain('wr0ng-t0ken-81');
    });

    it('with an account id that cannot be one, before anything is sent', async () => {
      const before = cloudflare.requests.length;
      const execution = await run({ operation: 'getAll', account: byId('={{ "my account" }}') });
      expect(errorOf(execution).message).toMatch(/account id must be the id alone/);
      expect(cloudflare.requests).toHaveLength(before);
    });

    it('with a URL that does not answer the test message, and shows no secret', async () => {
      const execution = await run({ operation: 'create', ...wanted(), url: 'https://nowhere.example.com/' });
      expect(errorOf(execution)).toMatchObject({
        message: expect.stringContaining('error testing webhook'),
        description: expect.stringContaining('test message'),
      });
      expect(JSON.stringify(execution.data.resultData.error)).not.toContain(SECRET);
    });

    it('with two of one name', async () => {
      const ids = cloudflare.seed([
        { name: 'On call', url: 'https://a.example.com' },
        { name: 'On call', url: 'https://b.example.com' },
      ]);
      const { message } = errorOf(await run({ operation: 'ensure', ...wanted() }));
      for (const id of ids) expect(message).toContain(id);
    });

    it('with one item, and goes on with the others where it is told to', async () => {
      const [id = ''] = cloudflare.seed([{ name: 'On call', url: 'https://a.example.com' }]);
      const execution = await run(
        { operation: 'get', destination: byId('={{ $json.id }}') },
        { items: [{ id: 'nobody' }, { id }], onError: 'continueRegularOutput' },
      );
      expect(execution.status).toBe('success');
      expect(outputOf(execution, NODE)).toEqual([
        {
          error: expect.stringContaining('404: 17104'),
          message: expect.stringContaining('the list of destinations'),
          details: { status: 404, codes: [17_104] },
        },
        expect.objectContaining({ id }),
      ]);
    });
  });

  describe('in the editor', () => {
    const picker = { nodeType: TYPE, parameter: 'account' };

    it('lists accounts a page at a time, and finds them by name', async () => {
      const first = await n8n.resources({ ...picker, method: 'searchAccounts', credential });
      expect(first.results).toHaveLength(50);
      expect(first.results[0]).toMatchObject({ name: 'Acme', value: cloudflare.accountId });
      expect(first.paginationToken).toBe('2');
      const found = await n8n.resources({
        ...picker,
        method: 'searchAccounts',
        filter: 'customer 5',
        credential,
      });
      expect(found.results.map(({ name }) => name)).toContain('Customer 59');
      expect(found.results).toHaveLength(11);
    });

    it('lists the destinations of the account by name, and finds them', async () => {
      cloudflare.seed([
        { name: 'Pager', url: 'https://a.example.com' },
        { name: 'Chat', url: 'https://hooks.slack.com/services/T/B/x' },
      ]);
      const destinations = {
        nodeType: TYPE,
        method: 'searchDestinations',
        parameter: 'destination',
        parameters: { account: byId(cloudflare.accountId) },
        credential,
      };
      const all = await n8n.resources(destinations);
      expect(all.results.map(({ name }) => name)).toEqual(['Chat (slack)', 'Pager']);
      const found = await n8n.resources({ ...destinations, filter: 'PAG' });
      expect(found.results.map(({ name }) => name)).toEqual(['Pager']);
    });

    it('says why a list cannot be shown', async () => {
      const used = await n8n.createCredential('Wrong', CREDENTIAL, {
        apiToken: 'wr0ng',
        baseUrl: cloudflare.baseUrl,
      });
      await expect(n8n.resources({ ...picker, method: 'searchAccounts', credential: used })).rejects.toThrow(
        /Authentication error/,
      );
    });

    it("tests a person's token and an account's, and says in words what is wrong with another", async () => {
      const test = async (apiToken: string, baseUrl = `${cloudflare.baseUrl}/`) =>
        await n8n.testCredential(CREDENTIAL, { apiToken, baseUrl });
      for (const token of [cloudflare.token, cloudflare.accountToken]) {
        expect(await test(token)).toEqual({ status: 'OK', message: 'Cloudflare accepts the API token.' });
      }
      expect(await test('wr0ng')).toEqual({
        status: 'Error',
        message: expect.stringMatching(/^Cloudflare does not accept this API token\. Copy it again\./),
      });
      expect(await test('', '')).toEqual({ status: 'Error', message: 'The Cloudflare API token is empty.' });
      const nowhere = await test(cloudflare.token, 'https://api.cloudflare.invalid/client/v4');
      expect(nowhere).toEqual({
        status: 'Error',
        message: expect.stringMatching(
          /^api\.cloudflare\.invalid (?:is not a known host|could not be looked up)/,
        ),
      });
    });
  });
});
