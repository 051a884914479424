import { onAbortOf } from './abort.ts';
import { joinedHeaders } from './response.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

/** What came of one attempt. */
export type Outcome = { response: TransportResponse } | { error: unknown };

/** How long a transport has to hand over what it has of an answer once the attempt's time is over, in ms. */
const GRACE_MS = 200;

/** Makes one attempt. It ends in time also where the transport does not listen to its signal, and leaves nothing on `signal`. */
export async function attemptOnce(
  transport: Transport,
  request: Omit<TransportRequest, 'signal'>,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const stop = new AbortController();
  const timeout = AbortSignal.timeout(request.timeoutMs);
  let release = () => {};
  let whyEnded: string | undefined;
  const ended = new Promise<Outcome>((resolve) => {
    const end = () => {
      resolve({ error: new Error(whyEnded) });
    };
    const releaseTimeout = onAbortOf([timeout], () => {
      whyEnded = `no answer within ${request.timeoutMs} ms`;
      stop.abort(new Error(whyEnded));
      AbortSignal.timeout(GRACE_MS).addEventListener('abort', end, { once: true });
    });
    const releaseSignal = onAbortOf([signal], () => {
      whyEnded ??= 'aborted';
      stop.abort(signal?.reason);
      end();
    });
    release = () => {
      releaseTimeout();
      releaseSignal();
    };
  });
  const answered = (async (): Promise<Outcome> => {
    try {
      return outcomeOf(await transport({ ...request, signal: stop.signal }));
    } catch (error) {
      return { error: whyEnded === undefined ? error : new Error(whyEnded) };
    }
  })();
  try {
    return await Promise.race([answered, ended]);
  } finally {
    release();
  }
}

/** A transport is anybody's: what it gives is looked at before it is believed. */
function outcomeOf(given: unknown): Outcome {
  const { status, headers, body, truncated, broken } = (given ?? {}) as Partial<
    Record<keyof TransportResponse, unknown>
  >;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 999) {
    return { error: new Error('the transport gave no HTTP answer') };
  }
  return {
    response: {
      status,
      headers: joinedHeaders((headers ?? {}) as Record<string, unknown>),
      body: typeof body === 'string' ? body : '',
      truncated: truncated === true,
      ...(broken === true && { broken }),
    },
  };
}
