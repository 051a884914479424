import { AlertbridgeError, AuthenticationError, ConfigurationError } from '../errors.ts';
import type { Redactor } from '../redact.ts';
import { cut } from '../text.ts';
import { onAbortOf } from './abort.ts';
import { attemptOnce } from './attempt.ts';
import { attemptCountOf, withAttempt, type Attempts } from './attempts.ts';
import {
  DeliveryError,
  type Attempt,
  type Delivery,
  type DeliveryRequest,
  type EndedBy,
} from './delivery.ts';
import type { Verdict } from './destination.ts';
import { describeFailure, redactedCause } from './failure.ts';
import { settingsOf, type DeliverOptions, type TryOptions } from './options.ts';
import { createPatience } from './patience.ts';
import { pausesOf, type Turn } from './pauses.ts';
import { encodeRequest, recordOf } from './record.ts';
import { redactorOf } from './redactors.ts';
import { backoffMs, retryAfterMs, withJitterMs } from './retry.ts';
import type { TransportResponse } from './transport.ts';

/** How much is said of why an answer is not worth its status, in UTF-16 units. */
const MAX_REASON = 1_000;

const NO_SECRETS: readonly string[] = [];

/** What came of a request: its record, which may be shown, and what code reads, which may not. */
export interface Exchange {
  delivery: Delivery;
  /** The last answer as it came, secrets and all; `null` where the last attempt got none. Not for showing. */
  answer: TransportResponse | null;
  /** Why it was given up; `null` where it was delivered. */
  error: DeliveryError | null;
}

/**
 * Gets one request to one URL: tries, waits, tries again, and says what happened.
 *
 * Attempts follow each other with growing, random pauses, never sooner than a `Retry-After` asks (but for the last one,
 * which is made just before the time is over); a pause that a destination has asked for holds for all that goes there through
 * the same transport. Which statuses may be tried again stands in `retry.ts`; a connection that broke and an attempt that
 * took too long may be. The status decides: a 2xx whose body breaks off or never ends is delivered.
 *
 * @throws DeliveryError when it gave up; its `delivery` is the same record.
 * @throws ConfigurationError when the request or an option is invalid. Nothing has been sent then.
 */
export async function deliver(request: DeliveryRequest, options: DeliverOptions): Promise<Delivery> {
  const { delivery, error } = await exchange(request, options);
  if (error !== null) throw error;
  return delivery;
}

/**
 * Like `deliver`, for code that reads the answer: it gives the answer as it came beside its redacted record, also where
 * the delivery was given up.
 *
 * @throws ConfigurationError when the request or an option is invalid. Nothing has been sent then.
 */
