import { isDeeperThan, MAX_DEPTH } from '../input.ts';
import { AuthenticationError, ConfigurationError } from '../errors.ts';
import {
  DeliveryError,
  type Attempt,
  type Delivery,
  type DeliveryRequest,
  type EndedBy,
} from './delivery.ts';
import type { Runtime, Verdict } from './destination.ts';
import { onAbortOf, unlessAborted } from './abort.ts';
import { redact, redactValue } from '../redact.ts';
import { backoffMs, DEFAULT_RETRY, mayRetryStatus, retryAfterMs, type RetryOptions } from './retry.ts';
import { MAX_RESPONSE_BYTES, type Transport, type TransportResponse } from './transport.ts';

/** How something is delivered, whatever it goes through. */
export interface SendOptions {
  retry?: RetryOptions | undefined;
  /** For each attempt, in ms. Default 10,000. */
  timeoutMs?: number | undefined;
  /** For all attempts and the pauses between them, in ms. Default 300,000. */
  deadlineMs?: number | undefined;
  /** How much of an answer is read, in bytes. Default 64 KiB. */
  maxResponseBytes?: number | undefined;
  /** Gives the delivery up; it then ends with a DeliveryError whose cause is the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * Aborted when something newer has made the delivery pointless: no further attempt starts, and the one that is under way
   * ends as it may.
   */
  overtaken?: AbortSignal | undefined;
  /** What a 2xx answer is worth, where the status alone does not decide. Default: it is delivered. */
  judge?: ((response: TransportResponse) => Verdict) | undefined;
  /** The clock, in ms since the epoch. Default `Date.now`. */
  now?: (() => number) | undefined;
  /** From 0 to 1, for the jitter. Default `Math.random`. */
  random?: (() => number) | undefined;
}

export interface DeliverOptions extends SendOptions, Runtime {}

/** What came of a request: its record, which may be shown, and what code reads, which may not. */
export interface Exchange {
  delivery: Delivery;
  /** The last answer as it came, secrets and all; `null` where the last attempt got none. Not for showing. */
  answer: TransportResponse | null;
  /** Why it was given up; `null` where it was delivered. */
  error: DeliveryError | null;
}

export const DEFAULT_TIMEOUT_MS = 10_000;
export const DEFAULT_DEADLINE_MS = 300_000;

type Outcome = { response: TransportResponse } | { error: unknown };

/**
 * Gets one request to one URL: tries, waits, tries again, and says what happened.
 *
 * Attempts follow each other with full-jitter exponential backoff, never sooner than a `Retry-After` asks. Which
 * statuses may be tried again stands in `retry.ts`; a connection that broke and an attempt that took too long may be.
 *
 * @throws DeliveryError when it gave up; its `delivery` is the same record.
 * @throws ConfigurationError when the URL is invalid or an option is out of range. Nothing has been sent then.
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
 * @throws ConfigurationError when the URL is invalid or an option is out of range. Nothing has been sent then.
 */
