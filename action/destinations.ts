import {
  DeliveryError,
  InvalidInputError,
  send,
  type Alert,
  type Delivery,
  type Destination,
  type Message,
  type Runtime,
} from 'alertbridge';
import { integrationUrlFor, temperstack } from 'alertbridge/temperstack';
import type { JsonTemplate } from 'alertbridge/webhook';

import {
  ALERT_INPUTS,
  DEFAULT_GIVE_UP_AFTER,
  INTEGRATION_URL_VARIABLE,
  type InputName,
  type Inputs,
} from './inputs.ts';
import { isInvalidInput, isMistake } from './mistakes.ts';

/** Where alerts go. */
export interface Destinations {
  /** Each of them gets every alert. */
  always: Destination[];
  /** Gets what none of the others took. */
  fallback: Destination | undefined;
  /** What a person must set where there is none. */
  missing: string | undefined;
  /** What a person must set where one is to be the other's fallback and there are not two. */
  lacking: string | undefined;
}

/** @throws ConfigurationError or InvalidInputError where one is given but cannot work. It shows no part of a secret. */
export async function destinationsOf(inputs: Inputs, env: NodeJS.ProcessEnv): Promise<Destinations> {
  const { integrationUrl, missing } = integrationUrlOf(inputs, env);
  const paging = integrationUrl === undefined ? [] : [temperstack({ integrationUrl })];
  const webhook =
    inputs['webhook-url'] === undefined ? undefined : await webhookOf(inputs, inputs['webhook-url']);
  const isFallback = inputs['webhook-when'] === 'fallback';
  const fallback = isFallback && paging.length > 0 ? webhook : undefined;
  const always = [...paging, ...(webhook && fallback === undefined ? [webhook] : [])];
  const lacking = webhook === undefined ? NO_FALLBACK : missing && `The webhook gets every alert. ${missing}`;
  return {
    always,
    fallback,
    missing: always.length === 0 ? missing : undefined,
    lacking: isFallback ? lacking : undefined,
  };
}

const NO_FALLBACK =
  'There is no fallback: webhook-when is fallback, and the input webhook-url is empty. Check that the secret it is given exists.';

function integrationUrlOf(
  { organization, 'api-key': apiKey, 'integration-url': given }: Inputs,
  env: NodeJS.ProcessEnv,
): { integrationUrl?: string; missing?: string } {
  if (organization && apiKey) return { integrationUrl: integrationUrlFor({ organization, apiKey }) };
  if (apiKey) return { missing: 'The input organization is empty, though api-key is given.' };
  if (organization) return missing('api-key', 'TEMPERSTACK_API_KEY');
  const integrationUrl = given ?? env[INTEGRATION_URL_VARIABLE]?.trim();
  return integrationUrl ? { integrationUrl } : missing('integration-url', INTEGRATION_URL_VARIABLE);
}

function missing(input: InputName, secret: string): { missing: string } {
  return {
    missing: `The input ${input} is empty. Give the step \`${input}: \${{ secrets.${secret} }}\`, and check that a secret of that name exists for this repository, its organization or the job's environment.`,
  };
}

/** Loaded only where there is one, since what a webhook may be defined by weighs more than the rest. */
async function webhookOf(inputs: Inputs, url: string): Promise<Destination> {
  const { compileTemplate, createWebhook } = await import('./webhook.ts');
  const { 'webhook-body': bodyTemplate, 'webhook-signing-secret': signingSecret, timeout } = inputs;
  try {
    const { destination } = createWebhook({
      name: 'webhook',
      url,
      headers: headersIn(inputs['webhook-headers'] ?? ''),
      timeoutMs: timeout * 1_000,
      ...(bodyTemplate !== undefined && { bodyTemplate }),
      ...(signingSecret !== undefined && { signingSecret }),
    });
    if (bodyTemplate !== undefined) refuseStrays(compileTemplate(bodyTemplate));
    return destination;
  } catch (error) {
    if (!isInvalidInput(error)) throw error;
    throw new InvalidInputError(
      'input',
      error.issues.map(({ path, message }) => ({
        path: INPUT_OF_FIELD[path.split('.', 1)[0] ?? ''] ?? path,
        message,
      })),
    );
  }
}

