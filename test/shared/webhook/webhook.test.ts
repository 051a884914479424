import {
  createWebhook,
  redactedInvocation,
  type Invocation,
  type Webhook,
  type WebhookDefinition,
  type WebhookDeliverOptions,
} from 'alertbridge/webhook';

import { AlertbridgeError, AuthenticationError, InvalidInputError } from '../../../shared/errors.ts';
import { parseAlert } from '../../../shared/alert.ts';
import { send } from '../../../shared/delivery/send.ts';
import { sample as sampleAponoEvent } from '../../../shared/systems/apono/sample.ts';
import { createTransport } from '../../../shared/node/index.ts';
import { startOAuthServer, type OAuthServer } from '../../sandbox/oauth/server.ts';
import { bearerTokenOf, startTarget, type Target, type TargetOptions } from '../../sandbox/webhook/target.ts';

const transport = createTransport({ proxy: false });
const event = sampleAponoEvent('Error');
const alert = parseAlert({ alert_name: 'AWS Production', status: 'Alarm', alert_id: 'apono:1' });
let target: Target;
let oauth: OAuthServer | undefined;
let pauses: number[];

const options = (): WebhookDeliverOptions => ({
  transport,
  sleep: async (ms) => void pauses.push(ms),
  random: () => 1,
});

async function serve(targetOptions: TargetOptions = {}): Promise<Target> {
  target = await startTarget(targetOptions);
  return target;
}

function definition(more: Partial<WebhookDefinition> = {}): WebhookDefinition {
  return {
    name: 'Target',
    url: `${target.url}/in`,
    bodyTemplate: '{"id":"{{data.id}}","text":"{{data.name}} is {{data.status}}"}',
    ...more,
  };
}

async function deliver(
  wanted: WebhookDefinition,
  given: unknown,
  deliverOptions: WebhookDeliverOptions,
): Promise<Invocation> {
  return await createWebhook(wanted).deliver(given, deliverOptions);
}

const shownStatuses = ({ delivery }: Invocation) =>
  delivery?.attempts.map((one) => ('status' in one ? one.status : one.error));

beforeEach(() => {
  pauses = [];
});
afterEach(async () => {
  await target.close();
  await oauth?.close();
  oauth = undefined;
});
afterAll(async () => {
  await transport.close();
});

