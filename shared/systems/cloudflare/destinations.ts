import * as z from 'zod/v4';

import { settingsOf } from '../../delivery/options.ts';
import { createPatience, type Patience } from '../../delivery/patience.ts';
import { backoffMs } from '../../delivery/retry.ts';
import { ConfigurationError, InvalidInputError } from '../../errors.ts';
import { parseInput } from '../../input.ts';
import { once } from '../../once.ts';
import { isWebUrl } from '../../url.ts';
import { CloudflareApiError } from './api-error.ts';
import { createClient, type Call, type ClientOptions } from './client.ts';
import { isSameDestinationUrl } from './destination-url.ts';
import type { Immutable } from '../../immutable.ts';

export interface DestinationsOptions extends ClientOptions {
  /** The account's id, as the dashboard's address shows it. */
  readonly accountId: string;
  /**
   * How long one method is tried, in ms, with all the calls that it takes.
   *
   * @default 300_000
   */
  readonly giveUpAfterMs?: number | undefined;
}

const text = once(() => z.string().nullish());

/** More than any real name, URL or secret needs. */
const MAX_LENGTH = 4_096;

/** A destination as Cloudflare tells of it. A `secret` is dropped, should one ever come. */
const schemaOfDestinations = once(() =>
  z
    .looseObject({
      id: z.string().min(1),
      name: text(),
      /** For Slack, Google Chat, Discord and Feishu without the secret that it was given with. */
      url: text(),
      /** datadog, discord, feishu, gchat, generic, opsgenie, slack or splunk; Cloudflare finds it out by the URL. */
      type: text(),
      created_at: text(),
      last_success: text(),
      last_failure: text(),
    })
    .transform((destination) => {
      const told = { ...destination };
      delete told['secret'];
      return told;
    }),
);

export interface WebhookDestination extends z.output<ReturnType<typeof schemaOfDestinations>> {}

const schemaOfLists = once(() =>
  z
    .array(schemaOfDestinations())
    .nullish()
    .transform((destinations) => destinations ?? []),
);
const schemaOfIds = once(() => z.looseObject({ id: z.string().min(1) }));

/** The notification policies of an account, of which only the destinations that they point to are read. */
const schemaOfPolicies = once(() =>
  z
    .array(
      z.looseObject({
        mechanisms: z.looseObject({ webhooks: z.array(z.looseObject({ id: text() })).nullish() }).nullish(),
      }),
    )
    .nullish(),
);

/** What a destination is made of. */
const schemaOfInputs = once(() =>
  z.strictObject({
    /** As the dashboard shows it, and notification policies list it. */
    name: z
      .string()
      .max(MAX_LENGTH)
      .transform((name) => name.trim())
      .refine((name) => name !== '', 'must not be empty'),
    /** Where Cloudflare posts notifications to. It must answer the test message with a 2xx. */
    url: z
      .string()
      .max(MAX_LENGTH)
      .transform((url) => url.trim())
      .refine(isWebUrl, {
        message: 'must be an http or https URL',
      }),
    /** Comes with every notification in the header `cf-webhook-auth`, of any length. Cloudflare never tells it. @default none */
    secret: z
      .string()
      .max(MAX_LENGTH)
      .optional()
      .transform((secret) => secret || undefined),
  }),
);

export interface DestinationInput extends Immutable<z.input<ReturnType<typeof schemaOfInputs>>> {}
type Wanted = z.output<ReturnType<typeof schemaOfInputs>>;

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
  /** The ids of others with the same name and URL that were removed; absent where there were none. */
  removed?: readonly string[];
  /**
   * The ids of others with the same name and URL that were left, because a notification policy points to them, or the
   * policies could not be read; absent where there were none. Point the policies to `id`, and the next `ensure` removes them.
   */
  left?: readonly string[];
}