export async function exchange(request: DeliveryRequest, options: DeliverOptions): Promise<Exchange> {
  const { transport, sleep, signal, overtaken, judge, now = Date.now, random = Math.random } = options;
  requireRuntime(options);
  const attemptsAllowed = wholeNumber('retry.attempts', options.retry?.attempts ?? DEFAULT_RETRY.attempts, 1);
  const mayRetry = options.retry?.mayRetry ?? mayRetryStatus;
  const timeoutMs = wholeNumber('timeoutMs', options.timeoutMs ?? DEFAULT_TIMEOUT_MS, 1);
  const deadlineMs = wholeNumber('deadlineMs', options.deadlineMs ?? DEFAULT_DEADLINE_MS, 1);
  const maxResponseBytes = wholeNumber('maxResponseBytes', options.maxResponseBytes ?? MAX_RESPONSE_BYTES, 1);
  const secrets = request.secrets ?? [];
  const encoded = encodeRequest(request);

  const startedAt = now();
  const attempts: Attempt[] = [];
  for (;;) {
    const attemptAt = now();
    const remainingMs = Math.max(1, startedAt + deadlineMs - attemptAt);
    const outcome = await attempt(
      transport,
      { ...encoded, maxResponseBytes },
      Math.min(timeoutMs, remainingMs),
      signal,
    );
    const durationMs = now() - attemptAt;
    attempts.push(
      'response' in outcome
        ? { status: outcome.response.status, durationMs }
        : { error: redact(describeError(outcome.error), secrets), durationMs },
    );
    const answer = 'response' in outcome ? outcome.response : null;
    const verdict = verdictOf(answer, judge);
    const delivery = recordOf(
      encoded,
      secrets,
      outcome,
      attempts,
      now() - startedAt,
      verdict?.delivered ?? false,
    );
    if (delivery.delivered) return { delivery, answer, error: null };

    const givenUp = (
      endedBy: EndedBy,
      why: string,
      cause: unknown = 'error' in outcome ? outcome.error : undefined,
    ): Exchange => ({
      delivery,
      answer,
      error: new DeliveryError(
        why,
        delivery,
        endedBy,
        cause === undefined ? undefined : redactedCause(cause, secrets),
      ),
    });
    const byCaller = () =>
      givenUp('caller', `Given up by the caller after ${times(attempts.length)}.`, signal?.reason);
    const what = describeLast(delivery, verdict);
    if (signal?.aborted) return byCaller();
    const hasNoCredentials = 'error' in outcome && outcome.error instanceof AuthenticationError;
    const isFinal =
      verdict === undefined || verdict.delivered ? !mayRetry(delivery.status) : !verdict.mayRetry;
    if (hasNoCredentials || isFinal) return givenUp('answer', `${what} It is not tried again.`);
    const isOvertaken = `${what} It is not tried again, because newer news has overtaken it.`;
    if (overtaken?.aborted) return givenUp('overtaken', isOvertaken);
    if (attempts.length >= attemptsAllowed)
      return givenUp('time', `${what} Gave up after ${times(attempts.length)}.`);

    const pauseMs = Math.max(
      backoffMs(attempts.length, options.retry, random),
      retryAfterMs(delivery.headers['retry-after'], now()) ?? 0,
    );
    if (now() - startedAt + pauseMs >= deadlineMs) {
      return givenUp(
        'time',
        `${what} Gave up after ${times(attempts.length)}: the time for all attempts (${deadlineMs} ms) is over.`,
      );
    }
    const pause = new AbortController();
    const release = onAbortOf([signal, overtaken], () => {
      pause.abort();
    });
    try {
      await sleep(pauseMs, pause.signal);
    } catch (error) {
      if (!pause.signal.aborted) throw error;
    } finally {
      release();
    }
    if (signal?.aborted) return byCaller();
    if (overtaken?.aborted) return givenUp('overtaken', isOvertaken);
  }
}

/**
 * @throws ConfigurationError when there is nothing to reach the world with.
 */
export function requireRuntime(runtime: Partial<Runtime> | undefined): void {
  const missing = (['transport', 'sleep'] as const).find((name) => typeof runtime?.[name] !== 'function');
  if (missing === undefined) return;
  throw new ConfigurationError(
    `There is no ${missing}. Pass the runtime of alertbridge/node, or of alertbridge/fetch where there is no Node.`,
  );
}

/** What an answer is worth where it is a 2xx; `undefined` where the status alone says that it is not delivered. */
function verdictOf(answer: TransportResponse | null, judge: SendOptions['judge']): Verdict | undefined {
  if (answer === null || answer.status < 200 || answer.status >= 300) return undefined;
  return judge?.(answer) ?? { delivered: true };
}

interface EncodedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