describe('a webhook', () => {
  it('sends what the template makes of the event, and shows request, response and delivery', async () => {
    await serve();
    target.answer = { status: 201, headers: { 'x-id': '7' }, body: { queued: true } };
    const body = { id: event.data.id, text: 'AWS Production is Error' };
    const invocation = await deliver(
      definition({ method: 'PUT', headers: { 'X-Source': 'us' } }),
      event,
      options(),
    );
    expect(invocation).toEqual({
      name: 'Target',
      test: false,
      outcome: 'delivered',
      reason: null,
      unresolved: [],
      request: {
        method: 'PUT',
        url: `${target.url}/***`,
        headers: {
          'content-type': 'application/json',
          'webhook-id': target.requests[0]?.headers['webhook-id'],
          'webhook-timestamp': target.requests[0]?.headers['webhook-timestamp'],
          'X-Source': '***',
        },
        body,
      },
      response: {
        status: 201,
        headers: expect.objectContaining({ 'x-id': '7' }),
        body: { queued: true },
        truncated: false,
      },
      validators: [],
      delivery: expect.objectContaining({ delivered: true, status: 201, method: 'PUT' }),
    });
    expect(target.taken).toEqual([body]);
    expect(target.requests[0]).toMatchObject({
      method: 'PUT',
      path: '/in',
      headers: { 'content-type': 'application/json', 'x-source': 'us' },
    });
  });

  it.each([
    ['"{{data.name}}"', '"AWS Production"'],
    ['"{{data.none}}"', 'null'],
    ['"{{event_time}}"', '1773454269.412'],
  ])('sends JSON also where the whole template %s is one string', async (bodyTemplate, sent) => {
    await serve();
    await deliver(definition({ bodyTemplate }), event, options());
    expect(target.requests[0]?.body).toBe(sent);
  });

  it("lets a user's Content-Type stand", async () => {
    await serve();
    await deliver(definition({ headers: { 'content-type': 'application/vnd.x+json' } }), event, options());
    expect(target.requests[0]?.headers['content-type']).toBe('application/vnd.x+json');
  });

  it('sends nothing where the definition is inactive', async () => {
    await serve();
    const invocation = await deliver(definition({ status: 'Inactive' }), event, options());
    expect(invocation).toMatchObject({
      outcome: 'inactive',
      reason: 'The webhook is inactive.',
      request: null,
    });
    expect(target.requests).toEqual([]);
  });

  it.each([
    [[{ path: 'data.status', values: ['warning', 'ERROR'] }], true],
    [[{ path: 'data.type', values: ['AWS-account'] }], true],
    [[{ path: 'data.issues.status', values: ['warning'] }], true],
    [
      [
        { path: 'data.name', values: ['AWS Production'] },
        { path: 'data.status', values: ['Error'] },
      ],
      true,
    ],
    [[{ path: 'data.name', values: ['aws production'] }], false],
    [
      [
        { path: 'data.name', values: ['AWS Production'] },
        { path: 'data.status', values: ['Active'] },
      ],
      false,
    ],
    [[{ path: 'data.none', values: ['x'] }], false],
  ])('goes by the filters %j', async (filters, passes) => {
    await serve();
    const invocation = await deliver(definition({ filters }), event, options());
    expect(invocation.outcome).toBe(passes ? 'delivered' : 'filtered');
    expect(target.requests).toHaveLength(passes ? 1 : 0);
  });

  it('says which filter did not match', async () => {
    await serve();
    const filters = [{ path: 'data.status', values: ['Warning', 'Active'] }];
    expect(await deliver(definition({ filters }), event, options())).toMatchObject({
      reason: 'data.status is Error, not one of Warning, Active',
      request: null,
      response: null,
      delivery: null,
    });
  });

  it.each([['<!doctype html><title>Sign in</title>'], ['{"success":false}']])(
    'goes by the status alone where it has no response validators, whatever the body says (%s)',
    async (body) => {
      await serve();
      target.answer = { body };
      expect(await deliver(definition(), event, options())).toMatchObject({
        outcome: 'delivered',
        reason: null,
      });
    },
  );

  describe('with response validators', () => {
    const responseValidators = [
      { path: '$.data.status', expected: ['ok', 'queued'] },
      { path: '$.data.count', expected: [1] },
    ];

    it('is delivered when every row finds one of its values', async () => {
      await serve();
      target.answer = { body: { status: 'queued', count: 1 } };
      const invocation = await deliver(definition({ responseValidators }), event, options());
      expect(invocation).toMatchObject({ outcome: 'delivered', reason: null });
      expect(invocation.validators.map(({ found, passed }) => ({ found, passed }))).toEqual([
        { found: ['queued'], passed: true },
        { found: ['1'], passed: true },
      ]);
    });

    it('is rejected when one does not, and is not tried again', async () => {
      await serve();
      target.answer = { body: { data: { status: 'error', count: 1 } } };
      const invocation = await deliver(definition({ responseValidators }), event, options());
      expect(invocation).toMatchObject({
        outcome: 'rejected',
        reason: 'The response was rejected: $.data.status must be ok or queued, but found error.',
        response: { status: 200 },
        delivery: { delivered: true },
      });
      expect(target.requests).toHaveLength(1);
    });

    it.each([
      ['', 'the response is empty'],
      ['<html></html>', 'the response is not JSON'],
      [JSON.stringify({ status: 'ok', count: 1, pad: 'x'.repeat(70_000) }), 'longer than 64 KiB'],
    ])('is rejected when the response cannot be read', async (body, why) => {
      await serve();
      target.answer = { body };
      const invocation = await deliver(definition({ responseValidators }), event, options());
      expect(invocation.outcome).toBe('rejected');
      expect(invocation.reason).toContain(why);
      expect(JSON.stringify(invocation.response?.body).length).toBeLessThanOrEqual(70_000);
    });

    it('has failed, not been rejected, when the status says so', async () => {
      await serve();
      target.answer = { status: 400, body: { status: 'error' } };
      const invocation = await deliver(definition({ responseValidators }), event, options());
      expect(invocation).toMatchObject({ outcome: 'failed', response: { body: { status: 'error' } } });
      expect(invocation.validators).toHaveLength(2);
    });
  });

  it('tries again as any delivery, and has failed in the end', async () => {
    await serve();
    target.answer = { status: 503 };
    const invocation = await deliver(definition({ giveUpAfterMs: 2_000 }), event, options());
    expect(invocation.outcome).toBe('failed');
    expect(invocation.reason).toMatch(/was answered 503\. Gave up after \d attempts: the time/);
    const statuses = shownStatuses(invocation) ?? [];
    expect(new Set(statuses)).toEqual(new Set([503]));
    expect(pauses).toHaveLength(statuses.length - 1);
  });

  it("ends an attempt after the definition's timeout", async () => {
    await serve();
    target.faults.add({ hang: true });
    const invocation = await deliver(definition({ timeoutMs: 150 }), event, options());
    expect(shownStatuses(invocation)).toEqual(['no answer within 150 ms', 200]);
    expect(invocation.outcome).toBe('delivered');
  });

  it('does not follow a redirect, and says where it would have led', async () => {
    await serve();
    target.answer = { status: 307, headers: { location: 'http://127.0.0.2:1/elsewhere?key=s3cret' } };
    const invocation = await deliver(definition(), event, options());
    expect(invocation.outcome).toBe('failed');
    expect(invocation.reason).toContain('a redirect to http://127.0.0.2:1, which is not followed');
    expect(target.requests).toHaveLength(1);
  });

  it('has failed where nobody listens', async () => {
    await serve();
    const url = target.url;
    await target.close();
    const invocation = await deliver(definition({ url, giveUpAfterMs: 100 }), event, options());
    expect(invocation).toMatchObject({ outcome: 'failed', response: null, validators: [] });
    expect(invocation.reason).toContain('ECONNREFUSED');
  });

  it('ends when the caller gives up', async () => {
    await serve();
    target.answer = { status: 503 };
    const stop = new AbortController();
    const invocation = await deliver(definition(), event, {
      ...options(),
      sleep: async () => stop.abort(),
      signal: stop.signal,
    });
    expect(invocation.reason).toContain('Given up by the caller');
  });

  it('throws what is wrong with a definition, all at once, and sends nothing', async () => {
    await serve();
    const faulty = definition({ name: ' ', bodyTemplate: '{', timeoutMs: 0 });
    const error = await deliver(faulty, event, options()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as InvalidInputError).issues.map(({ path }) => path)).toEqual([
      'name',
      'bodyTemplate',
      'timeoutMs',
    ]);
    expect(target.requests).toEqual([]);
  });

  it('outlives an answer that is nested a million levels deep', async () => {
    await serve();
    target.answer = { body: '['.repeat(30_000) + ']'.repeat(30_000) };
    const secret = { type: 'bearer', token: 't0ken' } as const;
    const invocation = await deliver(definition({ auth: secret }), event, options());
    expect(invocation.outcome).toBe('delivered');
    expect(typeof invocation.response?.body).toBe('string');
  });

  describe('keeps secrets', () => {
    /** Says everything that it was sent, in the body and in headers. */
    const echo = () => {
      target.answer = ({ headers, path, query }) => ({
        headers: {
          'x-echo': headers['authorization'] ?? headers['x-api-key'] ?? '',
          'set-cookie': 'session=c00kie',
        },
        body: { headers, path, query: Object.fromEntries(query), [headers['authorization'] ?? 'none']: 1 },
      });
    };

    it.each<[string, Partial<WebhookDefinition>, string[]]>([
      [
        'of a bearer token',
        { auth: { type: 'bearer', token: 'b34rer"t0ken' } },
        ['b34rer"t0ken', 'b34rer\\"t0ken'],
      ],
      [
        'of custom headers',
        {
          auth: {
            type: 'headers',
            headers: { 'X-Api-Key': 'k3y one', Authorization: 'Basic dXNlcjpwYXNzdzByZA==' },
          },
        },
        ['k3y one', 'dXNlcjpwYXNzdzByZA', 'passw0rd'],
      ],
      ['of headers with a telling name', { headers: { 'X-Api-Key': 'Token abc-s3cret' } }, ['abc-s3cret']],
      [
        'of the URL',
        { url: 'URL/hooks/T00000000/xoXoXoXoXo12?token=q1&mode=fast' },
        ['T00000000', 'xoXoXoXoXo12', 'q1'],
      ],
      ['of a cookie that comes back', {}, ['c00kie']],
    ])('%s out of the invocation, whatever the target says', async (_what, more, secrets) => {
      await serve();
      echo();
      const url = more.url?.replace('URL', target.url) ?? `${target.url}/in`;
      const ok = await deliver(definition({ ...more, url }), event, options());
      expect(ok.outcome).toBe('delivered');
      target.answer = { status: 307, headers: { location: `/login?back=${url}` } };
      const failed = await deliver(definition({ ...more, url }), event, options());
      expect(failed.outcome).toBe('failed');
      for (const secret of secrets) expect(JSON.stringify([ok, failed])).not.toContain(secret);
    });

    it('out of what the validators found, and still compares them', async () => {
      await serve();
      target.answer = { body: { key: 't0ken' } };
      const invocation = await deliver(
        definition({
          auth: { type: 'bearer', token: 't0ken' },
          responseValidators: [{ path: '$.data.key', expected: ['t0ken'] }],
        }),
        event,
        options(),
      );
      expect(invocation).toMatchObject({
        outcome: 'delivered',
        validators: [{ found: ['***'], passed: true }],
      });
      expect(JSON.stringify(invocation)).not.toContain('t0ken');
    });

    it.each([
      ['https://hooks.zapier.example/hooks/catch/1234567/a1b2c3/', 'a1b2c3'],
      ['https://ntfy.example/my-secret-topic', 'my-secret-topic'],
      ['https://discord.example/api/webhooks/123456789012345678/AbC-dEf_123', 'AbC-dEf_123'],
      ['https://chat.example/v1/spaces/AAAA/messages?key=k&token=t0k%3D', 't0k'],
      ['https://hooks.example.com/?correct-horse-battery', 'correct-horse-battery'],
    ])('of the URL %s, of which only the origin is shown', async (url, key) => {
      const { pathname, search, origin } = new URL(url);
      await serve();
      echo();
      const local = `${target.url}${pathname}${search}`;
      const shown: string[] = [];
      for (const answer of [target.answer, { status: 404, body: `No ${pathname}${search} here` }]) {
        target.answer = answer;
        shown.push(JSON.stringify(await deliver(definition({ url: local }), event, options())));
      }
      const { destination } = createWebhook(definition({ url }));
      shown.push(destination.request({ alert, event }).shownUrl ?? '');
      expect(shown.at(-1)).toMatch(/^https:\/\/[a-z.]+\/[*?]+$/);
      expect(shown.at(-1)).toContain(origin);
      for (const text of shown) expect(text).not.toContain(key);
    });

    it('but shows what of the path is public', async () => {
      await serve();
      const url = `${target.url}/services/T0000/k3y-of-the-channel`;
      const invocation = await deliver(definition({ url, publicPath: '/services' }), event, options());
      expect(invocation.request?.url).toBe(`${target.url}/services/***`);
      expect(invocation.delivery?.url).toBe(`${target.url}/services/***`);
    });

    it('where the beginning of an answer ends within one, or what a validator found is cut there', async () => {
      await serve();
      const token = 'b34rer-t0ken-that-is-36-characters-xy';
      const auth = { type: 'bearer', token } as const;
      for (const kept of [10, 32, 36]) {
        target.answer = { body: `${'x'.repeat(64 * 1024 - kept)}${token}` };
        const cut = await deliver(definition({ auth }), event, options());
        expect(cut.response).toMatchObject({ truncated: true, body: 'x'.repeat(64 * 1024 - kept) });
        target.answer = { body: { said: `${'x'.repeat(200 - kept)}${token}` } };
        const responseValidators = [{ path: '$.said', expected: ['ok'] }];
        const found = await deliver(definition({ auth, responseValidators }), event, options());
        expect(JSON.stringify([found.validators, found.reason])).not.toContain('b34rer');
        const { destination } = createWebhook(definition({ auth, responseValidators }));
        const error = await send(alert, destination, options()).catch((thrown: unknown) => thrown);
        expect((error as Error).message).toContain('the response was rejected');
        expect((error as Error).message).not.toContain('b34rer');
      }
    });

    it("and leaves the record's own words alone, also where they hold one", async () => {
      await serve();
      const auth = { type: 'bearer', token: 'delivered' } as const;
      const invocation = await deliver(definition({ auth }), event, options());
      expect(invocation).toMatchObject({ outcome: 'delivered', delivery: { delivered: true, status: 200 } });
      expect(redactedInvocation(invocation, ['200', 'status'])).toMatchObject({
        outcome: 'delivered',
        response: { status: 200 },
        delivery: { delivered: true, status: 200, attempts: [{ status: 200 }] },
      });
    });

    it("that the caller names, such as those of the transport's own", async () => {
      await serve();
      target.answer = { body: 'you sent h0st-token' };
      const invocation = await deliver(definition(), event, { ...options(), secrets: ['h0st-token'] });
      expect(invocation.response?.body).toBe('you sent ***');
    });
  });

  it('sends what each kind of authentication must show', async () => {
    await serve();
    const send = (auth: WebhookDefinition['auth']) => deliver(definition({ auth }), event, options());
    await send({ type: 'none' });
    await send({ type: 'bearer', token: 'Bearer t0ken' });
    await send({ type: 'headers', headers: { 'DD-API-KEY': 'k3y-a', 'DD-APPLICATION-KEY': 'k3y-b' } });
    expect(target.requests.map(({ headers }) => headers['authorization'])).toEqual([
      undefined,
      'Bearer t0ken',
      undefined,
    ]);
    expect(target.requests[2]?.headers).toMatchObject({
      'dd-api-key': 'k3y-a',
      'dd-application-key': 'k3y-b',
    });
  });
});

