import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import type { Runtime, Transport, TransportRequest, TransportResponse } from 'alertbridge';

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

const PROXY_VARIABLES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];

/** The variables of the environment that name proxies. Many leave the scheme out, which Node asks for. */
function proxiesOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = PROXY_VARIABLES.flatMap((name) => {
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
    request.once('error', reject);
    request.once('response', (response: IncomingMessage) => {
      readBody(response, maxResponseBytes).then(
        (read) => resolve({ status: response.statusCode ?? 0, headers: joinedHeaders(response), ...read }),
        reject,
      );
    });
    request.end(body);
  });
}

/** The first bytes of an answer. What comes after them is not waited for, and its connection is closed. */
async function readBody(
  response: IncomingMessage,
  limit: number,
): Promise<{ body: string; truncated: boolean }> {
  const unpacked = await unpack(response);
  const decoder = new TextDecoder();
  let body = '';
  let length = 0;
  for await (const chunk of unpacked as AsyncIterable<Uint8Array>) {
    // `stream: true` leaves a character that the limit has cut in two out of the text.
    body += decoder.decode(chunk.subarray(0, limit - length), { stream: true });
    length += chunk.byteLength;
    if (length > limit) {
      response.destroy();
      return { body, truncated: true };
    }
  }
  if (!response.complete) throw new Error('the connection was closed in the middle of the answer');
  return { body: body + decoder.decode(), truncated: false };
}

/** GitHub's lists are a tenth of their size when they are packed. */
async function unpack(response: IncomingMessage): Promise<AsyncIterable<unknown>> {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  const { createGunzip } = await import('node:zlib');
  const unpacked = createGunzip();
  response.once('error', (error) => unpacked.destroy(error));
  return response.pipe(unpacked);
}

function joinedHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
