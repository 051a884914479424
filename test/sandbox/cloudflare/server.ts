import { randomUUID } from 'node:crypto';

import { sample, type Notification, type WebhookDestination } from 'alertbridge/cloudflare';

import { isLoopbackHost } from '../../../shared/url.ts';
import type { Answer } from '../http-server.ts';
import { jsonOf, startStandIn, type StandIn, type StandInRequest } from '../stand-in.ts';

const ROOT = '/client/v4';
const TEST_MESSAGE = {
  text: 'Hello World! This is a test message sent from https://cloudflare.com. If you can see this, your webhook is configured properly.',
};
const TEST_MESSAGE_TIMEOUT_MS = 10_000;

interface Stored extends WebhookDestination {
  /** As it was given, with the secret that the URL that is told lacks. */
  given: string;
  secret?: string;
}

export interface StandInCloudflare extends StandIn {
  /** What a credential's base URL is to be. */
  baseUrl: string;
  token: string;
  /** One that its first account owns, and no person. */
  accountToken: string;
  /** The id of its first account. */
  accountId: string;
  accounts: { id: string; name: string }[];
  /** An account's destinations, with their secrets. */
  destinations(accountId?: string): Readonly<Stored>[];
  /** What the receivers answered to the test messages, `null` where one was not reached. */
  testMessages: { url: string; status: number | null }[];
  /** Puts destinations there as if they had been created in the dashboard, without a test message. */
  seed(destinations: { name: string; url: string; secret?: string }[], accountId?: string): string[];
  /** Makes a notification policy that points to these destinations, as a person does in the dashboard. */
  addPolicy(name: string, destinationIds: readonly string[], accountId?: string): void;
  /** Posts a notification to a destination, as a notification policy would. */
  notify(id: string, notification?: Notification): Promise<Response>;
  /** Faults happen to requests of this method only. */
  faultyMethod: string | undefined;
  /** The next requests are answered 429 with a `Retry-After`. */
  limitNext(retryAfterSeconds: number, times?: number): void;
  /** The next request of this method is done, but its answer is lost. */
  loseNextAnswer(method: string): void;
  /** Whether a PUT leaves the URL as it was, as users report. On from the start. */
  keepsUrlOnPut: boolean;
  /** While it is down, every connection is reset. */
  down: boolean;
}

/**
 * A stand-in for the part of Cloudflare's API that manages notification webhooks, over real HTTP and in memory. It posts the
 * test message to loopback addresses only: any other host is to it one that cannot be reached.
 */
