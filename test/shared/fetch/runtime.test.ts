import { ConfigurationError, deliver } from '../../../shared/index.ts';
import { createRuntime, runtime } from '../../../shared/fetch/index.ts';
import { startHttpServer, type HttpServer } from '../../sandbox/http-server.ts';

let server: HttpServer;

beforeAll(async () => {
  server = await startHttpServer(({ path }, response) => {
    if (path === '/elsewhere') return { status: 307, headers: { location: '/other' } };
    if (path === '/endless') {
      const more = () => {
        if (!response.destroyed) response.write('x'.repeat(16 * 1024), () => setImmediate(more));
      };
      response.writeHead(200);
      more();
      return undefined;
    }
    if (path === '/never') return undefined;
    return { status: 200, headers: { 'X-Two': 'a' }, body: { ok: true } };
  });
});
afterAll(async () => {
  await server.close();
});

describe('the runtime by fetch', () => {
  it('sends one request and gives back status, headers and body', async () => {
    const delivery = await deliver({ url: `${server.url}/x`, body: { a: 1 } }, runtime);
    expect(delivery).toMatchObject({ status: 200, headers: { 'x-two': 'a' }, body: { ok: true } });
    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', path: '/x', body: '{"a":1}' });
  });

  it('does not follow a redirect', async () => {
    const before = server.requests.length;
    await expect(deliver({ url: `${server.url}/elsewhere` }, runtime)).rejects.toThrow(
      /was answered 307, a redirect to .* which is not followed/,
    );
    expect(server.requests).toHaveLength(before + 1);
  });

  it('reads no more of an answer than was asked for', async () => {
    const delivery = await deliver({ url: `${server.url}/endless` }, { ...runtime, maxResponseBytes: 1_000 });
    expect(delivery).toMatchObject({ delivered: true, truncated: true, body: 'x'.repeat(1_000) });
  });

  it('ends with the signal', async () => {
    const signal = AbortSignal.timeout(50);
    await expect(deliver({ url: `${server.url}/never` }, { ...runtime, signal })).rejects.toThrow(
      'Given up by the caller',
    );
  });

  it('takes a fetch of one’s own, also one that hides a redirect’s status as browsers do', async () => {
    const seen: string[] = [];
    const own = createRuntime({
      fetch: async (url) => {
        seen.push(url);
        return { status: 0, type: 'opaqueredirect', headers: new Headers(), body: null };
      },
    });
    await expect(deliver({ url: server.url }, own)).rejects.toThrow('a redirect, which is not followed');
    expect(seen).toEqual([server.url]);
  });

  it('says so where there is no fetch', () => {
    expect(() => createRuntime({ fetch: null as never })).toThrow(ConfigurationError);
  });

  it('sleeps until its time or its signal, whichever comes first', async () => {
    const startedAt = performance.now();
    await runtime.sleep(20);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(15);
    const stop = new AbortController();
    const slept = runtime.sleep(60_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(slept).rejects.toThrow('enough');
    await expect(runtime.sleep(60_000, stop.signal)).rejects.toThrow('enough');
  });
});
