import { randomBytes } from 'node:crypto';

import { ConfigurationError } from 'alertbridge';
import { cut, oneLine } from 'alertbridge/host';
import {
  BASE_URL,
  CloudflareApiError,
  isSameDestinationUrl,
  type ClientOptions,
  type WebhookDestination,
} from 'alertbridge/cloudflare';
import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import {
  cloudflareDestinationsOf,
  cloudflareNodeError,
  cloudflareOptionsOf,
} from '../host/cloudflare-api.ts';
import { whyUnreachable } from './reachable.ts';

/** What the node remembers of its destination, in n8n's static data. A test run has its own. */
interface OwnDestination extends IDataObject {
  accountId?: string;
  destinationId?: string;
  secret?: string;
  /** It is that of a test run, which n8n does not say when the run ends. */
  ofTestRun?: boolean;
  /**
   * Set from a `create` that failed until the `delete` with which n8n cleans up after it: whether it may have left a new
   * destination behind. One that was there before stays, since policies point to it.
   */
  failed?: 'creating' | 'otherwise';
}

/** n8n tries an activation and a deactivation again by itself, so that little patience is needed here. */
const ACTIVATION: Partial<ClientOptions> = { giveUpAfterMs: 6_000, timeoutMs: 6_000 };
const CLEANING_UP: Partial<ClientOptions> = { giveUpAfterMs: 5_000, timeoutMs: 5_000 };

const SECRET_BYTES = 32;
const MAX_NAME_LENGTH = 150;

/** The secret that a notification must come with; empty where there is none yet. */
export function expectedSecret(functions: IWebhookFunctions): string {
  if (isByHand(functions)) return (functions.getNodeParameter('secret', '') as string).trim();
  return (functions.getWorkflowStaticData('node') as OwnDestination).secret ?? '';
}

/** What keeps the destination in step with the workflow. */
export const ownDestinationMethods = { checkExists, create, delete: deleteDestination };

/** Whether the destination that the node remembers is there as it should be; n8n asks when a workflow is switched on. */
async function checkExists(this: IHookFunctions): Promise<boolean> {
  try {
    if (isByHand(this)) {
      requireSecret(this);
      return true;
    }
    const { destinationId, secret, accountId } = ownDestinationOf(this);
    if (!destinationId || !secret || accountId !== accountIdOf(this)) return false;
    const url = await reachableUrlOf(this);
    const destinations = await cloudflareDestinationsOf(this, accountId, ACTIVATION);
    const found = await destinations.get(destinationId).catch(unlessGone);
    return found !== undefined && hasUrl(found, url) && isNamedAfter(found.name ?? '', nameOf(this));
  } catch (error) {
    throw cloudflareNodeError(this.getNode(), error);
  }
}

/**
 * Creates the destination, or takes over the one that an earlier activation left behind: known by its id, else by its URL,
 * which no other node has. While it runs Cloudflare posts its test message, which the webhook answers without a secret.
 */
async function create(this: IHookFunctions): Promise<boolean> {
  const own = ownDestinationOf(this);
  let isNew = false;
  try {
    const accountId = accountIdOf(this);
    const url = await reachableUrlOf(this);
    const destinations = await cloudflareDestinationsOf(this, accountId, ACTIVATION);
    const known = await destinations.list();
    const left =
      known.find(({ id }) => own.accountId === accountId && id === own.destinationId) ??
      known.find((destination) => hasUrl(destination, url));
    const name = freeName(
      nameOf(this),
      known.filter((destination) => destination !== left),
    );
    // Another secret than the one remembered would have notifications refused until n8n has stored it.
    const remembered = left !== undefined && left.id === own.destinationId ? own.secret : undefined;
    const secret = remembered || randomBytes(SECRET_BYTES).toString('hex');
    isNew = left === undefined;
    const { id } =
      left === undefined
        ? await destinations.create({ name, url, secret })
        : await destinations.update(left.id, { name, url, secret }, { replaceIfUrlUnchanged: true });
    Object.assign(own, { accountId, destinationId: id, secret, ofTestRun: isTestRun(this) });
    delete own.failed;
    return true;
  } catch (error) {
    own.failed = isNew ? 'creating' : 'otherwise';
    throw cloudflareNodeError(this.getNode(), error);
  }
}

