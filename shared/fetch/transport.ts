import { readUpTo } from '../delivery/response.ts';
import type { Transport } from '../delivery/transport.ts';

/** As much of `fetch` as a transport uses, so that any implementation fits. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    redirect: 'manual';
    signal: AbortSignal;
  },
) => Promise<FetchResponse>;

interface FetchResponse {
  readonly status: number;
  readonly type: string;
  readonly headers: { forEach(act: (value: string, name: string) => void): void };
  readonly body: FetchBody | null;
}

interface FetchBody {
  getReader(): {
    read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

/** Browsers hide the status of a redirect that they do not follow; which one it is makes no difference. */
const SOME_REDIRECT = 302;

/** A transport through `fetch`. Redirects are not followed, and of a body no more is read than was asked for. */
export function createFetchTransport(fetch: Fetch): Transport {
  return async ({ method, url, headers, body, maxResponseBytes, signal }) => {
    const response = await fetch(url, {
      method,
      headers,
      ...(body !== undefined && { body }),
      redirect: 'manual',
      signal,
    });
    const named: Record<string, string> = {};
    response.headers.forEach((value, name) => (named[name.toLowerCase()] = value));
    const read =
      response.body === null
        ? { body: '', truncated: false }
        : await readUpTo(chunksOf(response.body), maxResponseBytes);
    return {
      status: response.type === 'opaqueredirect' ? SOME_REDIRECT : response.status,
      headers: named,
      ...read,
    };
  };
}

/** Not every runtime's body can be iterated itself. */
async function* chunksOf(body: FetchBody): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (value !== undefined) yield value;
    }
  } finally {
    // Ends the connection where the rest is not wanted; what is already broken cannot be ended again.
    await reader.cancel().catch(() => undefined);
  }
}