const ALERT_FIELDS = ['status', ...ALERT_INPUTS.map((name) => name.replaceAll('-', '_'))];

/** With all that a message can have, but for the event, which is GitHub's. */
const WHOLE_MESSAGE = {
  alert: Object.fromEntries(ALERT_FIELDS.map((field) => [field, field])),
  change: 'open',
};

/**
 * Refuses a template with a placeholder that can never find anything: a page with nothing in it would be seen only in the night.
 *
 * @throws InvalidInputError naming each.
 */
function refuseStrays(render: JsonTemplate): void {
  const strays = render(WHOLE_MESSAGE).unresolved.filter((path) => path.split('.', 1)[0] !== 'event');
  if (strays.length === 0) return;
  throw new InvalidInputError(
    'template',
    strays.map((path) => ({
      path: 'bodyTemplate',
      message: path.startsWith('alert.')
        ? `names {{${path}}}, but an alert has only ${ALERT_FIELDS.join(', ')}`
        : `must name alert, change or event, and names {{${path}}}`,
    })),
  );
}

/** By which input a field of the webhook's definition is given. */
const INPUT_OF_FIELD: Record<string, InputName> = {
  url: 'webhook-url',
  headers: 'webhook-headers',
  bodyTemplate: 'webhook-body',
  signingSecret: 'webhook-signing-secret',
};

/** `Name: value`, one a line. */
function headersIn(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      if (at < 1) {
        throw new InvalidInputError('input', [
          { path: 'webhook-headers', message: 'must be one header a line, each as Name: value' },
        ]);
      }
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

/** What came of sending an alert to one destination. */
export interface Sending {
  destination: Destination;
  /** `null` where nothing could be sent at all. */
  delivery: Delivery | null;
  /** Why it was not delivered, and what a person can do; `null` where it was. */
  failure: string | null;
}

/**
 * Sends an alert to every destination, and to the fallback where none of them took it.
 *
 * @param limitSeconds After which a delivery is given up, where the input does not say. Default by the alert's status.
 */
export async function deliverEverywhere(
  message: Message,
  { always, fallback }: Destinations,
  runtime: Runtime,
  inputs: Inputs,
  limitSeconds: number = DEFAULT_GIVE_UP_AFTER[message.alert.status],
): Promise<Sending[]> {
  const giveUpAfter = inputs['give-up-after'] ?? limitSeconds;
  const sendTo = (destination: Destination) => sendOne(message, destination, runtime, inputs, giveUpAfter);
  const sendings = await Promise.all(always.map(sendTo));
  if (fallback === undefined || sendings.some(({ failure }) => failure === null)) return sendings;
  return [...sendings, await sendTo(fallback)];
}

async function sendOne(
  message: Message,
  destination: Destination,
  runtime: Runtime,
  { timeout }: Inputs,
  giveUpAfter: number,
): Promise<Sending> {
  try {
    const delivery = await send(message.alert, withContext(destination, message), runtime, {
      timeoutMs: timeout * 1_000,
      giveUpAfterMs: giveUpAfter * 1_000,
    });
    return { destination, delivery, failure: null };
  } catch (error) {
    if (error instanceof DeliveryError) {
      const { delivery, message: why } = error;
      return { destination, delivery, failure: `${why} ${destination.hint(delivery)}` };
    }
    if (isMistake(error)) {
      return { destination, delivery: null, failure: error.message };
    }
    throw error;
  }
}

/** The destination with what a template may show beside the alert. */
function withContext(destination: Destination, context: Message): Destination {
  const whole = (message: Message): Message => ({ ...context, alert: message.alert });
  return {
    ...destination,
    request: (message) => destination.request(whole(message)),
    ...(destination.whyUnwanted && {
      whyUnwanted: (message: Message) => destination.whyUnwanted?.(whole(message)),
    }),
  };
}

/** The alert as it is sent and shown, for a log line. */
export function subjectOf({ status, alert_name, alert_id }: Alert): string {
  return `${status} "${alert_name}" (${alert_id})`;
}