describe('a webhook with a transport that authenticates by itself', () => {
  const bearer = { type: 'bearer', token: 't0ken' } as const;

  it.each<[WebhookDefinition['auth'], string[]]>([
    [{ type: 'none' }, []],
    [bearer, ['authorization']],
    [{ type: 'headers', headers: { 'X-Key': 'k3y!' } }, ['X-Key']],
    [
      { type: 'oauth2', clientId: 'i', clientSecret: 'cl1ent', tokenUrl: 'http://127.0.0.1:1/' },
      ['authorization'],
    ],
  ])('sends no header of its own for %j, and shows which ones the transport adds', async (auth, added) => {
    await serve();
    target.answer = { body: 'You sent t0ken, k3y! and cl1ent.' };
    const webhook = createWebhook(definition({ auth }), { transportAuthenticates: true });
    const invocation = await webhook.deliver(event, options());
    expect(invocation.outcome).toBe('delivered');
    expect(invocation.request?.headers).toEqual({
      'content-type': 'application/json',
      'webhook-id': expect.any(String),
      'webhook-timestamp': expect.any(String),
      ...Object.fromEntries(added.map((name) => [name, '***'])),
    });
    expect(target.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(target.requests[0]?.headers).not.toHaveProperty('x-key');
    expect(invocation.response?.body).toContain(auth?.type === 'none' ? 't0ken' : '***');
  });

  it('does not try again where the transport has nothing to authenticate with', async () => {
    await serve();
    const webhook = createWebhook(definition({ auth: bearer }), { transportAuthenticates: true });
    const invocation = await webhook.deliver(event, {
      ...options(),
      transport: async () => {
        throw new AuthenticationError('No token for t0ken.');
      },
    });
    expect(invocation).toMatchObject({ outcome: 'failed', response: null });
    expect(invocation.reason).toContain('No token for ***.');
    expect(invocation.delivery?.attempts).toHaveLength(1);
    expect(pauses).toEqual([]);
  });
});

describe('a webhook with OAuth 2', () => {
  async function serveWithOAuth(lifetimeSeconds?: number): Promise<OAuthServer> {
    const server = await startOAuthServer({ lifetimeSeconds });
    oauth = server;
    await serve({ isAllowed: (request) => server.accepts(bearerTokenOf(request)) });
    return server;
  }

  function oauthDefinition(
    { tokenUrl, clientId, clientSecret }: OAuthServer,
    more: object = {},
  ): WebhookDefinition {
    return definition({ auth: { type: 'oauth2', clientId, clientSecret, tokenUrl, ...more } });
  }

  function oauthWebhook(server: OAuthServer, more: object = {}): Webhook {
    return createWebhook(oauthDefinition(server, more));
  }

  it.each(['header', 'body'] as const)(
    'fetches a token with id and secret in the %s, and shows neither',
    async (place) => {
      const server = await serveWithOAuth();
      target.answer = ({ headers }) => ({ body: headers });
      const wanted = oauthWebhook(server, { sendCredentialsIn: place, scopes: ['a', 'b'] });
      const invocation = await wanted.deliver(event, options());
      expect(invocation).toMatchObject({
        outcome: 'delivered',
        request: { headers: { authorization: '***' } },
      });
      expect(server.scopes).toEqual(['a b']);
      for (const secret of [...server.issued, server.clientSecret]) {
        expect(JSON.stringify(invocation)).not.toContain(secret);
      }
    },
  );

  it('fetches one token for many callers at once and keeps it', async () => {
    const server = await serveWithOAuth();
    const wanted = oauthWebhook(server);
    const many = await Promise.all(Array.from({ length: 20 }, () => wanted.deliver(event, options())));
    await wanted.deliver(event, options());
    expect(many.every(({ outcome }) => outcome === 'delivered')).toBe(true);
    expect(server.issued).toHaveLength(1);
  });

  it('fetches a new one shortly before the old one ends', async () => {
    const server = await serveWithOAuth(3_600);
    const wanted = oauthWebhook(server);
    let elapsed = 0;
    const after = async (ms: number, more: Partial<WebhookDeliverOptions> = {}) => {
      elapsed += ms;
      return await wanted.deliver(event, { ...options(), monotonicNow: () => elapsed, ...more });
    };
    await after(0);
    await after(3_569_000);
    // The clock on the wall is set.
    for (const now of [0, Date.now() + 7_200_000]) await after(1, { now: () => now });
    expect(server.issued).toHaveLength(1);
    await after(1_500);
    expect(server.issued).toHaveLength(2);
  });

  it('does not keep a token whose life is over at once, and keeps one without a life until it is refused', async () => {
    const server = await serveWithOAuth();
    server.faults.add(
      { status: 200, contentType: 'application/json', body: '{"access_token":"x1","expires_in":0}' },
      2,
    );
    target.answer = { status: 204 };
    const isAllowed = await startTarget();
    const open = createWebhook({ ...oauthDefinition(server), url: isAllowed.url });
    await open.deliver(event, options());
    await open.deliver(event, options());
    expect(server.requests).toHaveLength(2);
    server.faults.add({ status: 200, contentType: 'application/json', body: '{"access_token":"x2"}' });
    const openSecond = createWebhook({ ...oauthDefinition(server), url: isAllowed.url });
    await openSecond.deliver(event, options());
    await openSecond.deliver(event, { ...options(), monotonicNow: () => 1e12 });
    expect(server.requests).toHaveLength(3);
    await isAllowed.close();
  });

  it('fetches a new one, once, when the target answers 401', async () => {
    const server = await serveWithOAuth();
    const wanted = oauthWebhook(server);
    await wanted.deliver(event, options());
    server.expireAll();
    const many = await Promise.all(Array.from({ length: 5 }, () => wanted.deliver(event, options())));
    for (const invocation of many) {
      expect(invocation).toMatchObject({ outcome: 'delivered', reason: null });
      expect(shownStatuses(invocation)).toEqual([401, 200]);
    }
    expect(server.issued).toHaveLength(2);
  });

  it('has failed when a new token is refused too', async () => {
    const server = await serveWithOAuth();
    target.answer = { status: 401 };
    const invocation = await oauthWebhook(server).deliver(event, options());
    expect(invocation.outcome).toBe('failed');
    expect(shownStatuses(invocation)).toEqual([401, 401]);
    expect(server.issued).toHaveLength(2);
  });

  it.each([
    [
      'a wrong secret',
      { clientSecret: 'wr0ng-secret' },
      'was answered 401',
      'invalid_client: wrong id or secret',
    ],
    ['another page', { tokenUrl: '/nowhere' }, 'was answered 404', 'No access token could be obtained.'],
  ])('says what is wrong with %s, and shows no secret', async (_what, more: object, ...says) => {
    const server = await serveWithOAuth();
    const tokenUrl = 'tokenUrl' in more ? { tokenUrl: `${server.url}/nowhere` } : {};
    const invocation = await oauthWebhook(server, { ...more, ...tokenUrl }).deliver(event, options());
    expect(invocation).toMatchObject({ outcome: 'failed', response: null, delivery: null });
    for (const said of says) expect(invocation.reason).toContain(said);
    expect(JSON.stringify(invocation)).not.toMatch(/wr0ng-secret|s3cret/);
    expect(target.requests).toEqual([]);
  });

  it.each([
    ['no token', '{"token_type":"Bearer","accessToken":"n0t-this"}'],
    ['a token with a line end', '{"access_token":"n0t-this\\r\\nX-Evil: 1"}'],
    ['HTML', '<html>n0t-this</html>'],
    ['nothing', ' '],
  ])('says so when the token endpoint answers with %s', async (_what, body) => {
    const server = await serveWithOAuth();
    server.faults.add({ status: 200, contentType: 'application/json', body });
    const invocation = await oauthWebhook(server).deliver(event, options());
    expect(invocation.reason).toBe(`The token endpoint ${server.tokenUrl} answered without an access_token.`);
  });

  it('waits for a token endpoint that is slow or down as for the target, and then says so', async () => {
    const server = await serveWithOAuth();
    server.faults.add({ hang: true });
    server.faults.add({ status: 503 });
    const impatient = (giveUpAfterMs: number) =>
      createWebhook({ ...oauthDefinition(server), timeoutMs: 150, giveUpAfterMs });
    expect((await impatient(60_000).deliver(event, options())).outcome).toBe('delivered');
    expect(pauses).toHaveLength(2);

    server.faults.add({ hang: true }, 9);
    const slow = await impatient(200).deliver(event, options());
    expect(slow.reason).toContain('no answer within');
    expect(slow.reason).toContain('Gave up after 2 attempts');
    await server.close();
    const down = await impatient(200).deliver(event, options());
    expect(down.reason).toContain('ECONNREFUSED');
  });

  it('lets one caller give up without taking the token from the others', async () => {
    const server = await serveWithOAuth();
    const wanted = oauthWebhook(server);
    const stop = new AbortController();
    const abandoned = wanted.deliver(event, { ...options(), signal: stop.signal });
    const patient = wanted.deliver(event, options());
    stop.abort();
    expect(await abandoned).toMatchObject({ outcome: 'failed', delivery: null });
    expect(await patient).toMatchObject({ outcome: 'delivered' });
    expect(await wanted.deliver(event, { ...options(), signal: stop.signal })).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('Given up by the caller'),
    });
  });
});

