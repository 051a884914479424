import { mappedAlert } from '../alert.ts';
import { deliverAuthorized, type AuthorizedDelivery } from '../delivery/authorized.ts';
import type { Authenticator } from '../delivery/authenticator.ts';
import type { DeliverOptions } from '../delivery/options.ts';
import type { Destination, Message, Verdict } from '../delivery/destination.ts';
import type { DeliveryRequest } from '../delivery/delivery.ts';
import { InvalidInputError } from '../errors.ts';
import { redact, redactor as redactorOf } from '../redact.ts';
import { compileTemplate, type JsonTemplate, type Rendered } from '../template.ts';
import { jsonTextOf } from '../text-template.ts';
import { cut } from '../text.ts';
import { createAuthenticator, transportAuthenticator } from './authentication.ts';
import {
  parseWebhookDefinition,
  type ParsedWebhookDefinition,
  type WebhookDefinition,
} from './definition.ts';
import { whyFiltered } from './filters.ts';
import { webhookHint } from './hint.ts';
import { redactedResult, shownDelivery, shownRequest, type Invocation } from './invocation.ts';
import { newDeliveryId, signatureHeaders } from './signature.ts';
import { targetOf, type Target } from './target.ts';
import { compileValidators, rejectionOf, shownBeginning, type ValidateResponse } from './validators.ts';

export interface CreateWebhookOptions {
  /**
   * Whether the transport authenticates each request by itself, as the definition's `auth` says.
   * @default false
   */
  readonly transportAuthenticates?: boolean | undefined;
}

/** What the definition says itself is not said again. */
export interface WebhookDeliverOptions extends Omit<DeliverOptions, 'timeoutMs' | 'giveUpAfterMs'> {
  /** What else must not be seen in the invocation. @default none */
  readonly secrets?: readonly string[] | undefined;
}

export interface WebhookTestOptions extends Omit<WebhookDeliverOptions, 'retry'> {
  /**
   * What is sent.
   * @default a made-up message `{ alert, change, event }`
   */
  readonly event?: unknown;
}

/** A user's webhook, ready for many events. */
export interface Webhook {
  /**
   * Delivers one event, and says what was sent and what came of it. It is tried again as `deliver` does; a response that a
   * validator rejects is not, and no redirect is followed. An OAuth token that is refused with 401 is fetched anew once.
   *
   * @param event What the template's placeholders and the filters look into. In n8n it is the item: `{ alert, change, event }`.
   * @throws InvalidInputError when the event renders to more than a template may, ConfigurationError when an option is out of
   *   range. Everything else is an outcome.
   */
  deliver(event: unknown, options: WebhookDeliverOptions): Promise<Invocation>;
  /**
   * Sends one event once, whether the webhook is active or not and whatever its filters say, and shows what was sent and what
   * came back. It does not pass where a placeholder found nothing.
   *
   * @see Apono's documentation, "Integration Webhook", "Test".
   * @throws as `deliver` does.
   */
  test(options: WebhookTestOptions): Promise<Invocation>;
  /** The webhook as a destination of alerts: its template and its filters look into `{ alert, change, event }`. */
  readonly destination: Destination;
}

/** What a test sends where nobody says what. */
const SAMPLE_MESSAGE: Message = {
  alert: mappedAlert({
    alert_name: 'Test of a webhook',
    status: 'Alarm',
    alert_priority: 'Medium',
    alert_id: 'alertbridge:test',
    description: 'Somebody tries whether alerts arrive here. There is nothing to do.',
  }),
  change: 'open',
  event: {},
};

/**
 * A webhook as its user defines it, made ready for many events: keep it for as long as the webhook is used, since it holds
 * the compiled template and the OAuth token.
 *
 * @example
 * const webhook = createWebhook({ name: 'Chat', url, bodyTemplate: '{"text":"{{alert.alert_name}} is {{alert.status}}"}' });
 * await send(alert, webhook.destination, runtime);
 *
 * @throws InvalidInputError when the definition is wrong; each fault with its path.
 */
export function createWebhook(
  definition: WebhookDefinition,
  { transportAuthenticates = false }: CreateWebhookOptions = {},
): Webhook {
  const ready = prepared(parseWebhookDefinition(definition), transportAuthenticates);
  return {
    deliver: async (event, options) => await deliverEvent(ready, event, { ...options, isTest: false }),
    test: async ({ event = SAMPLE_MESSAGE, ...options }) =>
      await deliverEvent(ready, event, {
        ...options,
        // A person waits for the answer.
        retry: { mayRetry: () => false },
        isTest: true,
      }),
    destination: destinationOf(ready),
  };
}

/** A definition made ready. */
interface Prepared {
  readonly definition: ParsedWebhookDefinition;
  readonly target: Target;
  readonly render: JsonTemplate;
  readonly validate: ValidateResponse;
  readonly authenticator: Authenticator;
}

