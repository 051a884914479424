import { Agent, EnvHttpProxyAgent, ProxyAgent, request as send, type Dispatcher } from 'undici';

import { ConfigurationError } from '../errors.ts';
import { joinedHeaders, readUpTo } from '../delivery/response.ts';
import type { Transport, TransportRequest, TransportResponse } from '../delivery/transport.ts';

export interface CreateTransportOptions {
  /**
   * The proxy's URL, for every request; `false` for none. Default: what `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say.
   */
  proxy?: string | false | undefined;
  /** How many connections are kept to one origin. Default 64. */
  maxConnections?: number | undefined;
  /** How long an idle connection is kept, in ms. Default 4,000. */
  keepAliveMs?: number | undefined;
  /** Time to connect, in ms. Default 10,000. */
  connectTimeoutMs?: number | undefined;
}

export interface NodeTransport extends Transport {
  /** Ends all connections once their requests are done. */
  close(): Promise<void>;
}

/**
 * The transport for Node: undici with keep-alive. Idle connections do not keep a process from ending.
 *
 * @throws ConfigurationError when `proxy` is not an http or https URL.
 */
export function createTransport(options: CreateTransportOptions = {}): NodeTransport {
  const dispatcher = dispatcherFor(options);
  const transport = (request: TransportRequest) => exchange(dispatcher, request);
  return Object.assign(transport, { close: () => dispatcher.close() });
}

function dispatcherFor({
  proxy,
  maxConnections = 64,
  keepAliveMs = 4_000,
  connectTimeoutMs = 10_000,
}: CreateTransportOptions): Dispatcher {
  const limits = {
    connections: maxConnections,
    keepAliveTimeout: keepAliveMs,
    connect: { timeout: connectTimeoutMs },
  };
  if (proxy === undefined) return hasProxyEnvironment() ? new EnvHttpProxyAgent(limits) : new Agent(limits);
  if (proxy === false) return new Agent(limits);
  if (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol)) {
    throw new ConfigurationError(
      'The proxy must be an http or https URL such as http://proxy.example.com:8080.',
    );
  }
  return new ProxyAgent({ ...limits, uri: proxy });
}

function hasProxyEnvironment(): boolean {
  return ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) =>
    Boolean(process.env[name]),
  );
}

async function exchange(
  dispatcher: Dispatcher,
  { url, method, headers, body, maxResponseBytes, signal }: TransportRequest,
): Promise<TransportResponse> {
  const response = await send(url, {
    dispatcher,
    method: method as Dispatcher.HttpMethod,
    headers,
    body: body ?? null,
    signal,
  });
  const read = await readUpTo(response.body, maxResponseBytes);
  return { status: response.statusCode, headers: joinedHeaders(response.headers), ...read };
}