function encodeRequest({ url, method = 'POST', headers = {}, body }: DeliveryRequest): EncodedRequest {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new ConfigurationError('The URL to deliver to is not an http or https URL.');
  }
  if (body === undefined) return { method, url, headers };
  const hasContentType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return {
    method,
    url,
    headers: hasContentType ? headers : { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

async function attempt(
  transport: Transport,
  request: EncodedRequest & { maxResponseBytes: number },
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  try {
    // It ends in time even where a transport does not listen to the signal.
    const response = await unlessAborted(
      transport({ ...request, timeoutMs, signal: stop }),
      stop,
      () => new Error(timeout.aborted ? `no answer within ${timeoutMs} ms` : 'aborted'),
    );
    return { response };
  } catch (error) {
    return { error };
  }
}

function recordOf(
  request: EncodedRequest,
  secrets: readonly string[],
  outcome: Outcome,
  attempts: Attempt[],
  durationMs: number,
  delivered: boolean,
): Delivery {
  const response = 'response' in outcome ? outcome.response : undefined;
  return {
    delivered,
    method: request.method,
    url: redact(request.url, secrets),
    status: response?.status ?? null,
    attempts: [...attempts],
    durationMs,
    headers: redactValue(response?.headers ?? {}, secrets) as Record<string, string>,
    body: redactValue(response === undefined ? null : parsedBody(response), secrets),
    truncated: response?.truncated ?? false,
  };
}

function parsedBody({ body, truncated }: TransportResponse): unknown {
  if (body === '') return null;
  if (truncated) return body;
  try {
    const parsed: unknown = JSON.parse(body);
    // Whoever shows or stores the record walks it by recursion, which a stranger's answer must not overflow.
    return isDeeperThan(parsed, MAX_DEPTH) ? body : parsed;
  } catch {
    return body;
  }
}

function describeLast(
  { method, url, status, attempts, headers }: Delivery,
  verdict: Verdict | undefined,
): string {
  const last = attempts.at(-1);
  if (status === null)
    return `${method} ${url}: ${last !== undefined && 'error' in last ? last.error : 'no answer'}.`;
  if (status >= 300 && status < 400) {
    const target = headers['location'];
    return `${method} ${url} was answered ${status}, a redirect${target ? ` to ${originOf(target, url)}` : ''}, which is not followed.`;
  }
  const reason = verdict === undefined || verdict.delivered ? '' : `, but ${verdict.reason}`;
  return `${method} ${url} was answered ${status}${reason}.`;
}

function originOf(location: string, base: string): string {
  return URL.canParse(location, base) ? new URL(location, base).origin : 'somewhere unreadable';
}

function describeError(error: unknown): string {
  if (!isErrorLike(error)) return String(error);
  // An AggregateError of Node's has an empty message; what is in it says what happened.
  const inner = [...(error.errors ?? []), ...(error.cause === undefined ? [] : [error.cause])];
  const code = error.code ?? '';
  const own = error.message === '' ? code : error.message;
  const causes = inner.map(describeError).filter((text) => text !== '' && !own.includes(text));
  return [own, ...causes].filter((text) => text !== '').join(': ') || error.name;
}

/** An error of a transport can quote the URL, so its stack and own fields are left behind. */
function redactedCause(cause: unknown, secrets: readonly string[]): Error {
  const redacted = new Error(redact(describeError(cause), secrets));
  if (!isErrorLike(cause)) return redacted;
  return Object.assign(redacted, { name: cause.name, ...(cause.code !== undefined && { code: cause.code }) });
}

interface ErrorLike {
  name: string;
  message: string;
  code?: string;
  cause?: unknown;
  errors?: unknown[];
}

/** Like `instanceof Error`, but also for the errors of another realm (a vm context, a worker). */
function isErrorLike(value: unknown): value is ErrorLike {
  return (
    typeof value === 'object' && value !== null && 'message' in value && 'name' in value && 'stack' in value
  );
}

function times(count: number): string {
  return count === 1 ? '1 attempt' : `${count} attempts`;
}

function wholeNumber(name: string, value: number, least: number): number {
  if (!Number.isFinite(value) || value < least) {
    throw new ConfigurationError(`${name} must be a number from ${least} up; it is ${value}.`);
  }
  return Math.floor(value);
}