function prepared(definition: ParsedWebhookDefinition, transportAuthenticates: boolean): Prepared {
  const { auth, bodyTemplate, responseValidators } = definition;
  return {
    definition,
    target: targetOf(definition),
    render: compileTemplate(bodyTemplate),
    validate: compileValidators(responseValidators),
    authenticator: transportAuthenticates ? transportAuthenticator(auth) : createAuthenticator(auth),
  };
}

function destinationOf(webhook: Prepared): Destination {
  const { definition, target, render, validate, authenticator } = webhook;
  return {
    name: definition.name,
    request(message) {
      const rendered = render(message);
      if (definition.missingFields === 'fail' && rendered.unresolved.length > 0) {
        throw new InvalidInputError(
          'event',
          shownUnresolved(rendered).map((path) => ({
            path,
            message: 'is missing; the body template asks for it',
          })),
        );
      }
      const { method, url, shownUrl, headers, secrets } = target;
      return { method, url, shownUrl, headers, secrets, ...signedBody(rendered, definition) };
    },
    whyUnwanted: (message) => whyUnwanted(definition, message),
    judge(response): Verdict {
      // Whole, since a part of a secret would not be found.
      const reason = rejectionOf(validate(response, (found) => found));
      return reason === undefined ? { delivered: true } : { delivered: false, reason, mayRetry: false };
    },
    authenticator,
    limits: { timeoutMs: definition.timeoutMs, giveUpAfterMs: definition.giveUpAfterMs },
    hint: webhookHint,
  };
}

/** A body with the headers that sign it, by an id of its own. */
function signedBody(
  { value }: Rendered,
  { signingSecret }: ParsedWebhookDefinition,
): { body: string; headersAt: NonNullable<DeliveryRequest['headersAt']> } {
  const body = jsonTextOf(value);
  const id = newDeliveryId();
  return { body, headersAt: (at) => signatureHeaders({ id, at, body }, signingSecret) };
}

async function deliverEvent(
  webhook: Prepared,
  event: unknown,
  { isTest, secrets: moreSecrets = [], ...options }: WebhookDeliverOptions & { isTest: boolean },
): Promise<Invocation> {
  const { definition, target, render, validate, authenticator } = webhook;
  const { name, status, missingFields, timeoutMs, giveUpAfterMs } = definition;
  const known = [...target.secrets, ...moreSecrets];
  const unwanted = isTest ? undefined : whyUnwanted(definition, event);
  if (unwanted !== undefined) {
    const outcome = status === 'Inactive' ? 'inactive' : 'filtered';
    return unsent({ name, outcome, reason: cut(redact(unwanted, known), 1_000) });
  }
  const rendered = render(event);
  const unresolved = shownUnresolved(rendered);
  const missing =
    unresolved.length > 0 && (isTest || missingFields === 'fail')
      ? `The event does not have what the body template asks for: ${unresolved.join(', ')}.`
      : undefined;
  if (missing !== undefined && !isTest)
    return unsent({ name, outcome: 'unresolved', reason: missing, unresolved });

  const { body, headersAt } = signedBody(rendered, definition);
  let signature: Record<string, string> = {};
  const sent = await deliverAuthorized(
    {
      ...target,
      body,
      headersAt: (at) => (signature = headersAt(at)),
      secrets: known,
    },
    authenticator,
    { ...options, timeoutMs: Math.ceil(timeoutMs), giveUpAfterMs: Math.ceil(giveUpAfterMs) },
  );
  const redactor = redactorOf([...known, ...(sent.authorization?.secrets ?? [])]);
  const show = (found: string) => shownBeginning(redactor.text(found));
  const validators = sent.response === null ? [] : validate(sent.response, show);
  return {
    name,
    test: isTest,
    ...outcomeOf(sent, rejectionOf(validators), missing),
    unresolved,
    request: shownRequest(target, { ...sent, signature, body: redactor.value(rendered.value) }),
    validators: validators.map((result) => redactedResult(result, redactor)),
    ...shownDelivery(sent),
  };
}

function whyUnwanted({ status, filters }: ParsedWebhookDefinition, event: unknown): string | undefined {
  return status === 'Inactive' ? 'The webhook is inactive.' : whyFiltered(event, filters);
}

function unsent(
  given: Pick<Invocation, 'name' | 'outcome' | 'reason'> & Partial<Pick<Invocation, 'unresolved'>>,
): Invocation {
  return {
    test: false,
    unresolved: [],
    request: null,
    response: null,
    validators: [],
    delivery: null,
    ...given,
  };
}

function outcomeOf(
  { error }: AuthorizedDelivery,
  rejection: string | undefined,
  missing: string | undefined,
): Pick<Invocation, 'outcome' | 'reason'> {
  if (error !== null) return { outcome: 'failed', reason: error.message };
  if (rejection !== undefined) return { outcome: 'rejected', reason: `T${rejection.slice(1)}.` };
  return missing === undefined
    ? { outcome: 'delivered', reason: null }
    : { outcome: 'unresolved', reason: missing };
}

function shownUnresolved({ unresolved }: Rendered): string[] {
  return unresolved.slice(0, 50).map((path) => cut(path, 200));
}
