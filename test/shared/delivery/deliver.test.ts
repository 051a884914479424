import { once } from 'node:events';

import {
  ConfigurationError,
  deliver,
  DeliveryError,
  type DeliverOptions,
  type Delivery,
  type DeliveryRequest,
} from '../../../shared/index.ts';
import { exchange } from '../../../shared/host.ts';
import { createTransport } from '../../../shared/node/index.ts';
import library from '../../../shared/package.json';
import { startHttpServer, type Answer, type Handler, type HttpServer } from '../../sandbox/http-server.ts';

const transport = createTransport({ proxy: false });
const circular: Record<string, unknown> = {};
circular['self'] = circular;
let server: HttpServer;
let pauses: number[];

/** Answers each request by the next step; the last one repeats. */
function script(...steps: (Answer | Handler)[]): Handler {
  let at = 0;
  return (request, response, incoming) => {
    const step = steps[Math.min(at++, steps.length - 1)];
    return typeof step === 'function' ? step(request, response, incoming) : step;
  };
}

async function serve(...steps: (Answer | Handler)[]): Promise<string> {
  server = await startHttpServer(script(...steps));
  return server.url;
}

async function delivered(
  request: DeliveryRequest,
  options: Partial<DeliverOptions> = {},
): Promise<{ delivery: Delivery; error?: DeliveryError }> {
  try {
    const sleep = async (ms: number) => void pauses.push(ms);
    return { delivery: await deliver(request, { transport, sleep, random: () => 1, ...options }) };
  } catch (error) {
    if (error instanceof DeliveryError) return { delivery: error.delivery, error };
    throw error;
  }
}

const statuses = ({ attempts }: Delivery) =>
  attempts.map((one) => ('status' in one ? one.status : one.error));

beforeEach(() => {
  pauses = [];
});
afterEach(async () => {
  await server.close();
});
afterAll(async () => {
  await transport.close();
});

