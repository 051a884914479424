import { once } from 'node:events';

import {
  ConfigurationError,
  deliver,
  DeliveryError,
  type DeliverOptions,
  type Delivery,
  type DeliveryRequest,
} from '../../../shared/index.ts';
import { createTransport } from '../../../shared/node/index.ts';
import { startHttpServer, type Answer, type Handler, type HttpServer } from '../../sandbox/http-server.ts';

const transport = createTransport({ proxy: false });
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

  it('gives up after 5 attempts and says so, with the record of each', async () => {
    const url = await serve({ status: 500, body: { error: 'down' } });
    const { delivery, error } = await delivered({ url });
    expect(statuses(delivery)).toEqual([500, 500, 500, 500, 500]);
    expect(delivery).toMatchObject({ delivered: false, status: 500, body: { error: 'down' } });
    expect(error?.name).toBe('DeliveryError');
    expect(error?.message).toBe(`POST ${url} was answered 500. Gave up after 5 attempts.`);
  });

  it('takes the number of attempts and the pauses from the caller', async () => {
    const url = await serve({ status: 503 });
    const { delivery } = await delivered({ url }, { retry: { attempts: 4, baseMs: 10, capMs: 15 } });
    expect(delivery.attempts).toHaveLength(4);
    expect(pauses).toEqual([10, 15, 15]);
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

  it('waits no longer than 120 s for a Retry-After', async () => {
    const url = await serve({ status: 429, headers: { 'retry-after': '86400' } }, { status: 200 });
    await delivered({ url });
    expect(pauses).toEqual([120_000]);
  });

  it('gives up rather than wait past the time for all attempts', async () => {
    const url = await serve({ status: 429, headers: { 'retry-after': '60' } });
    const { delivery, error } = await delivered({ url }, { deadlineMs: 30_000 });
    expect(delivery.attempts).toHaveLength(1);
    expect(pauses).toEqual([]);
    expect(error?.message).toContain('the time for all attempts (30000 ms) is over');
  });

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
    const { delivery, error } = await delivered({ url }, { retry: { attempts: 2 } });
    expect(delivery.status).toBeNull();
    expect(statuses(delivery)).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('ECONNREFUSED'),
    ]);
    expect(error?.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('tries again when the connection is reset in the middle of the answer', async () => {
    const reset: Handler = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.socket?.resetAndDestroy());
      return undefined;
    };
    const url = await serve(reset, { status: 200, body: 'whole' });
    const { delivery } = await delivered({ url });
    expect(statuses(delivery)).toEqual([expect.any(String), 200]);
    expect(delivery.body).toBe('whole');
  });

  it('tries again when a server never answers', async () => {
    const url = await serve(() => undefined, { status: 200 });
    const { delivery } = await delivered({ url }, { timeoutMs: 60 });
    expect(statuses(delivery)).toEqual(['no answer within 60 ms', 200]);
  });

  it('ends an attempt in time even with a transport that does not listen to its signal', async () => {
    const url = await serve({ status: 200 });
    const deaf = () => new Promise<never>(() => undefined);
    const { delivery } = await delivered({ url }, { transport: deaf, timeoutMs: 30, retry: { attempts: 1 } });
    expect(statuses(delivery)).toEqual(['no answer within 30 ms']);
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
    ['retry.attempts', { retry: { attempts: 0 } }],
    ['timeoutMs', { timeoutMs: -1 }],
    ['deadlineMs', { deadlineMs: Number.NaN }],
  ])('refuses a %s that cannot be', async (name, options) => {
    const url = await serve({ status: 200 });
    await expect(delivered({ url }, options)).rejects.toThrow(`${name} must be a number from 1 up`);
    expect(server.requests).toEqual([]);
  });
});