describe("a webhook's test", () => {
  it('sends the event it is given, whatever status and filters say, and marks the invocation', async () => {
    await serve();
    const inactive = definition({ status: 'Inactive', filters: [{ path: 'data.name', values: ['other'] }] });
    expect(await createWebhook(inactive).test({ ...options(), event })).toMatchObject({
      test: true,
      outcome: 'delivered',
      request: { body: { id: event.data.id } },
    });
    expect(target.taken).toHaveLength(1);
  });

  it('sends an alert of its own where it is given no event', async () => {
    await serve();
    const webhook = createWebhook({ name: 'Default', url: target.url });
    expect(await webhook.test(options())).toMatchObject({ outcome: 'delivered', unresolved: [] });
    expect(target.taken).toEqual([
      expect.objectContaining({ alert_id: 'alertbridge:test', status: 'Alarm' }),
    ]);
  });

  it('tries once, so that the person who waits has an answer', async () => {
    await serve();
    target.answer = { status: 503 };
    const webhook = createWebhook(definition());
    expect(shownStatuses(await webhook.test({ ...options(), event }))).toEqual([503]);
  });

  it('does not pass where a placeholder found nothing, and shows what was sent', async () => {
    await serve();
    const webhook = createWebhook(
      definition({ bodyTemplate: '["{{data.nam}}", "{{data.id}}: {{data.none.deep}}"]' }),
    );
    expect(await webhook.test({ ...options(), event })).toMatchObject({
      outcome: 'unresolved',
      reason: 'The event does not have what the body template asks for: data.nam, data.none.deep.',
      unresolved: ['data.nam', 'data.none.deep'],
      response: { status: 200 },
    });
    expect(target.taken).toEqual([[null, `${event.data.id}: `]]);
  });
});