export async function exchange(request: DeliveryRequest, options: DeliverOptions): Promise<Exchange> {
  const settings = settingsOf(options);
  const { transport, timeoutMs, giveUpAfterMs, maxResponseBytes, retry, random } = settings;
  const { signal, overtaken, judge, onAttempt, pauses = pausesOf(transport) } = options;
  const encoded = encodeRequest(request);
  const { shownUrl, headersAt } = request;
  const shown = redactorOf(request.secrets ?? NO_SECRETS);
  const patience = createPatience(settings);
  let made: Attempts = { attempts: [] };
  let answer: TransportResponse | null = null;
  let failure: unknown;
  let waitFailure: string | undefined;

  const record = (delivered: boolean): Delivery =>
    recordOf({
      request: { ...encoded, shownUrl },
      shown,
      answer,
      made,
      delivered,
      durationMs: patience.elapsedMs(),
    });

  const ended = (endedBy: EndedBy, verdict?: Verdict): Exchange => {
    const delivery = record(false);
    const count = attemptCountOf(made);
    const what = count === 0 ? '' : `${describeLast(delivery, verdict, shown)} `;
    const why = {
      answer: `${what}It is not tried again.`,
      overtaken: `${what}It is not tried again, because something newer has overtaken it.`,
      caller: `Given up by the caller ${after(count)}.`,
      time:
        waitFailure === undefined
          ? `${what}Gave up ${after(count)}: the time for all attempts (${giveUpAfterMs} ms) is over.`
          : `${what}Gave up ${after(count)}: the sleep failed: ${waitFailure}.`,
    }[endedBy];
    const cause: unknown = endedBy === 'caller' ? signal?.reason : failure;
    const shownCause = cause === undefined ? undefined : redactedCause(cause, shown);
    return { delivery, answer, error: new DeliveryError(why, delivery, endedBy, shownCause) };
  };

  /** What there is to wait for, one's own pause and that of the destination, as far as there is time for it. */
  const nextPause = (ownMs: number): { ms: number; turn: Turn | undefined } => {
    const turn = pauses.turn(encoded.url, patience.now());
    return { ms: patience.pauseFor(Math.max(ownMs, turn?.waitMs ?? 0)) ?? 0, turn };
  };

  /** Waits until it is one's turn; says what has ended the wait where something did. */
  const waitThrough = async (first: ReturnType<typeof nextPause>): Promise<EndedBy | undefined> => {
    for (let { ms, turn } = first; ms > 0; { ms, turn } = nextPause(0)) {
      const stop = new AbortController();
      const release = onAbortOf([signal, overtaken], () => {
        stop.abort();
      });
      try {
        await patience.wait(ms, stop.signal);
      } catch (error) {
        if (!stop.signal.aborted) {
          waitFailure = describeFailure(error, shown) || 'no reason given';
          return 'time';
        }
      } finally {
        release();
      }
      if (signal?.aborted) return 'caller';
      if (overtaken?.aborted) return 'overtaken';
      if (turn !== undefined && !turn.isLost()) return undefined;
    }
    return undefined;
  };

  let stoppedBy = signal?.aborted ? 'caller' : await waitThrough(nextPause(0));
  while (stoppedBy === undefined) {
    const startedAt = patience.now();
    const attemptMs = Math.max(1, Math.ceil(Math.min(timeoutMs, patience.leftMs())));
    const outcome = await attemptOnce(
      transport,
      {
        ...encoded,
        headers: { ...encoded.headers, ...headersAt?.(settings.now()) },
        maxResponseBytes,
        timeoutMs: attemptMs,
      },
      signal,
    );
    const endedAt = patience.now();
    answer = 'response' in outcome ? outcome.response : null;
    failure = 'error' in outcome ? outcome.error : undefined;
    // Nothing has gone out: there is no way to the world.
    if (failure instanceof ConfigurationError) throw failure;
    const durationMs = Math.round(endedAt - startedAt);
    const attempt: Attempt =
      answer === null
        ? { error: describeFailure(failure, shown) || 'no answer', durationMs }
        : { status: answer.status, durationMs };
    made = withAttempt(made, attempt);
    const count = attemptCountOf(made);
    const tell = (pauseMs: number | null) => {
      tellOf(onAttempt, { number: count, attempt, pauseMs });
    };

    const verdict = verdictOf(answer, judge, shown);
    if (verdict?.delivered) {
      tell(null);
      return { delivery: record(true), answer, error: null };
    }
    const mayRetry = verdict === undefined ? retry.mayRetry(answer?.status ?? null) : verdict.mayRetry;
    const endedBy = endOf({
      signal,
      overtaken,
      failure,
      mayRetry,
      isTimeOver: patience.pauseFor(0) === null,
    });
    if (endedBy !== undefined) {
      tell(null);
      return ended(endedBy, verdict);
    }

    const ownMs = backoffMs(count, retry, random);
    const askedMs = retryAfterMs(answer?.headers['retry-after'], settings.now());
    if (askedMs !== undefined || answer?.status === 429) {
      pauses.ask(encoded.url, { startedAt, now: endedAt, ms: withJitterMs(askedMs ?? ownMs, random) });
    }
    const pause = nextPause(ownMs);
    tell(pause.ms);
    stoppedBy = await waitThrough(pause);
  }
  return ended(stoppedBy);
}

/** What ends a delivery that has not succeeded; `undefined` where it goes on. */
function endOf({
  signal,
  overtaken,
  failure,
  mayRetry,
  isTimeOver,
}: Pick<DeliverOptions, 'signal' | 'overtaken'> & {
  failure: unknown;
  mayRetry: boolean;
  isTimeOver: boolean;
}): EndedBy | undefined {
  if (signal?.aborted) return 'caller';
  if (!mayRetry || failure instanceof AuthenticationError) return 'answer';
  if (overtaken?.aborted) return 'overtaken';
  return isTimeOver ? 'time' : undefined;
}

/** What a 2xx is worth; `undefined` where the status alone says that it is not delivered. */
function verdictOf(
  answer: TransportResponse | null,
  judge: TryOptions['judge'],
  shown: Redactor,
): Verdict | undefined {
  if (answer === null || answer.status < 200 || answer.status >= 300) return undefined;
  try {
    return judge?.(answer) ?? { delivered: true };
  } catch (error) {
    if (error instanceof AlertbridgeError) throw error;
    const reason = `it could not be judged: ${describeFailure(error, shown)}`;
    return { delivered: false, reason, mayRetry: false };
  }
}

function tellOf<News>(hook: ((news: News) => void) | undefined, news: News): void {
  try {
    hook?.(news);
  } catch {
    // Whoever listens must not change what becomes of a delivery.
  }
}

function describeLast(
  { method, url, status, attempts, headers }: Delivery,
  verdict: Verdict | undefined,
  shown: Redactor,
): string {
  const last = attempts.at(-1);
  if (status === null)
    return `${method} ${url}: ${last !== undefined && 'error' in last ? last.error : 'no answer'}.`;
  if (status >= 300 && status < 400) {
    const target = headers['location'];
    return `${method} ${url} was answered ${status}, a redirect${target ? ` to ${originOf(target, url)}` : ''}, which is not followed.`;
  }
  const reason =
    verdict === undefined || verdict.delivered ? '' : `, but ${cut(shown.text(verdict.reason), MAX_REASON)}`;
  return `${method} ${url} was answered ${status}${reason}.`;
}

function originOf(location: string, base: string): string {
  return URL.canParse(location, base) ? new URL(location, base).origin : 'somewhere unreadable';
}

function after(count: number): string {
  if (count === 0) return 'before the first attempt';
  return count === 1 ? 'after 1 attempt' : `after ${count} attempts`;
}
