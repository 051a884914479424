import { attemptCountOf } from '../../delivery/attempts.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import { AlertbridgeError } from '../../errors.ts';
import { cut, oneLine, textOfHtml } from '../../text.ts';
import type { ApiMessage, Envelope } from './envelope.ts';

/**
 * A call of Cloudflare's API that failed: an answer that is not 2xx, one that is but says `success: false`, one that is not
 * Cloudflare's JSON, or none. Holds no secret.
 */
export class CloudflareApiError extends AlertbridgeError {
  override readonly name = 'CloudflareApiError';
  /** The answer's HTTP status; `null` where none came. */
  readonly status: number | null;
  /** What Cloudflare says is wrong; empty where the answer is not Cloudflare's JSON. */
  readonly errors: readonly ApiMessage[];
  /** Cloudflare's codes alone. */
  readonly codes: readonly number[];
  /** Cloudflare's sentences alone. */
  readonly messages: readonly string[];
  /** The `cf-ray` header, which Cloudflare's support asks for; `null` where there is none. */
  readonly cfRay: string | null;
  /** Whether the call may have had its effect all the same: no answer came, or none of Cloudflare's own. */
  readonly mayHaveTakenEffect: boolean;
  readonly delivery: Delivery;

  /**
   * @param what The call as a person would say it, e.g. "create the webhook destination".
   * @param envelope Cloudflare's answer with no secret in what it says; `undefined` where the answer is not Cloudflare's JSON.
   */
  constructor(
    what: string,
    delivery: Delivery,
    envelope: Envelope | undefined,
    { cause, why }: { cause?: unknown; why?: string | undefined } = {},
  ) {
    const errors = envelope?.errors ?? [];
    const cfRay = delivery.headers['cf-ray'] ?? null;
    const ray = cfRay === null ? '' : ` (cf-ray ${cfRay})`;
    super(
      `Could not ${what}: ${reasonOf(delivery, envelope, why)}${ray}.`,
      cause === undefined ? {} : { cause },
    );
    const { status } = delivery;
    this.status = status;
    this.errors = errors;
    this.codes = errors.flatMap(({ code }) => code ?? []);
    this.messages = errors.map(({ message }) => message);
    this.cfRay = cfRay;
    this.mayHaveTakenEffect =
      status === null || status >= 500 || (status >= 200 && status < 300 && envelope === undefined);
    this.delivery = delivery;
  }
}

/** What a person can do about a call of Cloudflare's API that failed, in a sentence or two. */
export function hint({ status, codes }: Pick<CloudflareApiError, 'status' | 'codes'>): string {
  if (status === null) return 'Cloudflare was not reached. Check the network, the proxy and the base URL.';
  if (status === 401 || status === 403 || codes.includes(10_000) || codes.includes(6_003)) {
    return 'Cloudflare does not accept the API token. It needs the account permission "Notifications: Edit", for this account.';
  }
  if (status === 404)
    return 'Cloudflare has no such destination. It may have been deleted; the list of destinations shows those that exist.';
  if (status === 429) return 'Cloudflare allows 1,200 calls in five minutes. Try again later.';
  if (status >= 500) return 'Cloudflare failed, or a proxy on the way to it. Try again later.';
  return "Cloudflare refused the request; its message says why. A new destination's URL must answer Cloudflare's test message with a 2xx.";
}

function reasonOf(delivery: Delivery, envelope: Envelope | undefined, why: string | undefined): string {
  const { status, attempts, body, truncated } = delivery;
  const count = attemptCountOf(delivery);
  const tries = count > 1 ? ` (tried ${count} times)` : '';
  if (status === null) {
    const last = attempts.at(-1);
    return `no answer${tries}${last !== undefined && 'error' in last ? `: ${last.error}` : ''}`;
  }
  const answer = `the answer was ${status}${tries}`;
  if (envelope === undefined) return `${answer}, and ${foreignAnswer(body, truncated)}`;
  const said = envelope.errors
    .map(({ code, message }) => [code, message].filter((part) => part !== null && part !== '').join(' '))
    .join('; ');
  return `${answer}: ${why ?? (said || 'no success, without a reason')}`;
}

function foreignAnswer(body: unknown, truncated: boolean): string {
  if (body === null) return 'empty';
  if (truncated) return 'too long to read, or broken off';
  const text = typeof body === 'string' ? oneLine(textOfHtml(body.slice(0, 10_000))) : JSON.stringify(body);
  return `not Cloudflare's JSON: ${cut(text, 200)}`;
}
