import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a stand-in or a test looks at it. */
export interface ReceivedRequest {
  method: string;
  /** Path and query. */
  path: string;
  /** Names in lower case; several values joined with ", ". */
  headers: Record<string, string>;
  body: string;
}

export interface HttpServer {
  /** E.g. `http://127.0.0.1:49152`. */
  url: string;
  port: number;
  /** The latest requests, oldest first. */
  requests: ReceivedRequest[];
  /** Ends it and every connection to it. */
  close: () => Promise<void>;
}

/** What to answer; nothing where the handler has used the response itself. */
export type Answer = { status?: number; headers?: Record<string, string>; body?: unknown } | undefined;

export type Handler = (
  request: ReceivedRequest,
  response: ServerResponse,
  incoming: IncomingMessage,
) => Answer | Promise<Answer>;

const KEPT_REQUESTS = 1_000;
const LARGEST_BODY_BYTES = 32 * 1024 * 1024;

/** A real HTTP server on this machine's loopback address. An answer's body goes out as JSON where it is not text. */
export async function startHttpServer(handler: Handler, port = 0): Promise<HttpServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    void (async () => {
      const request = await receivedRequest(incoming);
      requests.push(request);
      if (requests.length > KEPT_REQUESTS) requests.shift();
      const answer = await handler(request, response, incoming);
      if (answer !== undefined) send(response, answer);
    })().catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500).end(String(error));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A test that fails before it closes its server must not keep the run from ending.
  server.unref();
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    port: actualPort,
    requests,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function receivedRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) throw new Error(`A body is longer than ${LARGEST_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '/',
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: NonNullable<Answer>): void {
  const isText = typeof body === 'string';
  response.writeHead(status, {
    ...(body !== undefined && { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' }),
    ...headers,
  });
  response.end(body === undefined ? undefined : isText ? body : JSON.stringify(body));
}