export interface Destinations {
  /** All of them; Cloudflare gives them in one page. */
  list(): Promise<WebhookDestination[]>;
  get(id: string): Promise<WebhookDestination>;
  /**
   * Cloudflare posts its test message to the URL and makes the destination only if that is answered 2xx. Where the answer to
   * the call is lost, the list tells whether the destination is there before the call is repeated; while there is no list to
   * be had, it is not repeated.
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
   * not tell which one it has. Of several with this name and this URL, as two calls at the same time can make them, the one
   * in use is kept: that to which most notification policies point, else the one that was last reached, else the oldest. The
   * others are removed, which `removed` says, but for those to which a policy points, which `left` says.
   *
   * @throws ConfigurationError listing them when several have the name but not all of them the URL, or none has it and
   *   several have the URL.
   */
  ensure(destination: DestinationInput): Promise<EnsuredDestination>;
}

/**
 * The webhook destinations of one account. Every method throws CloudflareApiError when Cloudflare's API fails, and
 * InvalidInputError, before anything is sent, when an id, a name or a URL cannot be one.
 *
 * @see https://developers.cloudflare.com/api/resources/alerting/subresources/destinations/subresources/webhooks/
 * @throws ConfigurationError when the account id, the token, the base URL or an option cannot be one.
 */
export function createDestinations({ accountId, ...options }: DestinationsOptions): Destinations {
  const alerting = `/accounts/${parsedAccountId(accountId)}/alerting/v3`;
  const collection = `${alerting}/destinations/webhooks`;
  const callApi = createClient(options);
  const settings = settingsOf(options);
  const patient = async <Result>(method: (calls: Calls) => Promise<Result>) =>
    await method(callsWithin(createPatience(settings)));

  /** The calls that one method makes, all within the time that it has. */
  function callsWithin(patience: Patience): Calls {
    const call = async <Result extends z.ZodType>(wanted: Call<Result>) =>
      await callApi({ ...wanted, giveUpAfterMs: Math.max(1, Math.ceil(patience.leftMs())) });
    const one = (id: string) => `${collection}/${parsedDestinationId(id)}`;
    return {
      list: async ({ once = false } = {}) =>
        (
          await call({
            what: 'list the webhook destinations',
            method: 'GET',
            path: collection,
            result: schemaOfLists(),
            once,
          })
        ).result,
      get: async (id) =>
        (
          await call({
            what: `get the webhook destination ${id}`,
            method: 'GET',
            path: one(id),
            result: schemaOfDestinations(),
          })
        ).result,
      policiesTo: async () => {
        const { result } = await call({
          what: 'list the notification policies',
          method: 'GET',
          path: `${alerting}/policies`,
          result: schemaOfPolicies(),
          once: true,
        });
        const counts = new Map<string, number>();
        for (const { id } of (result ?? []).flatMap(({ mechanisms }) => mechanisms?.webhooks ?? [])) {
          if (typeof id === 'string') counts.set(bare(id), (counts.get(bare(id)) ?? 0) + 1);
        }
        return counts;
      },
      post: async (wanted) => {
        const { result } = await call({
          what: `create the webhook destination "${wanted.name}"`,
          method: 'POST',
          path: collection,
          body: wanted,
          secrets: secretsOf(wanted),
          result: schemaOfIds(),
        });
        return { id: result.id };
      },
      put: async (id, wanted) => {
        await call({
          what: `update the webhook destination ${id}`,
          method: 'PUT',
          path: one(id),
          body: wanted,
          secrets: secretsOf(wanted),
          result: z.unknown(),
        });
      },
      delete: async (id) => {
        await call({
          what: `delete the webhook destination ${id}`,
          method: 'DELETE',
          path: one(id),
          result: z.unknown(),
        });
      },
      pause: async (attempt) => {
        const { signal } = options;
        const pauseMs = patience.pauseFor(backoffMs(attempt, settings.retry, settings.random));
        if (pauseMs === null || signal?.aborted) return false;
        try {
          await patience.wait(pauseMs, signal);
        } catch {
          // Given up by the caller, or a sleep that does not work: what failed before is then told.
          return false;
        }
        return !signal?.aborted;
      },
    };
  }

  return {
    list: async () => await patient(async (calls) => await calls.list()),
    get: async (id) => await patient(async (calls) => await calls.get(id)),
    create: async (destination) => {
      const wanted = parsed(destination);
      return await patient(async (calls) => await create(calls, wanted));
    },
    update: async (id, destination, { replaceIfUrlUnchanged = false } = {}) => {
      const wanted = parsed(destination);
      return await patient(async (calls) => await update(calls, id, wanted, replaceIfUrlUnchanged));
    },
    delete: async (id) => await patient(async (calls) => await remove(calls, id)),
    ensure: async (destination) => {
      const wanted = parsed(destination);
      return await patient(async (calls) => await ensure(calls, wanted));
    },
  };
}

