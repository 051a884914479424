/** How a delivery is tried again. */
export interface RetryOptions {
  /**
   * The longest pause before the second attempt, in ms; it doubles with each further one.
   *
   * @default 500
   */
  readonly baseMs?: number | undefined;
  /**
   * No pause of our own choosing is longer than this, in ms.
   *
   * @default 30_000
   */
  readonly capMs?: number | undefined;
  /**
   * Which outcomes may be tried again, by the answer's status, `null` where none came.
   *
   * @default no answer, 408, 425, 429 and 5xx
   */
  readonly mayRetry?: ((status: number | null) => boolean) | undefined;
}

export const DEFAULT_RETRY = { baseMs: 500, capMs: 30_000 } as const;

/** A server's `Retry-After` is obeyed up to this many ms (120 s); a longer wish is shortened to it. */
export const MAX_RETRY_AFTER_MS = 120_000;

/** The longest that is added to a pause that a server asked for, in ms. */
const MAX_ADDED_MS = 5_000;

/**
 * The one table of which statuses may be tried again: the request was fine and a later one may do better. Everything
 * else that is not 2xx is final: 400 is the caller's mistake, 401, 403 and 404 a wrong URL or key, 3xx a redirect,
 * which is never followed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5
 */
const RETRYABLE_STATUSES = [
  { from: 408, to: 408, why: 'the server gave up waiting for the request' },
  { from: 425, to: 425, why: 'the server was not ready to risk an early request' },
  { from: 429, to: 429, why: 'too many requests' },
  { from: 500, to: 599, why: 'the server failed' },
] as const;

/** Whether a request that ended so may be sent again; `null` is a request that got no answer. */
export function mayRetryStatus(status: number | null): boolean {
  if (status === null) return true;
  return RETRYABLE_STATUSES.some(({ from, to }) => status >= from && status <= to);
}

/**
 * The pause in ms after attempt number `attempt` (from 1): exponential, anything from half the step's height to all of it,
 * so that many clients of one failed server do not come back in one wave, and none comes back at once.
 */
export function backoffMs(
  attempt: number,
  { baseMs = DEFAULT_RETRY.baseMs, capMs = DEFAULT_RETRY.capMs }: RetryOptions = {},
  random: () => number = Math.random,
): number {
  const height = Math.min(capMs, baseMs * 2 ** (attempt - 1));
  return Math.round(height / 2 + (share(random) * height) / 2);
}

/**
 * The pause that a `Retry-After` header asks for in ms, at most {@link MAX_RETRY_AFTER_MS}; `undefined` where there is
 * no header or it is neither seconds nor a date.
 *
 * @param now The current time in ms since the epoch.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, Math.ceil(ms)), MAX_RETRY_AFTER_MS);
}

/** A pause that a server asked for with something on top, so that not all who were told the same come back at once. */
export function withJitterMs(askedMs: number, random: () => number): number {
  return askedMs + Math.round(share(random) * Math.min(askedMs / 4, MAX_ADDED_MS));
}

/** A random number from 0 to 1, whatever a `random` of one's own gives. */
function share(random: () => number): number {
  const given = random();
  return given >= 0 && given <= 1 ? given : 1;
}