describe('deliver', () => {
  it('posts the body as JSON once and records what came back', async () => {
    const url = await serve({ status: 202, headers: { 'x-request-id': 'r1' }, body: { queued: true } });
    const { delivery } = await delivered({ url: `${url}/in`, body: { a: 1 }, headers: { 'x-own': 'yes' } });
    expect(delivery).toMatchObject({
      delivered: true,
      method: 'POST',
      url: `${url}/in`,
      status: 202,
      body: { queued: true },
      headers: { 'x-request-id': 'r1' },
      truncated: false,
    });
    expect(statuses(delivery)).toEqual([202]);
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: '/in',
        body: '{"a":1}',
        headers: { 'content-type': 'application/json', 'x-own': 'yes' },
      },
    ]);
  });

  it('keeps the method, a body that is text and a content type of one’s own', async () => {
    const url = await serve({ status: 204 });
    const headers = { 'Content-Type': 'text/plain' };
    const { delivery } = await delivered({ url, method: 'PUT', body: 'hello', headers });
    expect(delivery.body).toBeNull();
    expect(server.requests[0]).toMatchObject({
      method: 'PUT',
      body: 'hello',
      headers: { 'content-type': 'text/plain' },
    });
  });

  it('tries again while the server fails, waiting twice as long each time', async () => {
    const url = await serve({ status: 503 }, { status: 503 }, { status: 503 }, { status: 200, body: 'ok' });
    const { delivery } = await delivered({ url });
    expect(delivery.delivered).toBe(true);
    expect(statuses(delivery)).toEqual([503, 503, 503, 200]);
    expect(pauses).toEqual([500, 1000, 2000]);
  });

  it('gives up after 300 s and says so, with the record of each attempt, the last one made just before', async () => {
    const url = await serve({ status: 500, body: { error: 'down' } });
    const { delivery, error } = await delivered({ url });
    expect(pauses.slice(0, 7)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
    const sum = pauses.reduce((total, pause) => total + pause, 0);
    expect(sum).toBeGreaterThan(298_000);
    expect(sum).toBeLessThanOrEqual(299_000);
    expect(statuses(delivery)).toEqual(pauses.concat(0).map(() => 500));
    expect(delivery).toMatchObject({ delivered: false, status: 500, body: { error: 'down' } });
    expect(error).toMatchObject({ name: 'DeliveryError', endedBy: 'time' });
    expect(error?.message).toBe(
      `POST ${url} was answered 500. Gave up after ${statuses(delivery).length} attempts: the time for all attempts (300000 ms) is over.`,
    );
  });

  it('takes the time and the pauses from the caller', async () => {
    const url = await serve({ status: 503 });
    const { delivery } = await delivered(
      { url },
      { giveUpAfterMs: 60_000, retry: { baseMs: 10_000, capMs: 15_000 } },
    );
    expect(pauses.slice(0, 3)).toEqual([10_000, 15_000, 15_000]);
    expect(delivery.attempts).toHaveLength(6);
  });

  it('lets half of each pause be random, and none of it be nothing', async () => {
    const url = await serve({ status: 503 }, { status: 503 }, { status: 200 });
    await delivered({ url }, { random: () => 0 });
    expect(pauses).toEqual([250, 500]);
  });

  it('does not turn a sleep that ends too early into a flood of requests', async () => {
    const url = await serve({ status: 503 });
    const { delivery } = await delivered({ url }, { sleep: async () => undefined });
    expect(delivery.attempts.length).toBeLessThan(25);
  });

  it('tells of each attempt as it ends, and of the pause that follows', async () => {
    const url = await serve({ status: 503 }, { status: 200 });
    const news: unknown[] = [];
    await delivered(
      { url },
      {
        onAttempt: (attempt) => {
          news.push(attempt);
          throw new Error('a listener of its own');
        },
      },
    );
    expect(news).toEqual([
      { number: 1, attempt: { status: 503, durationMs: expect.any(Number) }, pauseMs: 500 },
      { number: 2, attempt: { status: 200, durationMs: expect.any(Number) }, pauseMs: null },
    ]);
  });

  it('goes by a clock that only goes forward, whatever the time of day does', async () => {
    const url = await serve({ status: 503 }, { status: 503 }, { status: 200 });
    const times = [0, 600_000, -3_600_000];
    const { delivery } = await delivered({ url }, { now: () => times.shift() ?? 0 });
    expect(statuses(delivery)).toEqual([503, 503, 200]);
    expect(delivery.durationMs).toBeLessThan(10_000);
  });

  it.each([400, 401, 403, 404, 405, 410, 422])(
    'does not repeat a request that was answered %i',
    async (status) => {
      const url = await serve({ status, body: { message: 'no' } });
      const { delivery, error } = await delivered({ url });
      expect(statuses(delivery)).toEqual([status]);
      expect(error?.message).toBe(`POST ${url} was answered ${status}. It is not tried again.`);
    },
  );

  it.each([408, 425, 429, 500, 502, 503, 504, 599])('tries again after %i', async (status) => {
    const url = await serve({ status }, { status: 200 });
    expect(statuses((await delivered({ url })).delivery)).toEqual([status, 200]);
  });

  it('waits as long as Retry-After asks, in seconds or until a date', async () => {
    const now = Date.parse('2026-03-01T10:00:00Z');
    const url = await serve(
      { status: 429, headers: { 'retry-after': '2' } },
      { status: 503, headers: { 'retry-after': 'Sun, 01 Mar 2026 10:00:07 GMT' } },
      { status: 200 },
    );
    await delivered({ url }, { now: () => now, random: () => 0 });
    expect(pauses).toEqual([2_000, 7_000]);
  });

  it('waits no longer than 120 s for a Retry-After, and up to 5 s on top', async () => {
    const url = await serve({ status: 429, headers: { 'retry-after': '86400' } }, { status: 200 });
    await delivered({ url });
    expect(pauses).toEqual([125_000]);
  });

  it.each(['60', '999999999', 'Sun, 01 Mar 2126 10:00:00 GMT'])(
    'never waits past the time for all attempts where Retry-After says %s, and makes its last attempt before',
    async (wish) => {
      const url = await serve({ status: 429, headers: { 'retry-after': wish } });
      const { delivery, error } = await delivered({ url }, { giveUpAfterMs: 30_000 });
      expect(delivery.attempts).toHaveLength(2);
      expect(pauses).toEqual([expect.closeTo(29_000, -3)]);
      expect(error?.message).toContain('the time for all attempts (30000 ms) is over');
    },
  );

  it('never follows a redirect, and says where it led', async () => {
    const url = await serve({ status: 307, headers: { location: 'https://elsewhere.example/k3y' } });
    const { delivery, error } = await delivered({ url, secrets: ['k3y'] });
    expect(server.requests).toHaveLength(1);
    expect(delivery.status).toBe(307);
    expect(error?.message).toContain('a redirect to https://elsewhere.example, which is not followed');
  });

  it('tries again when the connection is refused, and lists each attempt', async () => {
    const url = await serve({ status: 200 });
    await server.close();
    const { delivery, error } = await delivered({ url }, { giveUpAfterMs: 1_000 });
    expect(delivery.status).toBeNull();
    expect(statuses(delivery)).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('ECONNREFUSED'),
    ]);
    expect(error?.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is done with a 2xx, once, when the connection is reset in the middle of its body', async () => {
    const reset: Handler = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.socket?.resetAndDestroy());
      return undefined;
    };
    const url = await serve(reset, { status: 200, body: 'whole' });
    const { delivery } = await delivered({ url });
    expect(statuses(delivery)).toEqual([200]);
    expect(delivery).toMatchObject({ delivered: true, truncated: true, body: 'half' });
  });

  it('is done with a 2xx, once, when its body never ends', async () => {
    const stalled: Handler = (_request, response) => {
      response.writeHead(200);
      response.write('half');
      return undefined;
    };
    const url = await serve(stalled, { status: 200, body: 'whole' });
    const { delivery } = await delivered({ url }, { timeoutMs: 100 });
    expect(statuses(delivery)).toEqual([200]);
    expect(delivery).toMatchObject({ delivered: true, truncated: true, body: 'half' });
  });

  it('lets the destination judge a 2xx', async () => {
    const url = await serve({ body: 'busy' }, { body: 'no' });
    const judge: DeliverOptions['judge'] = ({ body }) => ({
      delivered: false,
      reason: `it says ${body}`,
      mayRetry: body === 'busy',
    });
    const { delivery, error } = await delivered({ url, secrets: ['no'] }, { judge });
    expect(delivery).toMatchObject({ delivered: false, status: 200 });
    expect(error?.message).toBe(`POST ${url} was answered 200, but it says ***. It is not tried again.`);
  });

  it('says so when an answer cannot be judged', async () => {
    const url = await serve({ status: 200 });
    const judge = () => {
      throw new TypeError('x is undefined');
    };
    const { error } = await delivered({ url }, { judge });
    expect(error?.message).toContain('but it could not be judged: x is undefined. It is not tried again.');
  });

  it('tries again when a server never answers', async () => {
    const url = await serve(() => undefined, { status: 200 });
    const { delivery } = await delivered({ url }, { timeoutMs: 60 });
    expect(statuses(delivery)).toEqual(['no answer within 60 ms', 200]);
  });

  it('ends an attempt in time even with a transport that does not listen to its signal', async () => {
    const url = await serve({ status: 200 });
    const deaf = () => new Promise<never>(() => undefined);
    const { delivery } = await delivered({ url }, { transport: deaf, timeoutMs: 30, giveUpAfterMs: 30 });
    expect(statuses(delivery)).toEqual(['no answer within 30 ms']);
  });

  const circle = new Error('round');
  circle.cause = new Error('and round', { cause: circle });
  it.each([
    ['nothing', undefined, 'no answer'],
    ['null', null, 'null'],
    ['a text', 'broken pipe', 'broken pipe'],
    ['a lone surrogate', '\ud800', '\ud800'],
    ['an object without a prototype', Object.create(null), 'something that cannot be shown'],
    ['an error that causes itself', circle, 'round: and round'],
    ['many errors in one', new AggregateError([new Error('v4'), new Error('v6')], ''), 'v4: v6'],
    ['a secret', new Error('at /k3y-of-mine'), 'at /***'],
  ])('records a transport that throws %s, and goes on', async (_what, thrown, words) => {
    const url = await serve({ status: 200 });
    const odd = async () => await Promise.reject(thrown as Error);
    const { delivery, error } = await delivered(
      { url, secrets: ['k3y-of-mine'] },
      { transport: odd, giveUpAfterMs: 1_000 },
    );
    expect(error).toBeInstanceOf(DeliveryError);
    expect(statuses(delivery)).toEqual([words, words, words]);
  });

  it.each([
    [undefined],
    [null],
    ['200'],
    [{}],
    [{ status: '200' }],
    [{ status: 99 }],
    [{ status: Number.NaN }],
  ])('does not take %j from a transport for an answer', async (given) => {
    const url = await serve({ status: 200 });
    const odd = async () => given as never;
    const { delivery } = await delivered({ url }, { transport: odd, giveUpAfterMs: 300 });
    expect(statuses(delivery)[0]).toBe('the transport gave no HTTP answer');
  });

  it.each([[undefined], ['tired'], [new Error('tired')]])(
    'gives up where the sleep throws %j, which nobody has asked for',
    async (thrown) => {
      const url = await serve({ status: 503 });
      const sleep = () => Promise.reject(thrown as Error);
      const { error } = await delivered({ url }, { sleep });
      expect(error?.message).toBe(
        `POST ${url} was answered 503. Gave up after 1 attempt: the sleep failed: ${thrown === undefined ? 'no reason given' : 'tired'}.`,
      );
    },
  );

  it('says that a transport has no way to the world, instead of trying again', async () => {
    const url = await serve({ status: 200 });
    const transport = async () => {
      throw new ConfigurationError('The proxy is wrong.');
    };
    await expect(delivered({ url }, { transport })).rejects.toThrow(ConfigurationError);
    expect(pauses).toEqual([]);
  });

  it('sends nothing where the caller has given up already', async () => {
    const url = await serve({ status: 200 });
    const { error } = await delivered({ url }, { signal: AbortSignal.abort(new Error('too late')) });
    expect(error).toMatchObject({ endedBy: 'caller', delivery: { attempts: [], status: null } });
    expect(error?.message).toBe('Given up by the caller before the first attempt.');
    expect(server.requests).toEqual([]);
  });

  it('makes no further attempt once it is overtaken, but lets the one under way end', async () => {
    const overtaken = new AbortController();
    const url = await serve(() => {
      overtaken.abort();
      return { status: 503 };
    });
    const { error } = await delivered({ url }, { overtaken: overtaken.signal });
    expect(error).toMatchObject({ endedBy: 'overtaken' });
    expect(error?.message).toBe(
      `POST ${url} was answered 503. It is not tried again, because something newer has overtaken it.`,
    );
    expect(
      (await delivered({ url: url.replace('503', '') }, { overtaken: overtaken.signal })).delivery.attempts,
    ).toHaveLength(1);
  });

  it('gives code the answer as it came, and shows it without the secrets', async () => {
    const url = await serve({ status: 200, body: { success: true, id: 's' } });
    const sleep = async () => undefined;
    const { delivery, answer, error } = await exchange({ url, secrets: ['s'] }, { transport, sleep });
    expect(error).toBeNull();
    expect(JSON.parse(answer?.body ?? '')).toEqual({ success: true, id: 's' });
    expect(JSON.stringify(delivery.body)).not.toContain('"s"');
  });

  it('names itself to the receiver, unless the caller does', async () => {
    const url = await serve({ status: 200 });
    await delivered({ url });
    await delivered({ url, headers: { 'User-Agent': 'acme/1' } });
    expect(server.requests.map(({ headers }) => headers['user-agent'])).toEqual([
      `alertbridge/${library.version}`,
      'acme/1',
    ]);
  });

  it('is given up by the caller’s signal, during an attempt and during a pause', async () => {
    const url = await serve(() => undefined);
    const during = new AbortController();
    const waiting = delivered({ url }, { signal: during.signal });
    await once(during.signal, 'abort', { signal: AbortSignal.timeout(50) }).catch(() => undefined);
    during.abort(new Error('shutting down'));
    const first = await waiting;
    expect(first.error?.message).toBe('Given up by the caller after 1 attempt.');
    expect(first.error?.cause).toMatchObject({ message: 'shutting down' });

    await server.close();
    const failing = await serve({ status: 503 });
    const pause = new AbortController();
    const second = await delivered(
      { url: failing },
      {
        signal: pause.signal,
        sleep: async () => {
          pause.abort();
          throw new Error('aborted');
        },
      },
    );
    expect(statuses(second.delivery)).toEqual([503]);
    expect(second.error?.message).toBe('Given up by the caller after 1 attempt.');
  });

  it('reads no more than 64 KiB of an answer, never half a character', async () => {
    const url = await serve({ status: 200, body: 'é'.repeat(70_000) });
    const { delivery } = await delivered({ url });
    expect(delivery.truncated).toBe(true);
    expect(delivery.body).toBe('é'.repeat(32 * 1024));
  });

  it('leaves out of an answer that was cut what begins a secret at its end', async () => {
    const secret = 'k3y-1234567890abcdefghij';
    const url = await serve({ body: `${'x'.repeat(90)}${secret}` });
    const { delivery } = await delivered({ url, secrets: [secret] }, { maxResponseBytes: 100 });
    expect(delivery).toMatchObject({ delivered: true, truncated: true, body: 'x'.repeat(90) });
  });

  it('does not wait for the end of an answer that has none', async () => {
    const endless: Handler = (_request, response) => {
      const more = () => {
        if (!response.destroyed) response.write('x'.repeat(16 * 1024), () => setImmediate(more));
      };
      response.writeHead(200);
      more();
      return undefined;
    };
    const { delivery } = await delivered({ url: await serve(endless) });
    expect(delivery).toMatchObject({ delivered: true, truncated: true });
  });

  it('keeps a body that is nested deeper than any answer as text', async () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    const { delivery } = await delivered({ url: await serve({ status: 200, body: deep }), secrets: ['k3y'] });
    expect(delivery.body).toBe(deep);
  });

  it('keeps a body that is not JSON as text', async () => {
    const url = await serve({ status: 200, body: '<h1>Hello</h1>' });
    expect((await delivered({ url })).delivery.body).toBe('<h1>Hello</h1>');
  });

  it('shows no secret in the record or in the error, wherever the server or the network puts it', async () => {
    const secret = 'k3y-with/slash';
    const url = await serve({
      status: 404,
      headers: { 'x-echo': secret },
      body: { message: `Cannot POST /${encodeURIComponent(secret)}`, [secret]: [secret] },
    });
    const { delivery, error } = await delivered({
      url: `${url}/${encodeURIComponent(secret)}`,
      secrets: [secret],
    });
    const everything = JSON.stringify([delivery, error, error?.message, error?.stack, String(error?.cause)]);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(encodeURIComponent(secret));
    expect(delivery.body).toEqual({ message: 'Cannot POST /***', '***': ['***'] });
  });

  it.each([['no URL'], ['ftp://example.com/'], ['file:///etc/passwd']])(
    'refuses %s before anything is sent',
    async (url) => {
      await serve({ status: 200 });
      await expect(delivered({ url })).rejects.toThrow(ConfigurationError);
    },
  );

  it.each([
    ['retry.baseMs', { retry: { baseMs: Number.NaN } }],
    ['timeoutMs', { timeoutMs: -1 }],
    ['timeoutMs', { timeoutMs: 2 ** 31 }],
    ['giveUpAfterMs', { giveUpAfterMs: Number.NaN }],
    ['giveUpAfterMs', { giveUpAfterMs: Infinity }],
    ['retry.capMs', { retry: { capMs: 0 } }],
    ['maxResponseBytes', { maxResponseBytes: 0 }],
    ['timeoutMs', { timeoutMs: '10' as never }],
  ])('refuses a %s that cannot be', async (name, options: Partial<DeliverOptions>) => {
    const url = await serve({ status: 200 });
    await expect(delivered({ url }, options)).rejects.toThrow(ConfigurationError);
    await expect(delivered({ url }, options)).rejects.toThrow(`${name} must be a number from 1 to `);
    expect(server.requests).toEqual([]);
  });

  it.each<[string, Partial<DeliveryRequest>]>([
    ['a method that is none', { method: 'PO ST' }],
    ['a header that HTTP sets itself', { headers: { 'Content-Length': '3' } }],
    ['a header with a line end', { headers: { 'X-Own': 'a\r\nX-Evil: b' } }],
    ['a header that is none', { headers: { 'X Own': 'a' } }],
    ['a body on a GET', { method: 'GET', body: {} }],
    ['a body that holds itself', { body: circular }],
    ['a body that cannot be written', { body: 1n }],
    ['a function for a body', { body: () => 1 }],
  ])('refuses %s before anything is sent', async (_what, request) => {
    const url = await serve({ status: 200 });
    await expect(delivered({ url, ...request })).rejects.toThrow(ConfigurationError);
    expect(server.requests).toEqual([]);
  });
});
