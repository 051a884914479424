import { setTimeout } from 'node:timers/promises';

import { ConfigurationError, InvalidInputError } from 'alertbridge';
import { CloudflareApiError, createDestinations, type DestinationsOptions } from 'alertbridge/cloudflare';
import { createTransport, sleep, type NodeTransport } from 'alertbridge/node';
import { startCloudflare, type StandInCloudflare } from '../../../sandbox/cloudflare/server.ts';
import { startHttpServer, type HttpServer } from '../../../sandbox/http-server.ts';
import { virtualTime } from '../../delivery/virtual-time.ts';

describe('createDestinations', () => {
  let cloudflare: StandInCloudflare;
  let receiver: HttpServer;
  let transport: NodeTransport;
  let pauses: number[];

  beforeEach(async () => {
    cloudflare = await startCloudflare();
    receiver = await startHttpServer(() => ({ status: 200 }));
    transport = createTransport({ proxy: false });
    pauses = [];
  });

  afterEach(async () => {
    await Promise.all([cloudflare.close(), receiver.close(), transport.close()]);
  });

  const destinations = (options: Partial<DestinationsOptions> = {}) =>
    createDestinations({
      accountId: cloudflare.accountId,
      apiToken: cloudflare.token,
      baseUrl: cloudflare.baseUrl,
      transport,
      sleep: async (ms) => void pauses.push(ms),
      random: () => 0,
      ...options,
    });

  /** What the next request is answered, whatever it asks for. */
  const answerNext = (body: unknown, status = 200) =>
    cloudflare.faults.add({
      status,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      contentType: typeof body === 'string' ? 'text/html' : 'application/json',
    });

  const calls = (method: string) => cloudflare.requests.filter((request) => request.method === method).length;

  async function failureOf(promise: Promise<unknown>): Promise<CloudflareApiError> {
    const error: unknown = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof CloudflareApiError) return error;
    throw new Error(`It did not fail as expected: ${String(error)}`);
  }

  it('creates, lists, gets and deletes a destination', async () => {
    const wanted = { name: ' On call ', url: `${receiver.url}/hook`, secret: 's3cret' };
    const { id } = await destinations().create(wanted);
    expect(cloudflare.destinations()[0]).toMatchObject({ id, name: 'On call', secret: 's3cret' });
    const [listed] = await destinations().list();
    expect(listed).toMatchObject({
      id,
      name: 'On call',
      url: wanted.url,
      type: 'generic',
      last_failure: null,
    });
    expect(await destinations().get(id)).toEqual(listed);
    await destinations().delete(id);
    expect(await destinations().list()).toEqual([]);
  });

  it('reads a list of 1,000', async () => {
    cloudflare.seed(
      Array.from({ length: 1_000 }, (_, n) => ({
        name: `Destination ${n} ${'with a long name '.repeat(5)}`,
        url: `https://example.com/hook/${n}`,
      })),
    );
    expect(await destinations().list()).toHaveLength(1_000);
  });

  it('drops a secret that Cloudflare should never tell', async () => {
    const told = { id: 'a', name: 'n', url: 'https://example.com', secret: 's3cret' };
    answerNext({ success: true, errors: [], messages: [], result: [told] });
    expect(await destinations().list()).toEqual([{ id: 'a', name: 'n', url: 'https://example.com' }]);
  });

  it('deletes one, though Cloudflare answers without a result', async () => {
    const [id = ''] = cloudflare.seed([{ name: 'n', url: 'https://example.com' }]);
    answerNext({ success: true, errors: [], messages: [] });
    await destinations().delete(id);
    expect(calls('DELETE')).toBe(1);
  });

  it('reads what it does not show: a secret of one letter stands in every word of an answer', async () => {
    const wanted = { name: 'success', url: `${receiver.url}/hook`, secret: 's' };
    const { id } = await destinations().create(wanted);
    expect(await destinations().update(id, wanted)).toEqual({ id, action: 'updated', urlApplied: true });
    expect(await destinations().ensure(wanted)).toEqual({ id, action: 'unchanged' });
    const errors = [{ code: 1_234, message: 'too many destinations' }];
    answerNext({ success: false, errors, messages: [], result: null }, 400);
    const error = await failureOf(destinations().update(id, wanted));
    expect(error).toMatchObject({ codes: [1_234], messages: ['too many de***tination***'] });
  });

  describe('before anything is sent', () => {
    it.each([
      ['an account id with a space', { accountId: 'My Account' }, /account id/],
      ['an account id that is too long', { accountId: 'a'.repeat(33) }, /at most 32/],
      ['an account id that leads elsewhere', { accountId: '../user' }, /account id/],
      ['no account id', { accountId: '' }, /account id/],
      ['no token', { apiToken: ' ' }, /API token is empty/],
      ['a token too short to be hidden', { apiToken: 'abc' }, /API token must have at least 4 characters/],
      ['a token with a line break in it', { apiToken: 'a\nb' }, /API token must be/],
      ['http to another machine', { baseUrl: 'http://api.example.com' }, /must be an https URL/],
      ['a base URL with a password', { baseUrl: 'https://u:p@example.com' }, /must be an https URL/],
      ['a base URL that is none', { baseUrl: 'cloudflare' }, /must be an https URL/],
    ])('refuses %s', (_what, options, message) => {
      expect(() => destinations(options)).toThrow(ConfigurationError);
      expect(() => destinations(options)).toThrow(message);
    });

    it.each([
      ['no name', { name: ' ', url: 'https://example.com' }, 'name'],
      ['a URL that is none', { name: 'n', url: 'example.com' }, 'url'],
      ['a name that is too long', { name: 'n'.repeat(5_000), url: 'https://example.com' }, 'name'],
      ['a URL of another protocol', { name: 'n', url: 'ftp://example.com' }, 'url'],
    ])('refuses a destination with %s', async (_what, wanted, path) => {
      for (const attempt of [
        destinations().create(wanted),
        destinations().update('a', wanted),
        destinations().ensure(wanted),
      ]) {
        await expect(attempt).rejects.toMatchObject({ name: 'InvalidInputError', issues: [{ path }] });
      }
      expect(cloudflare.requests).toEqual([]);
    });

    it('refuses an id that cannot be one', async () => {
      await expect(destinations().get('a/../b')).rejects.toThrow(InvalidInputError);
      await expect(destinations().delete('x'.repeat(37))).rejects.toThrow(/36/);
      expect(cloudflare.requests).toEqual([]);
    });
  });

  describe('a failure', () => {
    it("has the status, Cloudflare's codes and messages, and the cf-ray", async () => {
      const error = await failureOf(destinations({ apiToken: 'wr0ng' }).list());
      expect(error).toMatchObject({
        status: 403,
        codes: [10_000],
        messages: ['Authentication error'],
        errors: [{ code: 10_000, message: 'Authentication error' }],
        cfRay: expect.stringMatching(/-FRA$/),
      });
      expect(error.message).toMatch(
        /^Could not list the webhook destinations: .*403: 10000 Authentication error \(cf-ray .*-FRA\)\.$/,
      );
      expect(calls('GET')).toBe(1);
    });

    it('is an id that does not exist', async () => {
      expect(await failureOf(destinations().get('nobody'))).toMatchObject({ status: 404 });
      expect(await failureOf(destinations().delete('nobody'))).toMatchObject({ status: 404 });
    });

    it('is a 2xx that says success: false', async () => {
      const errors = [{ code: 1_234, message: 'not today' }];
      answerNext({ success: false, errors, messages: [], result: null });
      expect(await failureOf(destinations().list())).toMatchObject({ status: 200, codes: [1_234] });
    });

    it.each([
      ['an HTML page of a proxy', '<html><title>Sign in</title><p>to go on</p></html>', 'Sign in'],
      ['nothing', '', 'and empty'],
      ['other JSON', { ok: true }, '{"ok":true}'],
      [
        'a result that is no list',
        { success: true, result: { id: 7 } },
        'a result that cannot be read (result)',
      ],
    ])('is a 200 with %s', async (_what, body, said) => {
      answerNext(body);
      const error = await failureOf(destinations().list());
      expect(error).toMatchObject({ status: 200, codes: [], cfRay: null });
      expect(error.message).toContain(said);
    });

    it('is an HTML error page of a proxy, after it was tried again', async () => {
      cloudflare.faults.add({ status: 502, body: '<h1>Bad gateway</h1>', contentType: 'text/html' }, 99);
      const error = await failureOf(destinations().list());
      expect(error.message).toMatch(/502 \(tried \d+ times\), and not Cloudflare's JSON: Bad gateway/);
    });

    it('is a Cloudflare that cannot be reached', async () => {
      cloudflare.down = true;
      expect(await failureOf(destinations().list())).toMatchObject({ status: null, codes: [] });
      expect(calls('GET')).toBeGreaterThan(5);
    });

    it('shows neither the token nor a secret, wherever Cloudflare repeats them', async () => {
      const url = `${receiver.url}/services/T0/B0/k3y-of-the-url`;
      const errors = [{ code: 1_001, message: `${cloudflare.token} s3cret ${url}` }];
      answerNext({ success: false, errors, result: null }, 400);
      const error = await failureOf(destinations().create({ name: 'n', url, secret: 's3cret' }));
      const shown = JSON.stringify([error.message, error, error.stack, String(error.cause)]);
      for (const secret of [cloudflare.token, 's3cret', 'k3y-of-the-url'])
        expect(shown).not.toContain(secret);
    });
  });

  describe('is patient', () => {
    it('with the rate limit, as long as Retry-After asks, whatever the call', async () => {
      const time = virtualTime();
      cloudflare.limitNext(2);
      await destinations(time).create({ name: 'n', url: receiver.url });
      expect(time.monotonicNow()).toBeGreaterThanOrEqual(2_000);
      cloudflare.limitNext(3, 2);
      await destinations(time).list();
      expect(time.monotonicNow()).toBeGreaterThanOrEqual(8_000);
      expect(time.monotonicNow()).toBeLessThan(12_000);
      expect(cloudflare.destinations()).toHaveLength(1);
    });

    it('with a GET that fails', async () => {
      cloudflare.faults.add({ status: 503 }, 2);
      expect(await destinations().list()).toEqual([]);
    });

    it('with a GET whose answer breaks off', async () => {
      cloudflare.faults.add({ reset: 'in the body' }, 2);
      expect(await destinations().list()).toEqual([]);
    });

    it('with a DELETE whose answer was lost: that it is gone then is what was asked for', async () => {
      const [id = ''] = cloudflare.seed([{ name: 'n', url: 'https://example.com' }]);
      cloudflare.loseNextAnswer('DELETE');
      await destinations().delete(id);
      expect(cloudflare.destinations()).toEqual([]);
    });
  });

  describe('create', () => {
    const wanted = () => ({ name: 'On call', url: `${receiver.url}/hook`, secret: 's3cret' });

    it('is not repeated where the answer was lost but the destination is there', async () => {
      cloudflare.loseNextAnswer('POST');
      const { id } = await destinations().create(wanted());
      expect(cloudflare.destinations()).toEqual([expect.objectContaining({ id, secret: 's3cret' })]);
      expect(calls('POST')).toBe(1);
    });

    it('is repeated where the list shows that it was not done', async () => {
      cloudflare.faults.add({ status: 500 });
      const { id } = await destinations().create(wanted());
      expect(cloudflare.destinations()).toEqual([expect.objectContaining({ id })]);
      expect(cloudflare.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
    });

    it('is not repeated while nobody can tell whether the destination is there', async () => {
      cloudflare.loseNextAnswer('POST');
      cloudflare.faultyMethod = 'GET';
      cloudflare.faults.add({ status: 503 }, 4);
      const { id } = await destinations().create(wanted());
      expect(cloudflare.destinations()).toEqual([expect.objectContaining({ id })]);
      expect(cloudflare.requests.map(({ method }) => method)).toEqual([
        'POST',
        'GET',
        'GET',
        'GET',
        'GET',
        'GET',
        'PUT',
      ]);
    });

    it('takes no more than two requests for each attempt', async () => {
      cloudflare.faultyMethod = 'POST';
      cloudflare.faults.add({ status: 500 }, 1_000);
      await failureOf(destinations({ giveUpAfterMs: 60_000 }).create(wanted()));
      expect(calls('POST')).toBeGreaterThan(3);
      expect(cloudflare.requests.length).toBeLessThanOrEqual(2 * (pauses.length + 1));
    });

    it('gives up after as long as it is allowed', async () => {
      cloudflare.faultyMethod = 'POST';
      cloudflare.faults.add({ status: 500 }, 99);
      const error = await failureOf(destinations({ giveUpAfterMs: 2_000 }).create(wanted()));
      expect(error).toMatchObject({ status: 500 });
      expect(calls('POST')).toBeGreaterThan(1);
      expect(calls('POST')).toBeLessThan(8);
    });

    it('gives up with its own error where the list fails too', async () => {
      cloudflare.down = true;
      const error = await failureOf(destinations({ giveUpAfterMs: 500 }).create(wanted()));
      expect(error.message).toMatch(/^Could not create the webhook destination "On call"/);
      expect(calls('POST')).toBeLessThanOrEqual(3);
    });

    it('is not repeated where Cloudflare refuses it, as when the test message is not answered 2xx', async () => {
      await receiver.close();
      const error = await failureOf(destinations().create(wanted()));
      expect(error).toMatchObject({ status: 400, codes: [17_103] });
      expect(cloudflare.requests).toHaveLength(1);
    });
  });

  describe('update', () => {
    const wanted = { name: 'New name', url: 'https://new.example.com/hook' };
    const seeded = () =>
      cloudflare.seed([{ name: 'Old name', url: 'https://old.example.com/hook' }])[0] ?? '';

    it('says that the URL was applied where it was', async () => {
      cloudflare.keepsUrlOnPut = false;
      const id = seeded();
      expect(await destinations().update(id, wanted)).toEqual({ id, action: 'updated', urlApplied: true });
      expect(cloudflare.destinations()[0]).toMatchObject({ ...wanted });
    });

    it('says that Cloudflare kept the old URL where it did', async () => {
      const id = seeded();
      expect(await destinations().update(id, wanted)).toEqual({ id, action: 'updated', urlApplied: false });
      expect(cloudflare.destinations()[0]).toMatchObject({
        name: 'New name',
        url: 'https://old.example.com/hook',
      });
    });

    it('replaces the destination where it was asked to and Cloudflare kept the old URL', async () => {
      const id = seeded();
      const url = `${receiver.url}/hook`;
      const updated = await destinations().update(id, { name: 'n', url }, { replaceIfUrlUnchanged: true });
      expect(updated).toMatchObject({ action: 'replaced', urlApplied: true });
      expect(updated.id).not.toBe(id);
      expect(cloudflare.destinations()).toEqual([
        expect.objectContaining({ id: updated.id, name: 'n', url }),
      ]);
    });

    it('leaves the old destination at work where the new one cannot be made', async () => {
      const id = seeded();
      await failureOf(destinations().update(id, wanted, { replaceIfUrlUnchanged: true }));
      expect(cloudflare.destinations()).toEqual([expect.objectContaining({ id })]);
    });

    it('is not misled by the URL of a Slack destination, which is told without its secret', async () => {
      const url = 'https://hooks.slack.com/services/T1/B1/s3cret';
      const [id = ''] = cloudflare.seed([{ name: 'Slack', url }]);
      expect(await destinations().update(id, { name: 'Slack!', url })).toMatchObject({ urlApplied: true });
      const other = 'https://hooks.slack.com/services/T1/B2/s3cret';
      expect(await destinations().update(id, { name: 'Slack!', url: other })).toMatchObject({
        urlApplied: false,
      });
    });
  });

  describe('the time after which it gives up', () => {
    const wanted = () => ({ name: 'On call', url: `${receiver.url}/hook`, secret: 's3cret' });

    it.each([
      ['create', async (made: ReturnType<typeof destinations>) => await made.create(wanted())],
      ['ensure', async (made: ReturnType<typeof destinations>) => await made.ensure(wanted())],
      ['update', async (made: ReturnType<typeof destinations>) => await made.update('a', wanted())],
    ])('is one for all the calls of %s, by a clock', async (_method, attempt) => {
      const time = virtualTime();
      cloudflare.faults.add({ status: 503 }, 10_000);
      await failureOf(attempt(destinations({ ...time, giveUpAfterMs: 60_000, random: () => 0.5 })));
      expect(time.monotonicNow()).toBeLessThanOrEqual(60_000);
      expect(time.monotonicNow()).toBeGreaterThan(50_000);
      expect(cloudflare.requests.length).toBeLessThan(30);
    });

    it.each(['create', 'ensure'] as const)(
      'is one for all the calls of %s, through sockets',
      async (method) => {
        cloudflare.faults.add({ status: 503 }, 3);
        cloudflare.faults.add({ hang: true }, 1_000);
        const startedAt = performance.now();
        const options = { sleep, giveUpAfterMs: 1_000, random: Math.random };
        await failureOf(destinations(options)[method](wanted()));
        const tookMs = performance.now() - startedAt;
        expect(tookMs).toBeGreaterThan(500);
        // A deadline for each of its calls would take 19 s; a machine that does much else takes its time.
        expect(tookMs).toBeLessThan(10_000);
      },
    );

    it('leaves the last word to what failed where the caller gives up or a sleep does not work', async () => {
      const given = new AbortController();
      cloudflare.faults.add({ status: 500 }, 1_000);
      const sleeps = [
        async () => {
          given.abort(new Error('enough'));
        },
        async () => {
          throw new Error('no sleep tonight');
        },
      ];
      for (const asleep of sleeps) {
        const failed = destinations({ sleep: asleep, signal: given.signal }).create(wanted());
        expect((await failureOf(failed)).message).toMatch(/^Could not create the webhook destination/);
      }
    });

    it('must be a time', () => {
      for (const giveUpAfterMs of [NaN, 0, 2 ** 31, Infinity]) {
        expect(() => destinations({ giveUpAfterMs })).toThrow(ConfigurationError);
      }
    });
  });

  describe('ensure', () => {
    const wanted = () => ({ name: 'On call', url: `${receiver.url}/hook`, secret: 's3cret' });

    it('creates what is not there, once', async () => {
      const first = await destinations().ensure(wanted());
      expect(first).toMatchObject({ action: 'created' });
      expect(await destinations().ensure(wanted())).toEqual({ id: first.id, action: 'unchanged' });
      expect(cloudflare.destinations()).toHaveLength(1);
    });

    it('sets the secret every time, since nobody can tell which one is set', async () => {
      const { id } = await destinations().ensure(wanted());
      expect(await destinations().ensure({ ...wanted(), secret: 'rotated' })).toEqual({
        id,
        action: 'unchanged',
      });
      expect(cloudflare.destinations()[0]?.secret).toBe('rotated');
    });

    it('changes nothing where name and URL are right and no secret is given', async () => {
      const open = { name: 'On call', url: `${receiver.url}/hook` };
      cloudflare.seed([open]);
      expect(await destinations().ensure(open)).toMatchObject({ action: 'unchanged' });
      expect(cloudflare.requests.map(({ method }) => method)).toEqual(['GET']);
    });

    it('finds a destination by its URL and gives it the name', async () => {
      const [id = ''] = cloudflare.seed([{ ...wanted(), name: 'Another name' }]);
      expect(await destinations().ensure(wanted())).toEqual({ id, action: 'updated' });
      expect(cloudflare.destinations()).toEqual([expect.objectContaining({ id, name: 'On call' })]);
    });

    it('finds a destination by its name and gives it the URL', async () => {
      cloudflare.keepsUrlOnPut = false;
      const [id = ''] = cloudflare.seed([{ name: 'On call', url: 'https://old.example.com' }]);
      expect(await destinations().ensure(wanted())).toEqual({ id, action: 'updated' });
      expect(cloudflare.destinations()[0]).toMatchObject({ url: wanted().url, secret: 's3cret' });
    });

    it('replaces it where Cloudflare keeps the old URL', async () => {
      const [old] = cloudflare.seed([{ name: 'On call', url: 'https://old.example.com' }]);
      const { id, action } = await destinations().ensure(wanted());
      expect(action).toBe('replaced');
      expect(id).not.toBe(old);
      expect(cloudflare.destinations()).toEqual([expect.objectContaining({ id, secret: 's3cret' })]);
    });

    it('refuses to choose between two of one name, and lists both without the paths of their URLs', async () => {
      const ids = cloudflare.seed([
        { name: 'On call', url: 'https://a.example.com/k3y' },
        { name: 'On call', url: 'https://b.example.com/k3y' },
        { name: 'Other', url: wanted().url },
      ]);
      const error = await destinations()
        .ensure(wanted())
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ConfigurationError);
      const { message } = error as Error;
      for (const part of [ids[0], ids[1], 'a.example.com', 'b.example.com']) expect(message).toContain(part);
      expect(message).not.toContain('k3y');
      expect(message).not.toContain(ids[2]);
      expect(calls('PUT') + calls('POST')).toBe(0);
    });

    it('refuses to choose between two of one URL where none has the name', async () => {
      cloudflare.seed([
        { name: 'A', url: wanted().url },
        { name: 'B', url: wanted().url },
      ]);
      await expect(destinations().ensure(wanted())).rejects.toThrow(
        /several webhook destinations with this URL/,
      );
    });

    it('makes one destination where two do the same at the same time, and both name it', async () => {
      const both = await Promise.all([destinations().ensure(wanted()), destinations().ensure(wanted())]);
      const ids = cloudflare.destinations().map(({ id }) => id);
      expect(ids).toHaveLength(1);
      expect(both.map(({ id }) => id)).toEqual([ids[0], ids[0]]);
      const again = await destinations().ensure(wanted());
      expect(again).toEqual({ id: ids[0], action: 'unchanged' });
    });

    it('leaves one destination, with the secret of whoever comes last, where eight race', async () => {
      const secrets = Array.from({ length: 8 }, (_, n) => `secret-${n}`);
      const all = await Promise.all(secrets.map((secret) => destinations().ensure({ ...wanted(), secret })));
      const [left, ...others] = cloudflare.destinations();
      expect(others).toEqual([]);
      expect(new Set(all.map(({ id }) => id))).toEqual(new Set([left?.id]));
      expect(secrets).toContain(left?.secret);
      const removed = all.flatMap((one) => one.removed ?? []);
      expect(new Set(removed).size).toBe(cloudflare.testMessages.length - 1);
    });

    it('keeps the one in use of several that are the same, and says which it removed', async () => {
      const [first = '', second = '', third = ''] = cloudflare.seed([wanted(), wanted(), wanted()]);
      await cloudflare.notify(second);
      const ensured = await destinations().ensure(wanted());
      expect(ensured).toMatchObject({ id: second, action: 'unchanged' });
      expect([...(ensured.removed ?? [])].sort()).toEqual([first, third].sort());
      expect(cloudflare.destinations()).toEqual([expect.objectContaining({ id: second })]);
    });

    it('keeps the one to which a notification policy points, though another was reached later', async () => {
      const [first = '', second = '', third = ''] = cloudflare.seed([wanted(), wanted(), wanted()]);
      await cloudflare.notify(second);
      cloudflare.addPolicy('Tunnels', [third]);
      expect(await destinations().ensure(wanted())).toEqual({
        id: third,
        action: 'unchanged',
        removed: [second, first],
      });
    });

    it('removes none to which a policy points: it keeps the one with most of them and names the others', async () => {
      const [first = '', second = '', third = ''] = cloudflare.seed([wanted(), wanted(), wanted()]);
      cloudflare.addPolicy('Tunnels', [first, second]);
      cloudflare.addPolicy('Origins', [second]);
      const ensured = await destinations().ensure(wanted());
      expect(ensured).toEqual({ id: second, action: 'unchanged', removed: [third], left: [first] });
      expect(await destinations().ensure(wanted())).toEqual({
        id: second,
        action: 'unchanged',
        left: [first],
      });
      expect(cloudflare.destinations().map(({ id }) => id)).toEqual([first, second]);
    });

    it('removes nothing while nobody can tell where the policies point', async () => {
      const [first = '', second = ''] = cloudflare.seed([wanted(), wanted()]);
      await cloudflare.notify(first);
      const failing: DestinationsOptions['transport'] = async (request) => {
        if (request.url.endsWith('/policies')) throw new Error('connection reset');
        return await transport(request);
      };
      expect(await destinations({ transport: failing }).ensure(wanted())).toEqual({
        id: first,
        action: 'unchanged',
        left: [second],
      });
      expect(cloudflare.destinations()).toHaveLength(2);
    });

    it('keeps the oldest where none is in use', async () => {
      const [first = ''] = cloudflare.seed([wanted()]);
      await setTimeout(5);
      const [second = ''] = cloudflare.seed([wanted()]);
      expect(await destinations().ensure(wanted())).toEqual({
        id: first,
        action: 'unchanged',
        removed: [second],
      });
    });

    it('removes nothing where one of the name has another URL', async () => {
      cloudflare.seed([wanted(), wanted(), { name: 'On call', url: 'https://other.example.com' }]);
      await expect(destinations().ensure(wanted())).rejects.toThrow(/several webhook destinations named/);
      expect(cloudflare.destinations()).toHaveLength(3);
    });

    it('is content where the one to remove is gone already', async () => {
      cloudflare.seed([wanted(), wanted()]);
      cloudflare.loseNextAnswer('DELETE');
      expect(await destinations().ensure(wanted())).toMatchObject({ action: 'unchanged' });
      expect(cloudflare.destinations()).toHaveLength(1);
    });

    it('has created it also where the list cannot be looked at afterwards', async () => {
      const lists = { seen: 0 };
      const failing: DestinationsOptions['transport'] = async (request) => {
        if (request.method === 'GET' && ++lists.seen > 1) throw new Error('connection reset');
        return await transport(request);
      };
      expect(await destinations({ transport: failing }).ensure(wanted())).toMatchObject({
        action: 'created',
      });
    });

    it('works beside others that do the same for other names', async () => {
      const names = Array.from({ length: 8 }, (_, n) => `Workflow ${n}`);
      await Promise.all(names.map((name) => destinations().ensure({ name, url: `${receiver.url}/${name}` })));
      expect(
        cloudflare
          .destinations()
          .map(({ name }) => name)
          .sort(),
      ).toEqual(names);
    });
  });
});
