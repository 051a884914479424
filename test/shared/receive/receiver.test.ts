import { Agent, createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createSender, createTracker } from 'alertbridge';
import { createListener, createRuntime } from 'alertbridge/node';
import { createReceiver, type Received, type ReceiverOptions } from 'alertbridge/receive';

import worker from '../../../examples/library/receive-on-worker.ts';
import { sample } from '../../../shared/systems/cloudflare/index.ts';
import { startHttpServer } from '../../sandbox/http-server.ts';
import { postJson } from '../../sandbox/post-json.ts';
import { startTemperstack } from '../../sandbox/temperstack/server.ts';
import { grid, gridOf } from './grid.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Options = Partial<
  ReceiverOptions<ReturnType<typeof gridOf>, { grids?: string[] }, { ignore?: boolean }>
>;

/** A receiver behind a real socket, and what it took. */
async function received(options: Options = {}) {
  const reports: string[] = [];
  const held: string[] = [];
  const errors: unknown[] = [];
  const told = ({ alert, change }: Received) => `${alert.alert_id} ${change}`;
  const receiver = createReceiver({
    source: grid,
    onReports: (all) => reports.push(...all.map(told)),
    onHeld: (all) => held.push(...all.map(told)),
    onError: (error) => errors.push(error),
    ...options,
  });
  const server = createServer(createListener(receiver));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const post = async (event: unknown, headers: Record<string, string> = {}) =>
    await postJson(url, typeof event === 'string' ? event : JSON.stringify(event), headers);
  return { url, post, receiver, reports, held, errors };
}

