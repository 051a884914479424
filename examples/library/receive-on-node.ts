/**
 * Events over Node's own HTTP server, or any framework that hands over Node's request and response (Express, Fastify's `raw`):
 * a request of Node becomes one of fetch, and the response goes back.
 *
 * Where requests are those of fetch already there is nothing to do: Hono hands over `context.req.raw`, Next and SvelteKit the
 * request itself.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

import type { Receiver } from 'alertbridge/receive';

export function serve(receiver: Receiver): Server {
  return createServer((incoming, outgoing) => void answer(receiver, incoming, outgoing));
}

/** @param ip The sender's address, where something in front of this server knows it better. */
export async function answer(
  receiver: Receiver,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  ip = incoming.socket.remoteAddress,
): Promise<void> {
  const response = await receiver(requestOf(incoming), { ip });
  // What is too long has not been read to its end, so nothing more can come over this connection.
  if (response.status === 413) outgoing.setHeader('connection', 'close');
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
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
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
  });
}
