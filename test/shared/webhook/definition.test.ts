import fc from 'fast-check';

import { parseWebhookDefinition, type WebhookDefinition } from 'alertbridge/webhook';

import { InvalidInputError } from '../../../shared/index.ts';

const least: WebhookDefinition = { name: 'Least', url: 'https://hooks.example.com/in', bodyTemplate: '{}' };

function faultsOf(definition: unknown): readonly { path: string; message: string }[] {
  try {
    parseWebhookDefinition(definition);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

const pathsOf = (definition: unknown) => faultsOf(definition).map(({ path }) => path);

describe('parseWebhookDefinition', () => {
  it('fills in what has a default', () => {
    expect(parseWebhookDefinition(least)).toEqual({
      ...least,
      status: 'Active',
      method: 'POST',
      headers: {},
      auth: { type: 'none' },
      filters: [],
      allowHttp: false,
      missingFields: 'null',
      timeoutMs: 10_000,
      giveUpAfterMs: 300_000,
      responseValidators: [],
    });
  });

  it('takes all that there is to set', () => {
    const whole: WebhookDefinition = {
      name: 'Grüße, 42!',
      status: 'Inactive',
      url: 'http://127.0.0.1:8080/in?source=apono',
      method: 'PATCH',
      headers: { 'X-Source': 'apono' },
      bodyTemplate: '{"status":"{{data.status}}"}',
      auth: {
        type: 'oauth2',
        clientId: 'id',
        clientSecret: 'cl1ent',
        tokenUrl: 'https://a.example.com/t',
        scopes: ['a', 'b'],
      },
      filters: [{ path: 'data.status', values: ['Error', 1, true, null] }],
      missingFields: 'fail',
      publicPath: '/in',
      allowHttp: true,
      signingSecret: `whsec_${btoa('x'.repeat(24))}`,
      timeoutMs: 250,
      giveUpAfterMs: 60_000,
      responseValidators: [{ path: '$.data.ok', expected: [true, 'yes'] }],
    };
    expect(parseWebhookDefinition(whole)).toEqual({
      ...whole,
      auth: { ...whole.auth, scopes: 'a b', sendCredentialsIn: 'header' },
      filters: [{ path: 'data.status', values: ['Error', '1', 'true', 'null'] }],
      responseValidators: [{ path: '$.data.ok', expected: ['true', 'yes'] }],
    });
  });

  it('takes a bearer token with or without the word in front of it', () => {
    for (const token of ['t0ken', 'Bearer t0ken', ' bearer  t0ken ']) {
      expect(parseWebhookDefinition({ ...least, auth: { type: 'bearer', token } }).auth).toEqual({
        type: 'bearer',
        token: 't0ken',
      });
    }
  });

  it('reports all faults at once, each with its place, also one between two fields', () => {
    const faulty = {
      name: ' ',
      status: 'On',
      url: 'http://hooks.example.com/',
      method: 'GET',
      headers: { 'X Y': 'a', authorization: 'Bearer x', 'X-A': 'b\r\nX-B: c' },
      bodyTemplate: '{"a":"{{b}","c":["{{#if d}}"]}',
      auth: { type: 'bearer', token: '' },
      filters: [
        { path: 'data.status', values: ['Error'] },
        { path: 'a..b', values: [] },
      ],
      timeoutMs: 0,
      giveUpAfterMs: 1e9,
      responseValidators: [
        { path: '$.data.a', expected: ['1'] },
        { path: 'data.b', expected: [] },
      ],
      retries: 3,
    };
    expect(new Set(pathsOf(faulty))).toEqual(
      new Set([
        'name',
        'status',
        'url',
        'method',
        'headers.X Y',
        'headers.X-A',
        'headers',
        'bodyTemplate.a',
        'bodyTemplate.c.0',
        'auth.token',
        'filters.1.path',
        'filters.1.values',
        'timeoutMs',
        'giveUpAfterMs',
        'responseValidators.1.path',
        'responseValidators.1.expected',
        'retries',
      ]),
    );
  });

  it('reports everything that is missing', () => {
    expect(pathsOf({})).toEqual(['name', 'url']);
    expect(pathsOf(null)).toEqual(['']);
    expect(pathsOf({ ...least, auth: { type: 'oauth2' } })).toEqual([
      'auth.clientId',
      'auth.clientSecret',
      'auth.tokenUrl',
    ]);
  });

  it.each([
    ['', 'is empty'],
    ['hooks.example.com', 'is not a URL'],
    ['http://hooks.example.com/', 'must start with https://'],
    ['ftp://hooks.example.com/', 'must start with https://'],
    ['https://user:s3cret@hooks.example.com/', 'must not have a user name or a password'],
    ['http://127.0.0.1.example.com/', 'must start with https://'],
  ])('refuses the URL %s, for the webhook and for the token endpoint', (url, why) => {
    const auth = { type: 'oauth2', clientId: 'i', clientSecret: 'cl1ent', tokenUrl: url };
    expect(faultsOf({ ...least, url, auth })).toEqual([
      { path: 'url', message: expect.stringContaining(why) },
      { path: 'auth.tokenUrl', message: expect.stringContaining(why) },
    ]);
  });

  it.each([
    'http://localhost:1/',
    'http://127.0.0.1/',
    'http://[::1]:8080/x',
    'https://hooks.example.com:8443/',
  ])('takes the URL %s', (url) => {
    expect(faultsOf({ ...least, url })).toEqual([]);
  });

  it.each([
    ['a line end', 'X-A', 'a\r\nX-Evil: 1', 'must not have a line end'],
    ['a lone line feed', 'X-A', 'a\nb', 'must not have a line end'],
    ['a NUL', 'X-A', 'a\0b', 'Latin-1'],
    ['what is not Latin-1', 'X-A', '漢', 'Latin-1'],
    ['a name with a line end', 'X-A\r\nX-Evil', 'a', 'is not a header name'],
    ['a name with a colon', 'X:A', 'a', 'is not a header name'],
    ['an empty name', '', 'a', 'is not a header name'],
    ['a name that HTTP sets', 'Content-Length', '5', 'is set by HTTP itself'],
  ])('refuses a header with %s, and shows no value', (_what, name, value, why) => {
    for (const faulty of [
      { ...least, headers: { [name]: `s3cret${value}` } },
      { ...least, auth: { type: 'headers', headers: { [name]: `s3cret${value}` } } },
    ]) {
      const [fault] = faultsOf(faulty);
      expect(fault?.message).toContain(why);
      expect(JSON.stringify(faultsOf(faulty))).not.toContain('s3cret');
    }
  });

  it('refuses a line end in a bearer token', () => {
    expect(faultsOf({ ...least, auth: { type: 'bearer', token: 's3cret\r\nX-Evil: 1' } })).toEqual([
      { path: 'auth.token', message: 'must not have a line end in it' },
    ]);
  });

  it('lets no line end into any header that it accepts', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', '-', '7', 'é', ' ', ':', '\r', '\n', '\0', '\u2028'),
      maxLength: 4,
    });
    fc.assert(
      fc.property(text, text, (name, value) => {
        const definition = { ...least, headers: { [name]: value } };
        const isAccepted = faultsOf(definition).length === 0;
        if (isAccepted) expect(() => new Headers([[name, value]])).not.toThrow();
        if (/[\r\n\0]/.test(name + value)) expect(isAccepted).toBe(false);
      }),
    );
  });

  it.each([0, -1, 300_001, Number.NaN, Infinity, '5'])('refuses a timeout of %s ms', (timeoutMs) => {
    expect(pathsOf({ ...least, timeoutMs })).toEqual(['timeoutMs']);
  });

  it.each([
    [{ type: 'bearer', token: 'abcd' }, { AUTHORIZATION: 'b' }, 'Authorization'],
    [{ type: 'headers', headers: { 'X-Key': 'abcd' } }, { 'x-key': 'b' }, 'X-Key'],
  ])('refuses a header that the authentication sets too', (auth, headers, name) => {
    expect(faultsOf({ ...least, auth, headers })).toEqual([
      { path: 'headers', message: `${name} is set by the authentication too; leave one of them out` },
    ]);
  });

  it('refuses one header in two spellings, and custom headers without any', () => {
    expect(pathsOf({ ...least, headers: { 'X-A': '1', 'x-a': '2' } })).toEqual(['headers.x-a']);
    expect(pathsOf({ ...least, auth: { type: 'headers', headers: {} } })).toEqual(['auth.headers']);
    expect(faultsOf({ ...least, auth: { type: 'basic' } })).toEqual([
      { path: 'auth.type', message: 'must be of the type none, bearer, oauth2 or headers' },
    ]);
  });

  it('takes http for hosts of private networks where it is allowed, for the token endpoint too', () => {
    const url = 'http://n8n:5678/webhook';
    const auth = { type: 'oauth2', clientId: 'i', clientSecret: 'cl1ent', tokenUrl: 'http://10.0.0.5/token' };
    expect(pathsOf({ ...least, url, auth })).toEqual(['url', 'auth.tokenUrl']);
    expect(pathsOf({ ...least, url, auth, allowHttp: true })).toEqual([]);
    expect(pathsOf({ ...least, url: 'http://hooks.example.com/', allowHttp: true })).toEqual(['url']);
  });

  it.each([
    ['/services', []],
    ['services', ['publicPath']],
    ['/serv', ['publicPath']],
    ['/other', ['publicPath']],
  ])('says of the public path %s: %j', (publicPath, faults) => {
    expect(pathsOf({ ...least, url: 'https://hooks.example.com/services/k3y', publicPath })).toEqual(faults);
  });

  it.each<[string, object]>([
    ['auth.token', { auth: { type: 'bearer', token: 'Bearer abc' } }],
    ['auth.headers.X-Key', { auth: { type: 'headers', headers: { 'X-Key': 'abc' } } }],
    ['auth.headers.X-Scheme', { auth: { type: 'headers', headers: { 'X-Scheme': 'Token abc' } } }],
    [
      'auth.headers.X-Basic',
      { auth: { type: 'headers', headers: { 'X-Basic': `Basic ${btoa('me:abc')}` } } },
    ],
    [
      'auth.clientSecret',
      { auth: { type: 'oauth2', clientId: 'i', clientSecret: 'abc', tokenUrl: 'https://a.example.com/' } },
    ],
  ])('refuses a secret that is too short to be hidden, in %s', (path, more) => {
    expect(faultsOf({ ...least, ...more })).toEqual([
      {
        path,
        message: 'must have at least 4 characters: a shorter secret could not be kept out of what is shown',
      },
    ]);
  });

  it.each([
    ['whsec_', 'must be whsec_ and the Base64 of 24 to 64 bytes'],
    [btoa('x'.repeat(24)), 'must be whsec_ and the Base64 of 24 to 64 bytes'],
    ['whsec_not base64!', 'must be whsec_ and the Base64 of 24 to 64 bytes'],
    [`whsec_${btoa('x'.repeat(23))}`, 'must be the Base64 of 24 to 64 bytes; it has 23'],
    [`whsec_${btoa('x'.repeat(65))}`, 'must be the Base64 of 24 to 64 bytes; it has 65'],
  ])('refuses the signing secret %s', (signingSecret, message) => {
    expect(faultsOf({ ...least, signingSecret })).toEqual([{ path: 'signingSecret', message }]);
  });

  it('refuses the headers that each delivery has of its own', () => {
    expect(pathsOf({ ...least, headers: { 'Webhook-Id': 'mine' } })).toEqual(['headers.Webhook-Id']);
  });

  it('refuses lists that no person fills in', () => {
    const many = <Item>(item: (at: number) => Item) => Array.from({ length: 101 }, (_, at) => item(at));
    const headers = Object.fromEntries(many((at) => [`X-${at}`, 'value']));
    const faulty = {
      ...least,
      headers,
      auth: { type: 'headers', headers },
      filters: many(() => ({ path: 'a', values: ['b'] })),
      responseValidators: many(() => ({ path: '$.a', expected: ['b'] })),
    };
    expect(pathsOf(faulty)).toEqual(
      expect.arrayContaining(['headers', 'auth.headers', 'filters', 'responseValidators']),
    );
    expect(pathsOf({ ...least, filters: [{ path: 'a', values: many(String) }] })).toEqual([
      'filters.0.values',
    ]);
    expect(pathsOf({ ...least, name: 'x'.repeat(251) })).toEqual(['name']);
    expect(pathsOf({ ...least, url: `https://a.example/${'x'.repeat(9_000)}` })).toEqual(['url']);
  });
});
