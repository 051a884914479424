import { notOneOf, verdictOf, type FilterVerdict } from '../filter.ts';
import { compileTemplate, type JsonTemplate } from '../template.ts';
import { textOf } from '../text-template.ts';
import { valuesAt } from '../path.ts';
import { createAuthenticator, secretsOfHeader, transportAuthenticator } from './authentication.ts';
import type { Authenticator } from '../delivery/authenticator.ts';
import { deliverAuthorized } from '../delivery/authorized.ts';
import {
  parseWebhookDefinition,
  type ParsedWebhookDefinition,
  type WebhookDefinition,
} from './definition.ts';
import type { DeliverOptions } from '../delivery/deliver.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { headerOf } from '../headers.ts';
import { MASK, redact, redactValue } from '../redact.ts';
import { secretPartsOf, TELLING_NAME } from '../url.ts';
import { compileValidators, type ValidateResponse, type ValidatorResult } from './validators.ts';

/**
 * What became of an event: `delivered`; nothing sent because the definition is `inactive` or its filters do not match
 * (`filtered`); `rejected` by a response validator; or `failed`.
 */
export type Outcome = 'delivered' | 'inactive' | 'filtered' | 'rejected' | 'failed';

/** One use of a definition, with what was sent and what came back. It holds no secret of the definition. */
export interface Invocation {
  /** The definition's name. */
  name: string;
  /** True for what `testDestination` sent. */
  test: boolean;
  outcome: Outcome;
  /** Why it was not delivered, in words for a person; `null` where it was. */
  reason: string | null;
  /** `null` where nothing was to be sent. What an authentication adds is masked, as are all headers a user chose. */
  request: { method: string; url: string; headers: Record<string, string>; body: unknown } | null;
  /** `null` where none came. The body is parsed where it is JSON; of a longer one, the first 64 KiB. */
  response: { status: number; headers: Record<string, string>; body: unknown; truncated: boolean } | null;
  /** Each row with what it found; empty where no response came. */
  validators: ValidatorResult[];
  /** `null` where nothing was sent to the definition's URL. */
  delivery: Delivery | null;
}

export interface DeliverEventOptions extends Omit<DeliverOptions, 'timeoutMs'> {
  /** Sends also what is inactive or filtered, and marks the invocation as a test. Default false. */
  test?: boolean | undefined;
  /** The transport authenticates each request by itself, as the definition's `auth` says. Default false. */
  transportAuthenticates?: boolean | undefined;
  /** What else must not be seen in the invocation. */
  secrets?: readonly string[] | undefined;
}

/**
 * Delivers one event as a user's webhook defines it, and says what was sent and what came of it. It is tried again as
 * `deliver` does; a response that a validator rejects is not, and neither is a redirect followed. An OAuth token that is
 * refused with 401 is fetched anew once.
 *
 * What a definition holds is made ready at its first use and kept with the object, OAuth token included: keep one object
 * for one webhook, and make a new one to change it.
 *
 * @throws InvalidInputError when the definition is wrong (each fault with its path) or the event renders to more than a
 *   template may; ConfigurationError when an option is out of range. Everything else is an outcome.
 */
export async function deliverEvent(
  definition: WebhookDefinition,
  event: unknown,
  options: DeliverEventOptions,
): Promise<Invocation> {
  const webhook = webhookOf(definition);
  const { name, status, filters, timeoutSeconds } = webhook.definition;
  const { test = false } = options;
  const unsent = { name, test, request: null, response: null, validators: [], delivery: null };
  if (!test) {
    if (status === 'Inactive') return { ...unsent, outcome: 'inactive', reason: 'The webhook is inactive.' };
    const verdict = matchesFilters(event, filters);
    if (!verdict.matches) return { ...unsent, outcome: 'filtered', reason: verdict.reason };
  }
  const body = webhook.render(event);
  const { delivery, response, authorization, failure } = await deliverAuthorized(
    {
      ...webhook.target,
      body: JSON.stringify(body),
      secrets: [...webhook.secrets, ...(options.secrets ?? [])],
    },
    options.transportAuthenticates ? webhook.transportAuthenticator : webhook.authenticator,
    { ...options, timeoutMs: Math.ceil(timeoutSeconds * 1000) },
  );
  const validators = response === null ? [] : webhook.validate(response);
  const secrets = [...webhook.secrets, ...(options.secrets ?? []), ...(authorization?.secrets ?? [])];
  const shown = delivery && { ...delivery, headers: shownResponseHeaders(delivery.headers) };
  return redactedInvocation(
    {
      name,
      test,
      ...outcomeOf(failure, validators),
      request: {
        ...webhook.target,
        headers: shownRequestHeaders({
          ...webhook.target.headers,
          ...authorization?.headers,
          ...Object.fromEntries((authorization?.addedByTransport ?? []).map((header) => [header, MASK])),
        }),
        body,
      },
      response:
        shown === null || shown.status === null
          ? null
          : { status: shown.status, headers: shown.headers, body: shown.body, truncated: shown.truncated },
      validators,
      delivery: shown,
    },
    secrets,
  );
}

