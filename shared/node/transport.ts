import { Agent, EnvHttpProxyAgent, ProxyAgent, type Dispatcher } from 'undici';

import { ConfigurationError } from '../errors.ts';
import { publicConnector } from './network.ts';
import { joinedHeaders, readingUpTo } from '../delivery/response.ts';
import type { Transport, TransportRequest, TransportResponse } from '../delivery/transport.ts';
import { isWebUrl } from '../url.ts';

export interface CreateTransportOptions {
  /**
   * The proxy's URL, for every request, e.g. `http://proxy.example.com:8080`; without a scheme it is http. `false` for none.
   *
   * @default what `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say
   */
  readonly proxy?: string | false | undefined;
  /**
   * How many connections are kept to one origin.
   *
   * @default 64
   */
  readonly maxConnections?: number | undefined;
  /**
   * How long an idle connection is kept, in ms.
   *
   * @default 4_000
   */
  readonly keepAliveMs?: number | undefined;
  /**
   * Time to connect, in ms.
   *
   * @default 10_000
   */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * `public` connects to public addresses only, for URLs that strangers choose: not to this machine, private networks or the
   * metadata addresses of clouds. It goes through no proxy, since only the proxy would know the address.
   *
   * @default 'any'
   */
  readonly network?: 'any' | 'public' | undefined;
}

export interface NodeTransport extends Transport {
  /** Ends all connections once their requests are done. */
  close(): Promise<void>;
}

/**
 * The transport for Node: undici with keep-alive. Idle connections do not keep a process from ending.
 *
 * @throws ConfigurationError when `proxy`, or the proxy that the environment names, is not the URL of an http or https proxy.
 */
export function createTransport(options: CreateTransportOptions = {}): NodeTransport {
  const dispatcher = dispatcherFor(options);
  const targetOf = targetReader();
  const transport = (request: TransportRequest) => exchange(dispatcher, targetOf, request);
  return Object.assign(transport, { close: () => dispatcher.close() });
}

function dispatcherFor({
  proxy,
  maxConnections = 64,
  keepAliveMs = 4_000,
  connectTimeoutMs = 10_000,
  network = 'any',
}: CreateTransportOptions): Dispatcher {
  const limits = {
    connections: maxConnections,
    keepAliveTimeout: keepAliveMs,
    connect: { timeout: connectTimeoutMs },
    // The attempt's signal ends what takes too long.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  if (network === 'public') {
    if (typeof proxy === 'string') {
      throw new ConfigurationError(
        "The option network: 'public' cannot hold behind a proxy: leave one of them out.",
      );
    }
    return new Agent({ ...limits, connect: publicConnector(connectTimeoutMs) });
  }
  if (proxy === false) return new Agent(limits);
  if (proxy !== undefined) return new ProxyAgent({ ...limits, uri: proxyUrlOf(proxy, 'The proxy') });
  const httpProxy = proxyOfEnvironment('http_proxy', 'HTTP_PROXY');
  const httpsProxy = proxyOfEnvironment('https_proxy', 'HTTPS_PROXY');
  if (httpProxy === undefined && httpsProxy === undefined) return new Agent(limits);
  return new EnvHttpProxyAgent({
    ...limits,
    ...(httpProxy !== undefined && { httpProxy }),
    ...(httpsProxy !== undefined && { httpsProxy }),
  });
}

function proxyOfEnvironment(...names: [string, string]): string | undefined {
  const name = names.find((one) => process.env[one]);
  return name === undefined
    ? undefined
    : proxyUrlOf(process.env[name] ?? '', `The proxy in the environment variable ${name}`);
}

/** A proxy as it is written, with or without `http://` in front. It may hold a password, so it is not shown. */
function proxyUrlOf(text: string, what: string): string {
  const trimmed = text.trim();
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!isWebUrl(url)) {
    throw new ConfigurationError(
      `${what} must be the URL of an http or https proxy, such as http://proxy.example.com:8080.`,
    );
  }
  return url;
}

/**
 * One request through undici's own port, `dispatch`, and not through its `request`: the body of an answer needs no stream
 * when it is only gathered, and a stream costs about as much as all the rest.
 *
 * @see https://github.com/nodejs/undici/blob/v7.30.2/docs/docs/api/Dispatcher.md `Dispatcher.dispatch`
 */
function exchange(
  dispatcher: Dispatcher,
  targetOf: (url: string) => Target,
  { url, method, headers, body, maxResponseBytes, signal }: TransportRequest,
): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const { origin, path } = targetOf(url);
    const reading = readingUpTo(maxResponseBytes);
    let answer: Pick<TransportResponse, 'status' | 'headers'> | undefined;
    let controller: Dispatcher.DispatchController | undefined;
    const abort = () => {
      controller?.abort(reasonOf(signal));
    };
    const end = (more: Pick<TransportResponse, 'truncated' | 'broken'>) => {
      signal.removeEventListener('abort', abort);
      if (answer !== undefined) resolve({ ...answer, body: reading.text(!more.truncated), ...more });
    };
    signal.addEventListener('abort', abort);
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        if (signal.aborted) abort();
      },
      onResponseStart(_controller, statusCode, given) {
        // What comes before an answer (100, 103) is none.
        if (statusCode >= 200) answer = { status: statusCode, headers: joinedHeaders(given) };
      },
      onResponseData(_controller, chunk) {
        if (reading.add(chunk)) return;
        end({ truncated: true });
        // The rest is not waited for.
        controller?.abort(new Error('enough of the answer was read'));
      },
      onResponseEnd() {
        end({ truncated: false });
      },
      onResponseError(_controller, error) {
        // Once there is a status, what broke off is no error: it is given as far as it came.
        end({ truncated: true, broken: true });
        reject(error);
      },
    };
    dispatcher.dispatch(
      { origin, path, method: method as Dispatcher.HttpMethod, headers, body: body ?? null },
      handler,
    );
  });
}

interface Target {
  origin: string;
  path: string;
}

/** Takes URLs apart as undici wants them, and keeps the last: nearly always the next request goes there too. */
function targetReader(): (url: string) => Target {
  let last: { url: string; target: Target } | undefined;
  return (url) => {
    if (last?.url !== url) {
      const { origin, pathname, search } = new URL(url);
      last = { url, target: { origin, path: `${pathname}${search}` } };
    }
    return last.target;
  };
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}