export async function startCloudflare(
  options: { token?: string; accounts?: { id: string; name: string }[]; port?: number } = {},
): Promise<StandInCloudflare> {
  const token = options.token ?? `sandbox-${randomUUID().replaceAll('-', '')}`;
  const accountToken = `account-${token}`;
  const accounts = options.accounts ?? [{ id: '9035f53656c247e895c5a6939ae8a0e0', name: 'Acme' }];
  const stored = new Map<string, Stored[]>(accounts.map(({ id }) => [id, []]));
  const firstAccount = accounts[0]?.id ?? '';
  const policies = new Map<string, object[]>(accounts.map(({ id }) => [id, []]));
  const testMessages: StandInCloudflare['testMessages'] = [];
  const lost: string[] = [];

  const server = await startStandIn(
    async (request, response) => {
      if (standIn.down) return void response.socket?.resetAndDestroy();
      const answer = await answerTo(request);
      if (lost.includes(request.method)) {
        lost.splice(lost.indexOf(request.method), 1);
        return void response.socket?.resetAndDestroy();
      }
      return { ...answer, headers: { 'cf-ray': cfRay(), ...answer.headers } };
    },
    {
      port: options.port,
      isFaulty: ({ path, method }) =>
        path.startsWith(ROOT) && (standIn.faultyMethod ?? method) === method && !standIn.down,
    },
  );

  async function answerTo(request: StandInRequest): Promise<NonNullable<Answer>> {
    const path = request.path.startsWith(ROOT) ? request.path.slice(ROOT.length) : undefined;
    if (path === undefined) return failure(404, 7_000, 'No route for that URI');
    const bearer = /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (bearer === undefined) return failure(400, 6_003, 'Invalid request headers', 6_111);
    if (path === '/user/tokens/verify') {
      if (bearer !== token) return failure(401, 1_000, 'Invalid API Token');
      return success({ id: '6247ac8d9c10ba11154a2b82d35953b7', status: 'active' });
    }
    const isAccountToken = bearer === accountToken;
    if (path === `/accounts/${firstAccount}/tokens/verify`) {
      if (!isAccountToken) return failure(401, 1_000, 'Invalid API Token');
      return success({ id: 'f267e341f3dd4697bd3b9f71dd96247f', status: 'active' });
    }
    if (bearer !== token && !isAccountToken) return failure(403, 10_000, 'Authentication error');
    if (path === '/accounts') {
      return listAccounts(request.query, isAccountToken ? accounts.slice(0, 1) : accounts);
    }
    const [, owner = ''] = /^\/accounts\/([^/]+)\/alerting\/v3\/policies$/.exec(path) ?? [];
    if (request.method === 'GET' && policies.has(owner)) return success(policies.get(owner));
    const [, accountId = '', id] =
      /^\/accounts\/([^/]+)\/alerting\/v3\/destinations\/webhooks(?:\/([^/]+))?$/.exec(path) ?? [];
    const destinations = stored.get(accountId);
    if (accountId === '') return failure(404, 7_000, 'No route for that URI');
    if (destinations === undefined) return failure(403, 10_000, 'Authentication error');
    if (id === undefined) {
      if (request.method === 'GET') return success(destinations.map(told));
      if (request.method === 'POST') return await create(destinations, request.body);
      return failure(405, 10_405, 'Method not allowed for this authentication scheme');
    }
    const found = destinations.find((one) => sameId(one.id, id));
    if (found === undefined) return failure(404, 17_104, 'webhook destination not found');
    if (request.method === 'GET') return success(told(found));
    if (request.method === 'PUT') return change(found, request.body);
    if (request.method === 'DELETE') {
      destinations.splice(destinations.indexOf(found), 1);
      return { status: 200, body: { errors: [], messages: [], success: true } };
    }
    return failure(405, 10_405, 'Method not allowed for this authentication scheme');
  }

  function listAccounts(query: URLSearchParams, seen: typeof accounts): NonNullable<Answer> {
    const page = Number(query.get('page') ?? 1);
    const perPage = Math.min(50, Number(query.get('per_page') ?? 20));
    const wanted = (query.get('name') ?? '').toLowerCase();
    const found = seen.filter(({ name }) => name.toLowerCase().includes(wanted));
    const shown = found.slice((page - 1) * perPage, page * perPage);
    return success(
      shown.map((account) => ({ ...account, type: 'standard', created_on: '2020-01-01T00:00:00Z' })),
      {
        result_info: {
          page,
          per_page: perPage,
          count: shown.length,
          total_count: found.length,
          total_pages: Math.ceil(found.length / perPage),
        },
      },
    );
  }

  async function create(destinations: Stored[], body: string): Promise<NonNullable<Answer>> {
    const wanted = wantedOf(body);
    if (typeof wanted === 'string') return failure(400, 17_001, wanted);
    const status = await post(wanted.url, TEST_MESSAGE, wanted.secret);
    testMessages.push({ url: wanted.url, status });
    if (status === null || status < 200 || status > 299) {
      const why = status === null ? 'the webhook could not be reached' : `the webhook answered ${status}`;
      return failure(400, 17_103, `error testing webhook ${wanted.url}: ${why}`);
    }
    const destination = made(wanted);
    destinations.push(destination);
    return { ...success({ id: destination.id }), status: 201 };
  }

  function change(found: Stored, body: string): NonNullable<Answer> {
    const wanted = wantedOf(body);
    if (typeof wanted === 'string') return failure(400, 17_001, wanted);
    found.name = wanted.name;
    if (wanted.secret !== undefined) found.secret = wanted.secret;
    if (!standIn.keepsUrlOnPut) {
      const { given, url, type } = made(wanted);
      Object.assign(found, { given, url, type });
    }
    return success({ id: found.id });
  }

  const standIn: StandInCloudflare = {
    ...server,
    baseUrl: server.url + ROOT,
    token,
    accountToken,
    accountId: firstAccount,
    accounts,
    destinations: (accountId = firstAccount) => stored.get(accountId) ?? [],
    testMessages,
    seed: (destinations, accountId = firstAccount) =>
      destinations.map((wanted) => {
        const destination = made(wanted);
        stored.get(accountId)?.push(destination);
        return destination.id;
      }),
    addPolicy: (name, destinationIds, accountId = firstAccount) =>
      void policies.get(accountId)?.push({
        id: randomUUID(),
        name,
        alert_type: 'tunnel_health_event',
        enabled: true,
        // The API gives the ids of policies and of what they point to with hyphens.
        mechanisms: {
          email: [],
          pagerduty: [],
          webhooks: destinationIds.map((id) => ({ id: hyphenated(id) })),
        },
      }),
    notify: async (id, notification = sample()) => {
      const found = [...stored.values()].flat().find((one) => sameId(one.id, id));
      if (found === undefined) throw new Error(`There is no destination ${id}.`);
      const answer = await send(found.given, notification, found.secret);
      found[answer.ok ? 'last_success' : 'last_failure'] = new Date().toISOString();
      return answer;
    },
    faultyMethod: undefined,
    limitNext: (retryAfter, times) => {
      const { status = 429, body } = failure(429, 10_429, 'Please wait and throttle your request speed');
      server.faults.add(
        { status, retryAfter, body: JSON.stringify(body), contentType: 'application/json' },
        times,
      );
    },
    loseNextAnswer: (method) => lost.push(method),
    keepsUrlOnPut: true,
    down: false,
  };
  return standIn;
}