/** The same invocation without the secrets, for a host that learns of some (a token that its requests fetch) only later. */
export function redactedInvocation(invocation: Invocation, secrets: readonly string[]): Invocation {
  const { reason, request, response, validators, delivery } = invocation;
  return {
    ...invocation,
    reason: reason && redact(reason, secrets),
    request: redactValue(request, secrets) as Invocation['request'],
    response: redactValue(response, secrets) as Invocation['response'],
    validators: redactValue(validators, secrets) as ValidatorResult[],
    delivery: redactValue(delivery, secrets) as Delivery | null,
  };
}

/** A definition made ready for many events. */
interface Webhook {
  definition: ParsedWebhookDefinition;
  target: { method: string; url: string; headers: Record<string, string> };
  secrets: readonly string[];
  render: JsonTemplate;
  validate: ValidateResponse;
  authenticator: Authenticator;
  transportAuthenticator: Authenticator;
}

const webhooks = new WeakMap<WebhookDefinition, Webhook>();

function webhookOf(input: WebhookDefinition): Webhook {
  const known = webhooks.get(input);
  if (known !== undefined) return known;
  const definition = parseWebhookDefinition(input);
  const { url, method, headers, bodyTemplate, responseValidators, auth } = definition;
  const hasContentType = headerOf(headers, 'content-type') !== undefined;
  const telling = Object.entries(headers).filter(([header]) => TELLING_NAME.test(header));
  const webhook = {
    definition,
    target: {
      method,
      url,
      headers: hasContentType ? headers : { 'content-type': 'application/json', ...headers },
    },
    secrets: [...secretPartsOf(url), ...telling.flatMap(([, value]) => secretsOfHeader(value))],
    render: compileTemplate(bodyTemplate),
    validate: compileValidators(responseValidators),
    authenticator: createAuthenticator(auth),
    transportAuthenticator: transportAuthenticator(auth),
  };
  webhooks.set(input, webhook);
  return webhook;
}

/** Status and Type are words of a system, which writes them as it likes; names and ids mean what they say. */
function matchesFilters(event: unknown, filters: ParsedWebhookDefinition['filters']): FilterVerdict {
  const reasons = filters.map(({ path, values }) => {
    const found = valuesAt(event, path).map((value) => (value === null ? 'null' : textOf(value)));
    return /(?:^|\.)(?:status|type)$/i.test(path)
      ? notOneOf(path, found, values)
      : notOneOf(path, found, values, isIncluded);
  });
  return verdictOf(reasons.find((reason) => reason !== undefined));
}

function isIncluded(wanted: string[], value: string): boolean {
  return wanted.includes(value);
}

function outcomeOf(
  failure: string | null,
  validators: readonly ValidatorResult[],
): Pick<Invocation, 'outcome' | 'reason'> {
  if (failure !== null) return { outcome: 'failed', reason: failure };
  const rejections = validators
    .filter(({ passed }) => !passed)
    .map(({ path, expected, reason }) => `${path} must be ${expected.join(' or ')}, but ${reason}`);
  return rejections.length === 0
    ? { outcome: 'delivered', reason: null }
    : { outcome: 'rejected', reason: `The response was rejected: ${rejections.join('; ')}.` };
}

/** The headers whose values tell nothing. */
const HARMLESS = ['accept', 'content-type', 'user-agent'];

function shownRequestHeaders(headers: Record<string, string>): Record<string, string> {
  return masked(headers, (name) => !HARMLESS.includes(name.toLowerCase()));
}

function shownResponseHeaders(headers: Record<string, string>): Record<string, string> {
  return masked(headers, (name) => /cookie|token|secret|authorization/i.test(name));
}

function masked(
  headers: Record<string, string>,
  isSecret: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? MASK : value]),
  );
}