describe('a field that the template names and the event lacks', () => {
  const bodyTemplate = '{"text":"{{data.nam}}","id":"{{data.id}}"}';

  it('is sent as null, and listed', async () => {
    await serve();
    expect(await deliver(definition({ bodyTemplate }), event, options())).toMatchObject({
      outcome: 'delivered',
      unresolved: ['data.nam'],
    });
    expect(target.taken).toEqual([{ text: null, id: event.data.id }]);
  });

  it('keeps the event from being sent where the definition says so', async () => {
    await serve();
    const strict = definition({ bodyTemplate, missingFields: 'fail' });
    expect(await deliver(strict, event, options())).toMatchObject({
      outcome: 'unresolved',
      reason: 'The event does not have what the body template asks for: data.nam.',
      request: null,
      delivery: null,
    });
    expect(target.requests).toEqual([]);
    const { destination } = createWebhook(strict);
    expect(() => destination.request({ alert, event })).toThrow(
      'Invalid event: data.nam: is missing; the body template asks for it; data.id: is missing',
    );
  });
});

describe('how deliveries are told apart and signed', () => {
  const signingSecret = `whsec_${Buffer.from('the same at either end, 32 bytes').toString('base64')}`;
  const verifying = jest.requireActual<{
    Webhook: new (secret: string) => { verify(body: string, headers: Record<string, string>): unknown };
  }>('standardwebhooks');

  it('takes a signature that the library of Standard Webhooks accepts', async () => {
    await serve();
    const invocation = await deliver(definition({ signingSecret }), event, options());
    const [request] = target.requests;
    if (request === undefined) throw new Error('nothing came');
    const receiver = new verifying.Webhook(signingSecret);
    expect(receiver.verify(request.body, request.headers)).toEqual({
      id: event.data.id,
      text: 'AWS Production is Error',
    });
    expect(() => receiver.verify(`${request.body} `, request.headers)).toThrow('No matching signature');
    expect(invocation.request?.headers).toMatchObject({ 'webhook-signature': '***' });
    expect(JSON.stringify(invocation)).not.toContain(signingSecret.slice('whsec_'.length));
  });

  it('keeps the id over retries and gives each attempt its time; another delivery has another id', async () => {
    await serve();
    target.faults.add({ status: 503 });
    let now = Date.parse('2026-01-02T03:04:05.678Z');
    const webhook = createWebhook(definition({ signingSecret }));
    const sleep = async (ms: number) => void (now += ms);
    await webhook.deliver(event, {
      ...options(),
      sleep,
      now: () => now,
      retry: { baseMs: 60_000, capMs: 60_000 },
    });
    await webhook.deliver(event, options());
    const [first, second, third] = target.requests.map(({ headers }) => headers);
    expect(first?.['webhook-id']).toMatch(/^msg_[\w-]{24}$/);
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    expect(third?.['webhook-id']).not.toBe(first?.['webhook-id']);
    expect(first?.['webhook-timestamp']).toBe('1767323045');
    expect(Number(second?.['webhook-timestamp'])).toBeGreaterThan(1_767_323_050);
    expect(second?.['webhook-signature']).not.toBe(first?.['webhook-signature']);
  });

  it('holds for alerts too, which are signed as they go out', async () => {
    await serve();
    const { destination } = createWebhook({ name: 'A', url: target.url, signingSecret });
    await send(alert, destination, options());
    const [request] = target.requests;
    if (request === undefined) throw new Error('nothing came');
    expect(new verifying.Webhook(signingSecret).verify(request.body, request.headers)).toEqual(alert);
  });

  it('goes without a signature where there is no secret', async () => {
    await serve();
    await deliver(definition(), event, options());
    expect(target.requests[0]?.headers).toHaveProperty('webhook-id');
    expect(target.requests[0]?.headers).not.toHaveProperty('webhook-signature');
  });
});

