import * as z from 'zod/v4';

import { ConfigurationError, InvalidInputError } from '../../errors.ts';
import { backoffMs } from '../../delivery/retry.ts';
import { DEFAULT_GIVE_UP_AFTER_MS } from '../../delivery/options.ts';
import { createPatience } from '../../delivery/patience.ts';
import { parseInput } from '../../input.ts';
import { CloudflareApiError, mayHaveTakenEffect } from './api-error.ts';
import { createClient, type ClientOptions } from './client.ts';
import { isSameDestinationUrl } from './destination-url.ts';

export interface DestinationsOptions extends ClientOptions {
  /** The account's id, as the dashboard's address shows it. */
  accountId: string;
}

const text = z.string().nullish();

/** A destination as Cloudflare tells of it. A `secret` is dropped, should one ever come. */
const destinationSchema = z
  .looseObject({
    id: z.string().min(1),
    name: text,
    /** For Slack, Google Chat, Discord and Feishu without the secret that it was given with. */
    url: text,
    /** datadog, discord, feishu, gchat, generic, opsgenie, slack or splunk; Cloudflare finds it out by the URL. */
    type: text,
    created_at: text,
    last_success: text,
    last_failure: text,
  })
  .transform((destination) => {
    const told = { ...destination };
    delete told['secret'];
    return told;
  });

export type WebhookDestination = z.output<typeof destinationSchema>;

const listSchema = z
  .array(destinationSchema)
  .nullish()
  .transform((destinations) => destinations ?? []);
const idSchema = z.looseObject({ id: z.string().min(1) });

/** What a destination is made of. */
export const destinationInputSchema = z.strictObject({
  name: z
    .string()
    .transform((name) => name.trim())
    .refine((name) => name !== '', 'must not be empty'),
  /** Where Cloudflare posts notifications to. It must answer the test message with a 2xx. */
  url: z
    .string()
    .transform((url) => url.trim())
    .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), {
      message: 'must be an http or https URL',
    }),
  /** Comes with every notification in the header `cf-webhook-auth`. Cloudflare never tells it. */
  secret: z
    .string()
    .optional()
    .transform((secret) => secret || undefined),
});

export type DestinationInput = z.input<typeof destinationInputSchema>;
type Wanted = z.output<typeof destinationInputSchema>;

export interface UpdatedDestination {
  /** Another one than before where the destination was replaced. */
  id: string;
  action: 'updated' | 'replaced';
  /** False where Cloudflare kept the old URL. */
  urlApplied: boolean;
}

export interface EnsuredDestination {
  id: string;
  action: 'unchanged' | 'created' | 'updated' | 'replaced';
}

export interface Destinations {
  /** All of them; Cloudflare gives them in one page. */
  list(): Promise<WebhookDestination[]>;
  get(id: string): Promise<WebhookDestination>;
  /**
   * Cloudflare posts its test message to the URL and makes the destination only if that is answered 2xx. Where the answer to
   * the call is lost, the list tells whether the destination is there before the call is repeated.
   */
  create(destination: DestinationInput): Promise<{ id: string }>;
  /**
   * Changes a destination and reads it back, because Cloudflare can take another URL without complaint and keep the old
   * one. With `replaceIfUrlUnchanged` a new destination then takes its place: it has another id, which the notification
   * policies must be given, and only the secret that is given here.
   */
  update(
    id: string,
    destination: DestinationInput,
    options?: { replaceIfUrlUnchanged?: boolean | undefined },
  ): Promise<UpdatedDestination>;
  delete(id: string): Promise<void>;
  /**
   * Makes it so that there is one destination with this name and URL: found by its name, else by its URL, else created.
   * `unchanged` means that name and URL were right already; a secret that is given is set every time, since Cloudflare does
   * not tell which one it has.
   *
   * @throws ConfigurationError listing them when several have the name, or none has it and several have the URL.
   */
  ensure(destination: DestinationInput): Promise<EnsuredDestination>;
}

/**
 * The webhook destinations of one account. Every call throws CloudflareApiError when Cloudflare's API fails, and
 * InvalidInputError, before anything is sent, when an id, a name or a URL cannot be one.
 *
 * Source: Cloudflare's API documentation, "Notification webhooks".
 *
 * @throws ConfigurationError when the account id, the token or the base URL cannot be one.
 */