interface Calls {
  list(options?: { once?: boolean }): Promise<WebhookDestination[]>;
  get(id: string): Promise<WebhookDestination>;
  /** How many notification policies point to a destination, by its id without hyphens. */
  policiesTo(): Promise<ReadonlyMap<string, number>>;
  post(wanted: Wanted): Promise<{ id: string }>;
  put(id: string, wanted: Wanted): Promise<void>;
  delete(id: string): Promise<void>;
  /** Waits after the attempt of this number, from 1. `false` where there is no time or no wish for another one. */
  pause(attempt: number): Promise<boolean>;
}

/** A pause comes before each look at the list, so that no more than two requests belong to one attempt. */
async function create(calls: Calls, wanted: Wanted): Promise<{ id: string }> {
  for (let attempt = 1; ; ) {
    try {
      return await calls.post(wanted);
    } catch (error) {
      if (!(error instanceof CloudflareApiError) || !error.mayHaveTakenEffect) throw error;
      let known: WebhookDestination[] | undefined;
      while (known === undefined) {
        if (!(await calls.pause(attempt++))) throw error;
        known = await calls.list({ once: true }).catch(unlessUnreachable);
      }
      const made = known.find((one) => one.name === wanted.name && hasUrl(one, wanted.url));
      if (made === undefined) continue;
      // It may as well be an older one of the same name and URL: the secret makes it what was asked for.
      if (wanted.secret !== undefined) await calls.put(made.id, wanted);
      return { id: made.id };
    }
  }
}

async function update(
  calls: Calls,
  id: string,
  wanted: Wanted,
  replaceIfUrlUnchanged: boolean,
): Promise<UpdatedDestination> {
  await calls.put(id, wanted);
  if (hasUrl(await calls.get(id), wanted.url)) return { id, action: 'updated', urlApplied: true };
  if (!replaceIfUrlUnchanged) return { id, action: 'updated', urlApplied: false };
  // The new one first: where it cannot be made, the old one still does its work.
  const created = await create(calls, wanted);
  await calls.delete(id).catch(unlessGone);
  return { id: created.id, action: 'replaced', urlApplied: true };
}

async function remove(calls: Calls, id: string): Promise<void> {
  try {
    await calls.delete(id);
  } catch (error) {
    // An earlier attempt whose answer was lost has done it.
    if (error instanceof CloudflareApiError && error.status === 404 && error.delivery.attempts.length > 1)
      return;
    throw error;
  }
}

async function ensure(calls: Calls, wanted: Wanted): Promise<EnsuredDestination> {
  const known = await calls.list();
  const named = known.filter(({ name }) => name === wanted.name);
  const found = named.length > 0 ? named : known.filter((one) => hasUrl(one, wanted.url));
  const [first] = found;
  if (first === undefined) {
    return await healed(calls, wanted, { ...(await create(calls, wanted)), action: 'created' });
  }
  const isOurs = found.every((one) => one.name === wanted.name && hasUrl(one, wanted.url));
  if (found.length > 1 && !isOurs) {
    throw new ConfigurationError(
      `Cloudflare has several webhook destinations ${named.length > 0 ? `named "${wanted.name}"` : 'with this URL'}: ${found.map(shown).join(', ')}. Delete or rename all but one.`,
    );
  }
  if (!isOurs) {
    const { id, action } = await update(calls, first.id, wanted, true);
    return action === 'replaced' ? await healed(calls, wanted, { id, action }) : { id, action };
  }
  const { kept = first, ...rest } = await oneOf(calls, found.toSorted(byUse));
  if (wanted.secret !== undefined) await calls.put(kept.id, wanted);
  return { id: kept.id, action: 'unchanged', ...(await removed(calls, rest)) };
}

/**
 * What was ensured, once another call that made the same at the same time is taken into account: the oldest stays, so that
 * both calls keep the same one. Where there is no list to be had, the next `ensure` heals it.
 */