describe('an event that no template can render', () => {
  const url = 'https://hooks.example.com/in';
  const deepList = () => {
    let deep: unknown = ['x'];
    for (let level = 0; level < 100_000; level++) deep = [deep];
    return deep;
  };
  const unreadable = () => ({
    get a(): string {
      throw new Error('s3cret');
    },
  });
  const cyclic = () => {
    const event: Record<string, unknown> = {};
    event['self'] = event;
    event['list'] = [event];
    return event;
  };

  it.each<[string, Partial<WebhookDefinition>, unknown]>([
    ['nested without end, in a filter', { filters: [{ path: 'a', values: ['x'] }] }, { a: deepList() }],
    ['nested without end, in an element', { filters: [{ path: 'a.b', values: ['x'] }] }, { a: deepList() }],
    ['tied into itself, in a filter', { filters: [{ path: 'self', values: ['x'] }] }, cyclic()],
    ['tied into itself, in a list of a filter', { filters: [{ path: 'list', values: ['x'] }] }, cyclic()],
    ['nested without end, in the template', { bodyTemplate: '"so {{a}}"' }, { a: deepList() }],
    ['tied into itself, in the template', { bodyTemplate: '"{{self}}"' }, cyclic()],
    ['a bigint', { bodyTemplate: '"{{a}}"' }, { a: 1n }],
    ['a bigint in an object in a text', { bodyTemplate: '"so {{a}}"' }, { a: { b: 1n } }],
    [
      'a lone surrogate',
      { bodyTemplate: '"{{a}}"', filters: [{ path: 'a', values: ['\ud800'] }] },
      { a: '\ud800' },
    ],
    ['a symbol', { bodyTemplate: '"{{a}}"' }, { a: Symbol('x') }],
    ['a getter that throws', { bodyTemplate: '"{{a}}"' }, unreadable()],
    ['a getter that throws, in an object', { bodyTemplate: '"{{b}}"' }, { b: unreadable() }],
    ['a getter that throws, in a filter', { filters: [{ path: 'a', values: ['x'] }] }, unreadable()],
  ])('is an outcome or an AlertbridgeError: %s', async (_what, more, given) => {
    const webhook = createWebhook({ name: 'A', url, ...more });
    const none = {
      transport: async () => ({ status: 204, headers: {}, body: '', truncated: false }),
      sleep: async () => {},
    };
    const thrown = await webhook.deliver(given, none).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (thrown !== undefined) expect(thrown).toBeInstanceOf(AlertbridgeError);
  });
});