describe('a receiver behind a real socket', () => {
  it('hands over each alert of an event with what it changes, and answers when that is done', async () => {
    const { post, reports } = await received();
    expect(await post(gridOf({ a: true, b: false }))).toEqual({ status: 200, body: { accepted: true } });
    expect(reports).toEqual(['grid:a open', 'grid:b resolve']);
  });

  it('hands over only what changes something where it tracks, and answers why the rest is held', async () => {
    const { post, reports, held } = await received({ tracker: createTracker() });
    await post(gridOf({ a: true }));
    expect(await post(gridOf({ a: true }))).toEqual({
      status: 200,
      body: { accepted: true, held: expect.stringContaining('already open') },
    });
    await post(gridOf({ a: false }));
    expect(reports).toEqual(['grid:a open', 'grid:a resolve']);
    expect(held).toEqual(['grid:a hold']);
  });

  it('closes what is open whatever the filter says', async () => {
    const tracker = createTracker();
    const all = await received({ tracker });
    const south = await received({ tracker, filter: { grids: ['south'] } });
    await all.post(gridOf({ a: true }));
    expect((await south.post(gridOf({ b: true }))).body).toMatchObject({ filtered: expect.any(String) });
    await south.post(gridOf({ a: false, b: false }));
    expect(south.reports).toEqual(['grid:a resolve']);
  });

  it('answers 500 where an alert could not be dealt with, tells the owner why, and takes the second try', async () => {
    let isDown = true;
    const taken: string[] = [];
    const { post, errors } = await received({
      tracker: createTracker(),
      onReports: (all) => {
        if (isDown) throw new Error('s3cret: the database is down');
        taken.push(...all.map(({ change }) => change));
      },
    });
    const event = gridOf({ a: true });
    const refused = await post(event);
    expect(refused.status).toBe(500);
    expect(JSON.stringify(refused.body)).not.toContain('s3cret');
    expect(errors).toEqual([new Error('s3cret: the database is down')]);
    isDown = false;
    expect((await post(event)).status).toBe(200);
    expect(taken).toEqual(['repeat']);
    expect((await post(event)).body).toMatchObject({ held: expect.any(String) });
  });

  it('takes POST only, and says so', async () => {
    const { url } = await received();
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await fetch(url, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('lets in who shows the secret', async () => {
    const { post, reports } = await received({
      authentication: { type: 'basic', user: 'grid', password: 'p4ss' },
    });
    const basic = (text: string) => ({ authorization: `Basic ${btoa(text)}` });
    expect((await post(gridOf({ a: true }))).status).toBe(401);
    expect((await post(gridOf({ a: true }), basic('grid:other'))).status).toBe(403);
    expect(reports).toEqual([]);
    expect((await post(gridOf({ a: true }), basic('grid:p4ss'))).status).toBe(200);
  });

  it('answers the next request of a connection where it has refused one without reading it', async () => {
    const { url } = await received({ authentication: { type: 'header', name: 'x-key', value: 's3cret' } });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    closing.push(() => agent.destroy());
    const long = JSON.stringify(gridOf({ a: true }, 'n'.repeat(3_000_000)));
    const sent = async (body: string, headers: Record<string, string>) =>
      await new Promise<number | undefined>((resolve, reject) => {
        httpRequest(url, { method: 'POST', agent, headers }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode));
        })
          .on('error', reject)
          .end(body);
      });
    expect(await sent(long, {})).toBe(401);
    expect(await sent(long, { 'x-key': 'other' })).toBe(403);
    expect(await sent(JSON.stringify(gridOf({ a: true })), { 'x-key': 's3cret' })).toBe(200);
  });

  it('ends the connection, and not the server, where the address cannot be told', async () => {
    const server = createServer(
      createListener(async () => await Promise.resolve(new Response()), {
        ip: () => {
          throw new Error('no address');
        },
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('goes by an allow list, and says where it cannot because no one tells it the address', async () => {
    const local = await received({ ipAllowList: '127.0.0.0/8, ::1' });
    expect((await local.post(gridOf({ a: true }))).status).toBe(200);
    const other = await received({ ipAllowList: ['203.0.113.7'] });
    expect((await other.post(gridOf({ a: true }))).status).toBe(403);
    const request = new Request(other.url, { method: 'POST', body: '{}' });
    const unknown = await other.receiver(request);
    expect(unknown.status).toBe(500);
    expect(await unknown.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('is not known') }],
    });
  });

  it('refuses a body that is too long by what is said of it, or as soon as too much has come', async () => {
    const { url, post, reports } = await received({ maxBytes: 10_000 });
    expect((await post(gridOf({ a: true }, 'n'.repeat(10_000)))).status).toBe(413);
    const { status, sentBytes } = await endlessPost(url);
    expect(status).toBe(413);
    expect(sentBytes).toBeLessThan(5_000_000);
    expect((await post(gridOf({ a: true }))).status).toBe(200);
    expect(reports).toHaveLength(1);
  });

  it('refuses what is no event, in whatever bytes', async () => {
    const { url, post } = await received();
    expect(await post('{"grid"')).toEqual({
      status: 400,
      body: { accepted: false, errors: [{ path: '', message: 'is not valid JSON' }] },
    });
    const bytes = await fetch(url, { method: 'POST', body: new Uint8Array([0xff, 0xfe, 0x00, 0x80]) });
    expect(bytes.status).toBe(400);
    const nothing = await fetch(url, { method: 'POST' });
    expect(await nothing.json()).toMatchObject({ errors: [{ message: 'is empty' }] });
  });

  it('reads text that comes in pieces of one byte', async () => {
    const { receiver, reports } = await received();
    const bytes = new TextEncoder().encode(JSON.stringify(gridOf({ 'Zelle-äöü-€-😀': true })));
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const request = new Request('http://localhost/', { method: 'POST', body, duplex: 'half' });
    expect((await receiver(request)).status).toBe(200);
    expect(reports).toEqual(['grid:Zelle-äöü-€-😀 open']);
  });

  it('is wrong at once, not at its first request, where a setting is', () => {
    const onReports = () => undefined;
    expect(() =>
      createReceiver({ source: grid, filter: { grids: JSON.parse('7') as string[] }, onReports }),
    ).toThrow(/Grid filter/);
    expect(() => createReceiver({ source: [grid], mapping: { other: {} }, onReports })).toThrow(/not other/);
  });
});

describe('a receiver with a sender', () => {
  it('sends what Cloudflare says of a tunnel to Temperstack on a Worker, and nothing of a stranger', async () => {
    const temperstack = await startTemperstack();
    closing.push(() => temperstack.close());
    const secrets = { TEMPERSTACK_URL: temperstack.integrationUrl, CLOUDFLARE_SECRET: 's3cret' };
    const notify = async (type: string, event: 'start' | 'end', secret = 's3cret') => {
      const headers = { 'cf-webhook-auth': secret, 'content-type': 'application/json' };
      const body = JSON.stringify(sample(type, event));
      return (
        await worker.fetch(new Request('https://worker.example/', { method: 'POST', headers, body }), secrets)
      ).status;
    };
    expect(await notify('tunnel_health_event', 'start', 'other')).toBe(403);
    expect(await notify('tunnel_health_event', 'start')).toBe(200);
    expect(temperstack.alerts()).toMatchObject([{ state: 'open' }]);
    expect(await notify('tunnel_health_event', 'end')).toBe(200);
    expect(temperstack.alerts()).toMatchObject([{ state: 'closed' }]);
    expect(await notify('dos_attack_l7', 'start')).toBe(200);
    expect(temperstack.alerts()).toHaveLength(1);
  });

  it('takes the second try of what a sender could not deliver', async () => {
    let isWrong = true;
    const pager = await startHttpServer(() => ({ status: isWrong ? 400 : 200 }));
    const runtime = createRuntime({ proxy: false });
    closing.push(
      () => pager.close(),
      () => runtime.close(),
    );
    const sender = createSender(
      { name: 'pager', request: ({ alert }) => ({ url: pager.url, body: alert }), hint: () => '' },
      runtime,
    );
    const { post } = await received({
      onReports: async (all) => {
        for (const { report } of all) await sender.send(report);
      },
    });
    expect((await post(gridOf({ a: true }))).status).toBe(500);
    isWrong = false;
    expect((await post(gridOf({ a: true }))).status).toBe(200);
    expect(pager.requests).toHaveLength(2);
  });
});

/** Posts without a length and without an end until it is answered. */
async function endlessPost(url: string): Promise<{ status: number; sentBytes: number }> {
  const sent = httpRequest(url, { method: 'POST' });
  const chunk = Buffer.alloc(16 * 1024, ' ');
  let sentBytes = 0;
  const sending = setInterval(() => {
    sent.write(chunk);
    sentBytes += chunk.length;
  }, 1);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.on('response', resolve).on('error', reject);
    });
    response.resume();
    return { status: response.statusCode ?? 0, sentBytes };
  } finally {
    clearInterval(sending);
    sent.on('error', () => undefined).destroy();
  }
}
