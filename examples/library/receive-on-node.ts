/**
 * Events over Node's own HTTP server: a request of Node becomes one of fetch, and the response goes back.
 *
 * With a framework there is less to do: Hono hands over `context.req.raw`, Next and SvelteKit the request itself.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Readable } from 'node:stream';

import type { Receiver } from 'alertbridge/receive';

export function serve(receiver: Receiver): Server {
  return createServer((incoming, outgoing) => {
    void (async () => {
      const response = await receiver(requestOf(incoming), { ip: incoming.socket.remoteAddress });
      // What is too long has not been read to its end, so nothing more can come over this connection.
      if (response.status === 413) outgoing.setHeader('connection', 'close');
      outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
    })();
  });
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