describe('a webhook as a destination', () => {
  const message = { alert, change: 'open', event } as const;

  it('is named as the webhook, and sends the alert unless a template says otherwise', () => {
    const { destination } = createWebhook({ name: 'On call', url: 'https://hooks.example.com/in' });
    expect(destination.name).toBe('On call');
    expect(destination.request(message)).toMatchObject({
      method: 'POST',
      url: 'https://hooks.example.com/in',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alert),
    });
  });

  it("renders the alert, the change and the event's own fields", () => {
    const { destination } = createWebhook({
      name: 'On call',
      url: 'https://hooks.example.com/in',
      bodyTemplate: '"{{change}}: {{alert.alert_name}}, {{event.data.type}}"',
    });
    expect(destination.request(message).body).toBe('"open: AWS Production, aws-account"');
  });

  it('does not want what its filters do not let through, and nothing while it is inactive', () => {
    const url = 'https://hooks.example.com/in';
    const filters = [{ path: 'alert.status', values: ['OK'] }];
    expect(createWebhook({ name: 'A', url, filters }).destination.whyUnwanted?.(message)).toBe(
      'alert.status is Alarm, not OK',
    );
    expect(createWebhook({ name: 'A', url, status: 'Inactive' }).destination.whyUnwanted?.(message)).toBe(
      'The webhook is inactive.',
    );
    expect(createWebhook({ name: 'A', url }).destination.whyUnwanted?.(message)).toBeUndefined();
  });

  it('judges an answer by the response validators', () => {
    const { destination } = createWebhook({
      name: 'A',
      url: 'https://hooks.example.com/in',
      responseValidators: [{ path: '$.ok', expected: [true] }],
    });
    const answered = (body: string) =>
      destination.judge?.({ status: 200, headers: {}, body, truncated: false });
    expect(answered('{"ok":true}')).toEqual({ delivered: true });
    expect(answered('{"ok":false}')).toEqual({
      delivered: false,
      reason: 'the response was rejected: $.ok must be true, but found false',
      mayRetry: false,
    });
  });
});
