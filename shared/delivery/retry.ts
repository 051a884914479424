/** How a delivery is tried again. */
export interface RetryOptions {
  /** The most attempts, the first one included. Default 5. */
  attempts?: number | undefined;
  /** The longest pause before the second attempt in ms; it doubles with each further one. Default 500. */
  baseMs?: number | undefined;
  /** No pause of our own choosing is longer than this, in ms. Default 30,000. */
  capMs?: number | undefined;
  /**
   * Which outcomes may be tried again, by the answer's status, `null` where none came. Default: no answer, 408, 425, 429
   * and 5xx.
   */
  mayRetry?: ((status: number | null) => boolean) | undefined;
}

export const DEFAULT_RETRY = { attempts: 5, baseMs: 500, capMs: 30_000 } as const;

/** A server's `Retry-After` is obeyed up to this many ms (120 s); a longer wish is shortened to it. */
export const MAX_RETRY_AFTER_MS = 120_000;

/**
 * The one table of which statuses may be tried again: the request was fine and a later one may do better. Everything
 * else that is not 2xx is final: 400 is the caller's mistake, 401, 403 and 404 a wrong URL or key, 3xx a redirect,
 * which is never followed.
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
 * The pause in ms after attempt number `attempt` (from 1): exponential with full jitter, that is, anything from 0 to
 * the step's height, so that many clients of one failed server do not come back in one wave.
 */
export function backoffMs(
  attempt: number,
  { baseMs = DEFAULT_RETRY.baseMs, capMs = DEFAULT_RETRY.capMs }: RetryOptions = {},
  random: () => number = Math.random,
): number {
  return Math.round(random() * Math.min(capMs, baseMs * 2 ** (attempt - 1)));
}

/**
 * The pause that a `Retry-After` header asks for in ms, at most {@link MAX_RETRY_AFTER_MS}; `undefined` where there is
 * no header or it is neither seconds nor a date (RFC 9110, section 10.2.3).
 *
 * @param now The current time in ms since the epoch.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, Math.ceil(ms)), MAX_RETRY_AFTER_MS);
}