function success(result: unknown, more: object = {}): NonNullable<Answer> {
  return { status: 200, body: { result, success: true, errors: [], messages: [], ...more } };
}

function failure(status: number, code: number, message: string, chained?: number): NonNullable<Answer> {
  const error_chain = [{ code: chained, message: 'Invalid format for Authorization header' }];
  const error = { code, message, ...(chained !== undefined && { error_chain }) };
  return { status, body: { result: null, success: false, errors: [error], messages: [] } };
}

type Wanted = { name: string; url: string; secret?: string };

function wantedOf(body: string): Wanted | string {
  const { name, url, secret } = (jsonOf(body) ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return 'name is required';
  if (typeof url !== 'string' || !URL.canParse(url)) return 'url is required';
  return { name, url, ...(typeof secret === 'string' && { secret }) };
}

function made({ name, url, secret }: Wanted): Stored {
  const type = typeOf(new URL(url));
  return {
    id: randomUUID().replaceAll('-', ''),
    name,
    url: withoutSecret(url, type),
    type,
    created_at: new Date().toISOString(),
    last_success: null,
    last_failure: null,
    given: url,
    ...(secret !== undefined && { secret }),
  };
}

function told({ id, name, url, type, created_at, last_success, last_failure }: Stored): object {
  return { id, name, url, type, created_at, last_success, last_failure };
}

const HOST_TYPES: [RegExp, string][] = [
  [/^hooks\.slack\.com$/, 'slack'],
  [/^chat\.googleapis\.com$/, 'gchat'],
  [/^discord(?:app)?\.com$/, 'discord'],
  [/^open\.feishu\.cn$/, 'feishu'],
  [/\.datadoghq\.(?:com|eu)$/, 'datadog'],
  [/\.opsgenie\.com$/, 'opsgenie'],
];

function typeOf({ hostname, pathname }: URL): string {
  if (/^\/services\/collector(?:\/|$)/.test(pathname)) return 'splunk';
  return HOST_TYPES.find(([host]) => host.test(hostname))?.[1] ?? 'generic';
}

/** The secret is the query for Google Chat and the path's last part for the others. */
function withoutSecret(url: string, type: string): string {
  const { origin, pathname } = new URL(url);
  if (type === 'gchat') return origin + pathname;
  return ['slack', 'discord', 'feishu'].includes(type) ? origin + pathname.replace(/\/[^/]*$/, '') : url;
}

function hyphenated(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function sameId(one: string, other: string): boolean {
  return one.replaceAll('-', '') === other.replaceAll('-', '');
}

async function post(url: string, body: object, secret: string | undefined): Promise<number | null> {
  try {
    return (await send(url, body, secret)).status;
  } catch {
    return null;
  }
}

async function send(url: string, body: object, secret: string | undefined): Promise<Response> {
  if (!isLoopbackHost(new URL(url).hostname))
    throw new Error('The stand-in reaches loopback addresses only.');
  return await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(secret !== undefined && { 'cf-webhook-auth': secret }),
    },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(TEST_MESSAGE_TIMEOUT_MS),
  });
}

function cfRay(): string {
  return `${randomUUID().replaceAll('-', '').slice(0, 16)}-FRA`;
}