export function createDestinations({ accountId, ...options }: DestinationsOptions): Destinations {
  const { retry, random, signal } = options;
  const call = createClient(options);
  const collection = `/accounts/${parsedAccountId(accountId)}/alerting/v3/destinations/webhooks`;
  const one = (id: string) => `${collection}/${parsedDestinationId(id)}`;

  async function list(): Promise<WebhookDestination[]> {
    const what = 'list the webhook destinations';
    return (await call({ what, method: 'GET', path: collection, result: listSchema })).result;
  }

  async function get(id: string): Promise<WebhookDestination> {
    const what = `get the webhook destination ${id}`;
    return (await call({ what, method: 'GET', path: one(id), result: destinationSchema })).result;
  }

  async function post(wanted: Wanted): Promise<{ id: string }> {
    const { result } = await call({
      what: `create the webhook destination "${wanted.name}"`,
      method: 'POST',
      path: collection,
      body: wanted,
      secrets: secretsOf(wanted),
      result: idSchema,
    });
    return { id: result.id };
  }

  async function put(id: string, wanted: Wanted): Promise<void> {
    await call({
      what: `update the webhook destination ${id}`,
      method: 'PUT',
      path: one(id),
      body: wanted,
      secrets: secretsOf(wanted),
      result: z.unknown(),
    });
  }

  async function create(wanted: Wanted): Promise<{ id: string }> {
    const { giveUpAfterMs = DEFAULT_GIVE_UP_AFTER_MS } = options;
    const patience = createPatience({ ...options, giveUpAfterMs });
    for (let attempt = 1; ; attempt++) {
      try {
        return await post(wanted);
      } catch (error) {
        if (!(error instanceof CloudflareApiError) || !mayHaveTakenEffect(error)) throw error;
        const pauseMs = patience.pauseFor(backoffMs(attempt, retry, random));
        if (pauseMs === null || signal?.aborted) throw error;
        await patience.wait(pauseMs, signal);
        const made = (await list().catch(() => undefined))?.find(
          (known) => known.name === wanted.name && hasUrl(known, wanted.url),
        );
        if (made !== undefined) {
          // It may as well be an older one of the same name and URL: the secret makes it what was asked for.
          if (wanted.secret !== undefined) await put(made.id, wanted);
          return { id: made.id };
        }
      }
    }
  }

  async function update(
    id: string,
    wanted: Wanted,
    replaceIfUrlUnchanged: boolean,
  ): Promise<UpdatedDestination> {
    await put(id, wanted);
    if (hasUrl(await get(id), wanted.url)) return { id, action: 'updated', urlApplied: true };
    if (!replaceIfUrlUnchanged) return { id, action: 'updated', urlApplied: false };
    // The new one first: where it cannot be made, the old one still does its work.
    const created = await create(wanted);
    await remove(id);
    return { id: created.id, action: 'replaced', urlApplied: true };
  }

  async function remove(id: string): Promise<void> {
    const what = `delete the webhook destination ${id}`;
    try {
      await call({ what, method: 'DELETE', path: one(id), result: z.unknown() });
    } catch (error) {
      // An earlier attempt whose answer was lost has done it.
      if (error instanceof CloudflareApiError && error.status === 404 && error.delivery.attempts.length > 1)
        return;
      throw error;
    }
  }

  async function ensure(wanted: Wanted): Promise<EnsuredDestination> {
    const known = await list();
    const named = known.filter(({ name }) => name === wanted.name);
    const [found, ...others] = named.length > 0 ? named : known.filter((one) => hasUrl(one, wanted.url));
    if (found === undefined) return { id: (await create(wanted)).id, action: 'created' };
    if (others.length > 0) {
      throw new ConfigurationError(
        `Cloudflare has several webhook destinations ${named.length > 0 ? `named "${wanted.name}"` : 'with this URL'}: ${[found, ...others].map(shown).join(', ')}. Delete or rename all but one.`,
      );
    }
    if (found.name !== wanted.name || !hasUrl(found, wanted.url)) {
      const { id, action } = await update(found.id, wanted, true);
      return { id, action };
    }
    if (wanted.secret !== undefined) await put(found.id, wanted);
    return { id: found.id, action: 'unchanged' };
  }

  return {
    list,
    get,
    create: async (destination) => await create(parsed(destination)),
    update: async (id, destination, { replaceIfUrlUnchanged = false } = {}) =>
      await update(id, parsed(destination), replaceIfUrlUnchanged),
    delete: remove,
    ensure: async (destination) => await ensure(parsed(destination)),
  };
}

function parsed(destination: DestinationInput): Wanted {
  return parseInput(destinationInputSchema, destination, 'Cloudflare webhook destination');
}

function parsedAccountId(text: string): string {
  const id = text.trim();
  if (/^[0-9a-z_-]{1,32}$/i.test(id)) return id;
  throw new ConfigurationError(
    "The Cloudflare account id must be the id alone, at most 32 letters and digits: the part after dash.cloudflare.com/ in the dashboard's address.",
  );
}

function parsedDestinationId(text: string): string {
  const id = text.trim();
  if (/^[0-9a-z_-]{1,36}$/i.test(id)) return id;
  throw new InvalidInputError('Cloudflare webhook destination', [
    { path: 'id', message: 'must be at most 36 letters, digits and hyphens' },
  ]);
}

function hasUrl(destination: WebhookDestination, url: string): boolean {
  return isSameDestinationUrl(url, destination.url ?? '', destination.type ?? '');
}

/** With its host at most, since a URL's path can be a secret. */
function shown({ id, name, url }: WebhookDestination): string {
  const host = url && URL.canParse(url) ? `, ${new URL(url).host}` : '';
  return `${id} ("${name ?? ''}"${host})`;
}

const SHORTEST_SECRET_PATH = 20;

/** The secret, and the URL's path, which is one where it is long enough to be a key. */
function secretsOf({ url, secret }: Wanted): string[] {
  const { pathname, search } = new URL(url);
  const path = pathname + search;
  return [...(secret === undefined ? [] : [secret]), ...(path.length >= SHORTEST_SECRET_PATH ? [path] : [])];
}
