import { joinedHeaders } from './response.ts';
import { afterMs } from './timeouts.ts';
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
  let whyEnded: string | undefined;
  let end: (outcome: Outcome) => void = () => {};
  const ended = new Promise<Outcome>((resolve) => {
    end = resolve;
  });
  const endNow = () => {
    end({ error: new Error(whyEnded) });
  };
  const abandon = () => {
    whyEnded ??= 'aborted';
    stop.abort(signal?.reason);
    endNow();
  };
  let takeBackGrace = () => {};
  const takeBackTimeout = afterMs(request.timeoutMs, () => {
    whyEnded = `no answer within ${request.timeoutMs} ms`;
    stop.abort(new Error(whyEnded));
    takeBackGrace = afterMs(GRACE_MS, endNow);
  });
  if (signal?.aborted) abandon();
  else signal?.addEventListener('abort', abandon);
  const call = async () => {
    try {
      end(outcomeOf(await transport({ ...request, signal: stop.signal })));
    } catch (error) {
      end({ error: whyEnded === undefined ? error : new Error(whyEnded) });
    }
  };
  void call();
  try {
    return await ended;
  } finally {
    takeBackTimeout();
    takeBackGrace();
    signal?.removeEventListener('abort', abandon);
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
