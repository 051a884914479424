import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { build } from 'esbuild';

import { ConfigurationError } from '../../../shared/index.ts';
import { createTransport, sleep } from '../../../shared/node/index.ts';
import { startHttpServer, type HttpServer } from '../../sandbox/http-server.ts';
import { startProxy } from '../../sandbox/proxy.ts';

const run = promisify(execFile);
const request = (url: string) => ({
  url,
  method: 'POST',
  headers: {},
  body: '{}',
  maxResponseBytes: 1_000,
  timeoutMs: 5_000,
  signal: AbortSignal.timeout(5_000),
});

const folders: string[] = [];

/** A script's path. Bundled, since not every Node that the library supports reads TypeScript. */
async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: __dirname },
    bundle: true,
    platform: 'node',
    write: false,
  });
  const folder = mkdtempSync(join(tmpdir(), 'alertbridge-transport-'));
  folders.push(folder);
  const script = join(folder, 'script.cjs');
  writeFileSync(script, outputFiles[0]?.text ?? '');
  return script;
}

let server: HttpServer;
const connections = new Set<unknown>();

beforeAll(async () => {
  server = await startHttpServer((_request, _response, incoming) => {
    connections.add(incoming.socket);
    return { status: 200, headers: { 'X-Two': 'a' }, body: { ok: true } };
  });
});
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true });
  await server.close();
});

describe('createTransport', () => {
  it('sends one request and gives back status, headers in lower case and body', async () => {
    const transport = createTransport({ proxy: false });
    const response = await transport(request(`${server.url}/x`));
    expect(response).toMatchObject({
      status: 200,
      headers: { 'x-two': 'a' },
      body: '{"ok":true}',
      truncated: false,
    });
    await transport.close();
  });

  it('keeps the connection between requests', async () => {
    const transport = createTransport({ proxy: false });
    connections.clear();
    for (let count = 0; count < 20; count++) await transport(request(server.url));
    // A second one may be opened where the first is not yet free again.
    expect(connections.size).toBeLessThanOrEqual(2);
    await transport.close();
  });

  it('goes through the proxy it is given', async () => {
    const proxy = await startProxy();
    const transport = createTransport({ proxy: proxy.url });
    expect((await transport(request(`${server.url}/via`))).status).toBe(200);
    expect(proxy.seen).toHaveLength(1);
    await transport.close();
    proxy.close();
  });

  it('takes a proxy without a scheme for http', async () => {
    const proxy = await startProxy();
    const transport = createTransport({ proxy: proxy.url.slice('http://'.length) });
    expect((await transport(request(`${server.url}/via`))).status).toBe(200);
    expect(proxy.seen).toHaveLength(1);
    await transport.close();
    proxy.close();
  });

  it.each([['socks5://user:s3cret@127.0.0.1:1'], ['http://'], ['s3cret@:1:1'], ['']])(
    'refuses the proxy %j and does not show it',
    (proxy) => {
      expect(() => createTransport({ proxy })).toThrow(ConfigurationError);
      expect(() => createTransport({ proxy })).toThrow(
        'The proxy must be the URL of an http or https proxy, such as http://proxy.example.com:8080.',
      );
    },
  );

  it('names the environment variable whose proxy is wrong, at the first use of the shared runtime', async () => {
    const script = await bundled(`
      import { runtime } from ${JSON.stringify(join(__dirname, '../../../shared/node/index.ts'))};
      import { deliver } from ${JSON.stringify(join(__dirname, '../../../shared/delivery/deliver.ts'))};
      deliver({ url: 'http://127.0.0.1:1' }, runtime).catch(({ name, message }) => console.log(name, message));`);
    const { stdout } = await run(process.execPath, [script], {
      env: { PATH: process.env['PATH'], HTTPS_PROXY: 'socks5://user:s3cret@proxy:1' },
    });
    expect(stdout).toBe(
      'ConfigurationError The proxy in the environment variable HTTPS_PROXY must be the URL of an http or https proxy, such as http://proxy.example.com:8080.\n',
    );
  });

  it('obeys HTTP_PROXY and NO_PROXY, and does not keep the process from ending', async () => {
    const proxy = await startProxy();
    const script = await bundled(`
      import { createTransport } from ${JSON.stringify(join(__dirname, '../../../shared/node/index.ts'))};
      const request = ${JSON.stringify({ ...request(server.url), signal: undefined })};
      createTransport()({ ...request, signal: AbortSignal.timeout(5000) }).then(({ status }) => console.log(status));`);
    const status = async (env: Record<string, string>) =>
      (await run(process.execPath, [script], { env: { PATH: process.env['PATH'], ...env } })).stdout.trim();
    expect(await status({ HTTP_PROXY: proxy.url.slice('http://'.length) })).toBe('200');
    expect(proxy.seen).toHaveLength(1);
    expect(await status({ HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' })).toBe('200');
    expect(proxy.seen).toHaveLength(1);
    proxy.close();
  });
});

describe('sleep', () => {
  it('ends early when it is aborted', async () => {
    const stop = new AbortController();
    const slept = sleep(60_000, stop.signal);
    stop.abort();
    await expect(slept).rejects.toMatchObject({ name: 'AbortError' });
  });
});
