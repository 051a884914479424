import type { AuthorizedDelivery } from '../delivery/authorized.ts';
import type { Authorization } from '../delivery/authenticator.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { MASK, redactor as redactorOf, type Redactor } from '../redact.ts';
import type { Target } from './target.ts';
import type { ValidatorResult } from './validators.ts';

/**
 * What became of an event: `delivered`; nothing sent because the webhook is `inactive` or its filters do not match
 * (`filtered`); `unresolved` because the template names what the event does not have, which a test and `missingFields: 'fail'`
 * do not let pass; `rejected` by a response validator; or `failed`.
 */
export type Outcome = 'delivered' | 'inactive' | 'filtered' | 'unresolved' | 'rejected' | 'failed';

/** One use of a webhook, with what was sent and what came back. It holds no secret of the webhook. */
export interface Invocation {
  /** The webhook's name. */
  name: string;
  /** True for what `test` sent. */
  test: boolean;
  outcome: Outcome;
  /** Why it was not delivered, in words for a person; `null` where it was. */
  reason: string | null;
  /** The placeholders that found nothing in the event, by their paths: the first 50. */
  unresolved: readonly string[];
  /** `null` where nothing was to be sent. What an authentication adds is masked, as are all headers a user chose. */
  request: { method: string; url: string; headers: Record<string, string>; body: unknown } | null;
  /** `null` where none came. The body is parsed where it is JSON; of a longer one, the first 64 KiB. */
  response: { status: number; headers: Record<string, string>; body: unknown; truncated: boolean } | null;
  /** Each row with what it found; empty where no response came. */
  validators: ValidatorResult[];
  /** `null` where nothing was sent to the webhook's URL. */
  delivery: Delivery | null;
}

/** The same invocation without the secrets, for a host that learns of some (a token that its requests fetch) only later. */
export function redactedInvocation(invocation: Invocation, secrets: readonly string[]): Invocation {
  const redactor = redactorOf(secrets);
  const { reason, request, response, validators, delivery } = invocation;
  return {
    ...invocation,
    reason: reason && redactor.text(reason),
    request: request && { ...request, body: redactor.value(request.body) },
    response: response && redactedAnswer(response, redactor),
    validators: validators.map((result) => redactedResult(result, redactor)),
    delivery: delivery && {
      ...redactedAnswer(delivery, redactor),
      attempts: delivery.attempts.map((attempt) =>
        'error' in attempt ? { ...attempt, error: redactor.text(attempt.error) } : attempt,
      ),
    },
  };
}

/** A validator's result without the secrets. */
export function redactedResult(result: ValidatorResult, { text }: Redactor): ValidatorResult {
  return {
    ...result,
    expected: result.expected.map(text),
    found: result.found.map(text),
    reason: result.reason && text(result.reason),
  };
}

function redactedAnswer<Answer extends Pick<Delivery, 'headers' | 'body' | 'truncated'>>(
  answer: Answer,
  { text, value, beginning }: Redactor,
): Answer {
  const { headers, body, truncated } = answer;
  return {
    ...answer,
    headers: Object.fromEntries(Object.entries(headers).map(([name, content]) => [name, text(content)])),
    body: truncated && typeof body === 'string' ? beginning(body) : value(body),
  };
}

/** What an invocation shows of a request. */
export function shownRequest(
  { method, shownUrl, headers }: Target,
  sent: { authorization: Authorization | null; signature: Record<string, string>; body: unknown },
): Invocation['request'] {
  const { authorization, signature, body } = sent;
  const added = (authorization?.addedByTransport ?? []).map((name) => [name, MASK] as const);
  const all = { ...headers, ...signature, ...authorization?.headers, ...Object.fromEntries(added) };
  const shown = masked(all, (name) => !HARMLESS.includes(name.toLowerCase()));
  return { method, url: shownUrl, headers: shown, body };
}

/** What an invocation shows of what came back. */
export function shownDelivery({ delivery }: AuthorizedDelivery): Pick<Invocation, 'delivery' | 'response'> {
  if (delivery === null) return { delivery: null, response: null };
  const headers = masked(delivery.headers, (name) => TELLING.test(name));
  const { status, body, truncated } = delivery;
  return {
    delivery: { ...delivery, headers },
    response: status === null ? null : { status, headers, body, truncated },
  };
}

/** The headers of a request whose values tell nothing. */
const HARMLESS = ['accept', 'content-type', 'user-agent', 'webhook-id', 'webhook-timestamp'];

/** The headers of a response whose values are secrets. */
const TELLING = /cookie|token|secret|authorization/i;

function masked(
  headers: Record<string, string>,
  isSecret: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? MASK : value]),
  );
}
