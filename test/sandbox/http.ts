import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { faultOrderSchema, noFaults, type Fault, type Faults } from './faults.ts';
import { firstFreePort, LOOPBACK } from './ports.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** A request as a stand-in sees it. */
export interface Received {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  /** By lower-case name; a header that came several times is joined with ", ". */
  headers: Record<string, string>;
  body: string;
}

/** A body that is text goes out as it is; any other as JSON. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Answers a request as the vendor would. An answer that goes on is written to the response by the function it returns. */
export type Answering = (
  request: Received,
) => Answer | Promise<Answer> | ((response: ServerResponse) => void);

/** A vendor's stand-in that is listening on loopback. */
export interface StandIn {
  /** Without a slash at its end. */
  url: string;
  /** What goes wrong with the next requests; `POST /control/faults` orders it from outside. */
  faults: Faults;
  /** Ends it, and breaks the connections that are still open. */
  stop(): Promise<void>;
}

export interface StandInOptions {
  /** The first port to try. Without it the system picks one. */
  port?: number;
  /** Which requests can meet with an ordered fault: those of the vendor's own API. */
  isFaulty: (request: Received) => boolean;
  /** Told of each fault that happened. */
  onFault?: (request: Received, fault: Fault) => void;
}

/** Serves a stand-in over real HTTP, with `POST` and `DELETE /control/faults` to order faults and to call them off. */
export async function standIn(answering: Answering, options: StandInOptions): Promise<StandIn> {
  const faults = noFaults();
  const server = createServer((message, response) => {
    void receive(message, response).catch(() => response.destroy());
  });

  async function receive(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(message);
    if (body === null) return send(response, { status: 413, body: 'The body is longer than 2 MiB.' });
    const { pathname, searchParams } = new URL(message.url ?? '/', `http://${LOOPBACK}`);
    const request: Received = {
      method: message.method ?? 'GET',
      path: pathname,
      query: searchParams,
      headers: Object.fromEntries(
        Object.entries(message.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
      ),
      body,
    };
    if (request.path === '/control/faults') return send(response, controlled(request, faults));
    const fault = options.isFaulty(request) ? faults.take() : undefined;
    if (fault !== undefined) {
      options.onFault?.(request, fault);
      return meetWith(fault, response);
    }
    const answer = await answering(request);
    if (typeof answer === 'function') answer(response);
    else send(response, answer);
  }

  const port = await listen(server, options.port);
  return {
    url: `http://${LOOPBACK}:${port}`,
    faults,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The parsed JSON of a request, or `undefined` where it is none. */
export function jsonOf({ body }: Received): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

async function listen(server: Server, from: number | undefined): Promise<number> {
  const port = from === undefined ? 0 : await firstFreePort(from);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function bodyOf(message: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const isText = typeof body === 'string' || body === undefined;
  response.writeHead(status, {
    ...(isText ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  });
  response.end(isText ? body : JSON.stringify(body));
}

function controlled(request: Received, faults: Faults): Answer {
  if (request.method === 'DELETE') {
    faults.clear();
    return { status: 204 };
  }
  const order = faultOrderSchema.safeParse(jsonOf(request));
  if (request.method !== 'POST' || !order.success) {
    return {
      status: 400,
      body: {
        error: 'POST { "count": 2, "fault": … } or DELETE',
        faults: [{ status: 503, retryAfter: 1 }, { hang: true }, { reset: 'before the answer' }],
      },
    };
  }
  faults.add(order.data.fault, order.data.count);
  return { status: 202, body: order.data };
}

function meetWith(fault: Fault, response: ServerResponse): void {
  if ('hang' in fault) return;
  if ('reset' in fault) {
    if (fault.reset === 'before the answer') return void response.socket?.resetAndDestroy();
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"half":', () => response.socket?.resetAndDestroy());
    return;
  }
  send(response, {
    status: fault.status,
    headers: {
      ...(fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }),
      'content-type': fault.contentType ?? 'text/plain; charset=utf-8',
    },
    body: fault.body ?? `The sandbox was told to answer ${fault.status}.`,
  });
}
