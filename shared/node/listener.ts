import type { IncomingMessage, ServerResponse } from 'node:http';
import { ReadableStream } from 'node:stream/web';

/** What answers requests as fetch handlers do: what `createReceiver` gives. */
export type FetchHandler = (
  request: Request,
  sender: { readonly ip?: string | undefined },
) => Promise<Response>;

export interface CreateListenerOptions {
  /**
   * The sender's address, for an IP allow list, where something in front of the server knows it better: in Express
   * `(incoming) => (incoming as Request).ip`. A header that the sender can write is no address.
   *
   * @default the address that the connection comes from
   */
  readonly ip?: ((incoming: IncomingMessage) => string | undefined) | undefined;
}

/**
 * A receiver as Node's own HTTP server takes it, and what is built on that: `createServer(createListener(receiver))`, and in
 * Express `app.post('/events', createListener(receiver))`, before any `express.json()`: the receiver reads the body itself, and
 * no more of it than it must.
 */
export function createListener(
  handler: FetchHandler,
  { ip: ipOf = addressOf }: CreateListenerOptions = {},
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    answer(handler, incoming, outgoing, ipOf).catch(() => outgoing.destroy());
  };
}

async function answer(
  handler: FetchHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  ipOf: (incoming: IncomingMessage) => string | undefined,
): Promise<void> {
  const response = await handler(requestOf(incoming), { ip: ipOf(incoming) });
  // What is too long has not been read to its end, so nothing more can come over this connection.
  if (response.status === 413) outgoing.setHeader('connection', 'close');
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
}

function addressOf(incoming: IncomingMessage): string | undefined {
  return incoming.socket.remoteAddress;
}

function requestOf(incoming: IncomingMessage): Request {
  const { method = 'GET', url = '/' } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    for (const one of value ?? []) headers.append(name, one);
  }
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(new URL(url, 'http://localhost'), {
    method,
    headers,
    // Not by Readable.toWeb, which begins to read at once: of what nobody reads, Node itself sees to it that the next request of the
    // connection gets through.
    ...(hasBody && {
      body: ReadableStream.from<Uint8Array>(incoming) as globalThis.ReadableStream,
      duplex: 'half',
    }),
  });
}
