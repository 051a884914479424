import type { IncomingMessage, ServerResponse } from 'node:http';

import { faultOrderSchema, noFaults, type Fault, type Faults } from './faults.ts';
import { startHttpServer, type Answer, type HttpServer, type ReceivedRequest } from './http-server.ts';
import { firstFreePort } from './ports.ts';

/** A request whose path is without its query. */
export interface StandInRequest extends ReceivedRequest {
  query: URLSearchParams;
}

/** What a vendor would answer; nothing where the response has been used itself. */
export type Answering = (
  request: StandInRequest,
  response: ServerResponse,
  incoming: IncomingMessage,
) => Answer | Promise<Answer>;

/** A vendor's stand-in that is listening on loopback. */
export interface StandIn extends HttpServer {
  /** What goes wrong with the next requests. From outside: `POST /control/faults`, and `DELETE` to call them off. */
  faults: Faults;
}

export interface StandInOptions {
  /** The first port to try. Without it the system picks one. */
  port?: number | undefined;
  /** Which requests can meet with an ordered fault: those of the vendor's own API. */
  isFaulty: (request: StandInRequest) => boolean;
  /** Told of each fault that happened. */
  onFault?: (fault: Fault, request: StandInRequest) => void;
}

/** Starts a vendor's stand-in that can be told to fail, to hang and to break connections. */
export async function startStandIn(answering: Answering, options: StandInOptions): Promise<StandIn> {
  const faults = noFaults();
  const server = await startHttpServer(
    (received, response, incoming) => {
      const { pathname, searchParams } = new URL(received.path, 'http://stand-in');
      const request = { ...received, path: pathname, query: searchParams };
      if (pathname === '/control/faults') return controlled(request, faults);
      const fault = options.isFaulty(request) ? faults.take() : undefined;
      if (fault === undefined) return answering(request, response, incoming);
      options.onFault?.(fault, request);
      return meeting(fault, response);
    },
    options.port === undefined ? 0 : await firstFreePort(options.port),
  );
  return { ...server, faults };
}

/** The JSON of a body, or `undefined` where it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function controlled({ method, body }: ReceivedRequest, faults: Faults): Answer {
  if (method === 'DELETE') {
    faults.clear();
    return { status: 204 };
  }
  const order = faultOrderSchema.safeParse(jsonOf(body));
  if (method === 'POST' && order.success) {
    faults.add(order.data.fault, order.data.count);
    return { status: 202, body: order.data };
  }
  return {
    status: 400,
    body: {
      error: 'POST { "count": 2, "fault": … } to order faults, DELETE to call them off',
      faults: [
        { status: 503, retryAfter: 1 },
        { hang: true },
        { reset: 'before the answer' },
        { reset: 'in the body' },
      ],
    },
  };
}

function meeting(fault: Fault, response: ServerResponse): Answer {
  if ('hang' in fault) return undefined;
  if ('reset' in fault) {
    if (fault.reset === 'before the answer') {
      response.socket?.resetAndDestroy();
    } else {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"half":', () => response.socket?.resetAndDestroy());
    }
    return undefined;
  }
  return {
    status: fault.status,
    headers: {
      ...(fault.retryAfter !== undefined && { 'retry-after': String(fault.retryAfter) }),
      ...(fault.contentType !== undefined && { 'content-type': fault.contentType }),
    },
    body: fault.body ?? `The sandbox was told to answer ${fault.status}.`,
  };
}
