import type { Runtime } from '../delivery/destination.ts';
import { ConfigurationError } from '../errors.ts';
import { sleep } from './sleep.ts';
import { createFetchTransport, type Fetch } from './transport.ts';

export interface CreateRuntimeOptions {
  /** What sends each request. @default the global `fetch` */
  readonly fetch?: Fetch | undefined;
}

/**
 * A runtime for wherever there is `fetch`: Workers, Deno, Bun, browsers, or one's own `fetch` with a proxy or a certificate.
 *
 * @throws ConfigurationError when there is no `fetch`.
 */
export function createRuntime({ fetch = globalFetch }: CreateRuntimeOptions = {}): Runtime {
  if (typeof fetch !== 'function') {
    throw new ConfigurationError('There is no fetch here. Pass one: createRuntime({ fetch }).');
  }
  return { transport: createFetchTransport(fetch), sleep };
}

/** Looked up at each call, so that one that is put in place later is used; called as browsers want it, without a `this`. */
const globalFetch: Fetch = async (url, init) => await fetch(url, init);

/** The runtime by the global `fetch`. */
export const runtime: Runtime = createRuntime();
