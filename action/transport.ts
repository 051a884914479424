import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import type { Runtime, Transport, TransportRequest, TransportResponse } from 'alertbridge';
import { joinedHeaders, readUpTo } from 'alertbridge/host';

/**
 * Node's own client for a URL's protocol. An import statement would read every name of `http`, and with its WebSocket load Node's
 * undici, which takes a third of the time that an alert takes; `https` brings all of TLS, which not every destination needs.
 */
function clientFor(protocol: string): Client {
  return process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http');
}

type Client = Pick<typeof import('node:http'), 'Agent' | 'request'>;

/**
 * What reaching the world needs, by Node's own clients: the library's undici has to be loaded first, which takes longer than
 * sending an alert. Connections are kept for the few requests of a step. Proxies are those of the environment
 * (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`), which Node reads itself from 24.5 on; the runner has that since 2.328.0.
 *
 * @see https://nodejs.org/api/http.html#built-in-proxy-support
 * @see https://github.com/actions/runner/pull/3972
 */
export function createRuntime(env: NodeJS.ProcessEnv): Runtime {
  const agents = new Map<string, Agent>();
  const agentFor = (protocol: string): Agent => {
    const agent =
      agents.get(protocol) ?? new (clientFor(protocol).Agent)({ keepAlive: true, proxyEnv: proxiesOf(env) });
    agents.set(protocol, agent);
    return agent;
  };
  const transport: Transport = (request) => exchange(request, agentFor);
  return { transport, sleep: (ms, signal) => pause(ms, undefined, signal && { signal }) };
}

/** The variables of the environment that name proxies, in the order in which Node reads them. */
export const PROXY_VARIABLES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'] as const;

/** The same with what is not to go through them. Many leave the scheme out, which Node asks for. */
function proxiesOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = [...PROXY_VARIABLES, 'no_proxy', 'NO_PROXY'].flatMap((name) => {
    const value = env[name]?.trim();
    if (!value) return [];
    const isProxy = !/^no_proxy$/i.test(name);
    return [[name, isProxy && !/^[a-z][a-z\d+.-]*:\/\//i.test(value) ? `http://${value}` : value] as const];
  });
  return Object.fromEntries(given);
}

async function exchange(
  { method, url, headers, body, maxResponseBytes, signal }: TransportRequest,
  agentFor: (protocol: string) => Agent,
): Promise<TransportResponse> {
  const target = new URL(url);
  const options: RequestOptions = {
    method,
    signal,
    agent: agentFor(target.protocol),
    headers: body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
  };
  return await new Promise((resolve, reject) => {
    const request = clientFor(target.protocol).request(target, options);
    // An error that comes after the answer has begun is the answer's: its body ends where it broke.
    request.on('error', reject);
    request.once('response', (response: IncomingMessage) => {
      request.off('error', reject).on('error', () => undefined);
      readBody(response, maxResponseBytes).then(
        (read) =>
          resolve({ status: response.statusCode ?? 0, headers: joinedHeaders(response.headers), ...read }),
        reject,
      );
    });
    // Without a listener Node closes the connection and says nothing.
    request.once('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new Error('the answer was another protocol than HTTP'));
    });
    request.end(body);
  });
}

/** The first bytes of an answer. What comes after them is not waited for, and its connection is closed. */
async function readBody(response: IncomingMessage, limit: number): Promise<ReadBody> {
  const read = await readUpTo(await unpack(response), limit);
  if (read.truncated) response.destroy();
  return read;
}

type ReadBody = Awaited<ReturnType<typeof readUpTo>>;

/** GitHub's lists are a tenth of their size when they are packed. */
async function unpack(response: IncomingMessage): Promise<AsyncIterable<Uint8Array>> {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  const { createGunzip } = await import('node:zlib');
  const unpacked = createGunzip();
  response.once('error', (error) => unpacked.destroy(error));
  return response.pipe(unpacked);
}
