import type { Runtime } from '../delivery/destination.ts';
import { sleep } from './sleep.ts';
import { createTransport, type CreateTransportOptions, type NodeTransport } from './transport.ts';

export interface NodeRuntime extends Runtime {
  /** Ends all connections once their requests are done. */
  close(): Promise<void>;
}

/**
 * A runtime with connections of its own, e.g. through a proxy that the environment does not name. Make one and keep it: each
 * has its own pool of connections.
 *
 * @throws ConfigurationError when `proxy`, or the proxy that the environment names, is not the URL of an http or https proxy.
 */
export function createRuntime(options: CreateTransportOptions = {}): NodeRuntime {
  const transport = createTransport(options);
  return { transport, sleep, close: () => transport.close() };
}

let shared: NodeTransport | undefined;

/**
 * The runtime for Node: one pool of connections for everything that is sent through it, made at the first use, through the
 * proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name. Idle connections do not keep the process from ending.
 */
export const runtime: Runtime = {
  transport: async (request) => await (shared ??= createTransport())(request),
  sleep,
};