/**
 * Leaves the destination where it is, since notification policies forget one that is deleted; n8n calls this each time a
 * changed workflow is published, and before it creates it anew. Where the user wants it, or it was a test run's, it is
 * deleted; that it is gone already is fine. n8n also calls it after a `create` that failed: an error would then hide that
 * one's, and make n8n believe that the trigger is registered.
 */
async function deleteDestination(this: IHookFunctions): Promise<boolean> {
  if (isByHand(this)) return true;
  const own = ownDestinationOf(this);
  const cleaningUp = own.failed !== undefined;
  if (own.failed === 'otherwise') {
    delete own.failed;
    return true;
  }
  if (!cleaningUp && !own.ofTestRun && !deletesDestination(this)) return true;
  try {
    const url = cleaningUp ? await reachableUrlOf(this) : webhookUrlOf(this);
    const accountId = own.accountId ?? accountIdOf(this);
    const destinations = await cloudflareDestinationsOf(
      this,
      accountId,
      cleaningUp ? CLEANING_UP : ACTIVATION,
    );
    const id =
      own.destinationId ?? (await destinations.list()).find((destination) => hasUrl(destination, url))?.id;
    if (id !== undefined) await destinations.delete(id).catch(unlessGone);
  } catch (error) {
    if (!cleaningUp) throw cloudflareNodeError(this.getNode(), error);
  }
  delete own.accountId;
  delete own.destinationId;
  delete own.secret;
  delete own.ofTestRun;
  delete own.failed;
  return true;
}

function ownDestinationOf(functions: IHookFunctions): OwnDestination {
  return functions.getWorkflowStaticData('node') as OwnDestination;
}

function isByHand(functions: IHookFunctions | IWebhookFunctions): boolean {
  return functions.getNodeParameter('setup') === 'byHand';
}

function deletesDestination(functions: IHookFunctions): boolean {
  const { deleteDestination: deletes = false } = functions.getNodeParameter('options', {}) as {
    deleteDestination?: boolean;
  };
  return deletes;
}

function isTestRun(functions: IHookFunctions): boolean {
  return functions.getActivationMode() === 'manual';
}

function requireSecret(functions: IHookFunctions): void {
  if ((functions.getNodeParameter('secret', '') as string).trim() === '') {
    throw new ConfigurationError(
      'The trigger needs the secret of the destination that was created by hand: without it, anyone could post notifications.',
    );
  }
}

function accountIdOf(functions: IHookFunctions): string {
  const accountId = (functions.getNodeParameter('account', '') as string).trim();
  if (accountId === '')
    throw new ConfigurationError('Choose the Cloudflare account to create the destination in.');
  return accountId;
}

function webhookUrlOf(functions: IHookFunctions): string {
  const url = functions.getNodeWebhookUrl('default');
  if (url === undefined) throw new ConfigurationError('n8n gives this node no webhook URL.');
  return url;
}

async function reachableUrlOf(functions: IHookFunctions): Promise<string> {
  const url = webhookUrlOf(functions);
  const { baseUrl } = await cloudflareOptionsOf(functions);
  const isCloudflare = !baseUrl || new URL(baseUrl).host === new URL(BASE_URL).host;
  const why = isCloudflare ? whyUnreachable(url) : undefined;
  if (why === undefined) return url;
  throw new ConfigurationError(
    `Cloudflare cannot reach this n8n at ${new URL(url).origin}: ${why}. Set n8n's environment variable WEBHOOK_URL to its public https address (port 443 or 80), restart n8n, and publish the workflow again.`,
  );
}

function nameOf(functions: IHookFunctions): string {
  const { name = 'Workflow' } = functions.getWorkflow();
  const wanted = `n8n: ${oneLine(name)}: ${oneLine(functions.getNode().name)}`;
  return cut(wanted, MAX_NAME_LENGTH) + (isTestRun(functions) ? ' (test)' : '');
}

/** The name, with a number where another destination has it: two of one name could not be told apart. */
function freeName(name: string, others: WebhookDestination[]): string {
  const taken = new Set(others.map((other) => other.name));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
  return free;
}

function isNamedAfter(found: string, name: string): boolean {
  return found === name || (found.startsWith(name) && /^ \(\d+\)$/.test(found.slice(name.length)));
}

function hasUrl({ url, type }: WebhookDestination, wanted: string): boolean {
  return isSameDestinationUrl(wanted, url ?? '', type ?? '');
}

function unlessGone(error: unknown): undefined {
  if (error instanceof CloudflareApiError && error.status === 404) return undefined;
  throw error;
}