async function healed(
  calls: Calls,
  wanted: Wanted,
  ensured: EnsuredDestination,
): Promise<EnsuredDestination> {
  const known = await calls.list({ once: true }).catch(unlessUnreachable);
  const same = (known ?? []).filter((one) => one.name === wanted.name && hasUrl(one, wanted.url));
  const { kept, ...rest } = await oneOf(calls, same.toSorted(byAge));
  if (kept === undefined) return ensured;
  if (kept.id !== ensured.id && wanted.secret !== undefined) await calls.put(kept.id, wanted);
  return { ...ensured, id: kept.id, ...(await removed(calls, rest)) };
}

/** Of destinations that are the same, the one to keep, those to remove, and those that something still points to. */
interface Choice {
  kept: WebhookDestination | undefined;
  superfluous: readonly WebhookDestination[];
  pointedTo: readonly WebhookDestination[];
}

/** @param same The one that is to be kept where no policy points to any of them comes first. */
async function oneOf(calls: Calls, same: readonly WebhookDestination[]): Promise<Choice> {
  if (same.length < 2) return { kept: same[0], superfluous: [], pointedTo: [] };
  const policies = await calls.policiesTo().catch(unlessUnreachable);
  const [first, ...others] = same;
  if (policies === undefined) return { kept: first, superfluous: [], pointedTo: others };
  const count = ({ id }: WebhookDestination) => policies.get(bare(id)) ?? 0;
  const [kept, ...rest] = same.toSorted((a, b) => count(b) - count(a));
  return {
    kept,
    superfluous: rest.filter((one) => count(one) === 0),
    pointedTo: rest.filter((one) => count(one) > 0),
  };
}

async function removed(
  calls: Calls,
  { superfluous, pointedTo }: Omit<Choice, 'kept'>,
): Promise<Pick<EnsuredDestination, 'removed' | 'left'>> {
  const idsOf = (destinations: readonly WebhookDestination[]) => destinations.map(({ id }) => id);
  for (const { id } of superfluous) await calls.delete(id).catch(unlessGone);
  return {
    ...(superfluous.length > 0 && { removed: idsOf(superfluous) }),
    ...(pointedTo.length > 0 && { left: idsOf(pointedTo) }),
  };
}

/** Cloudflare tells ids with and without hyphens. */
function bare(id: string): string {
  return id.replaceAll('-', '');
}

/** The one in use first: the one that was last reached, else the older one. */
function byUse(a: WebhookDestination, b: WebhookDestination): number {
  return timeOf(b.last_success) - timeOf(a.last_success) || byAge(a, b);
}

function byAge(a: WebhookDestination, b: WebhookDestination): number {
  return timeOf(a.created_at) - timeOf(b.created_at) || (a.id < b.id ? -1 : 1);
}

function timeOf(text: string | null | undefined): number {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? 0 : time;
}

function unlessUnreachable(error: unknown): undefined {
  if (error instanceof CloudflareApiError) return undefined;
  throw error;
}

function unlessGone(error: unknown): void {
  if (!(error instanceof CloudflareApiError) || error.status !== 404) throw error;
}

function parsed(destination: DestinationInput): Wanted {
  return parseInput(schemaOfInputs(), destination, 'Cloudflare webhook destination');
}

function parsedAccountId(text: string): string {
  const id = String(text).trim();
  if (/^[0-9a-z_-]{1,32}$/i.test(id)) return id;
  throw new ConfigurationError(
    "The Cloudflare account id must be the id alone, at most 32 letters and digits: the part after dash.cloudflare.com/ in the dashboard's address.",
  );
}

function parsedDestinationId(text: string): string {
  const id = String(text).trim();
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

const MIN_SECRET_PATH_LENGTH = 20;

/** The secret, and the URL's path, which is one where it is long enough to be a key. */
function secretsOf({ url, secret }: Wanted): string[] {
  const { pathname, search } = new URL(url);
  const path = pathname + search;
  return [
    ...(secret === undefined ? [] : [secret]),
    ...(path.length >= MIN_SECRET_PATH_LENGTH ? [path] : []),
  ];
}
