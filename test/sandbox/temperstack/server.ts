import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';

import type { Answer, ReceivedRequest } from '../http-server.ts';
import { jsonOf, startStandIn, type StandIn } from '../stand-in.ts';
import { faultsOf, type TakenAlert } from './rules.ts';

const KEPT_REQUESTS = 1_000;
const KEPT_ALERTS = 500;
const KEPT_CHANGES = 50;
const HOOK = '/api/integration/webhook/';

/** One request to the integration URL and what it was answered. */
export interface TemperstackRequest {
  /** Counts from 1. */
  number: number;
  /** ISO 8601. */
  at: string;
  /** `null` where the connection was broken or left open. */
  status: number | null;
  /** The alert, where the request was taken. */
  alert: TakenAlert | null;
  /** Why it was not. */
  reasons: string[];
}

/** What Temperstack shows of all requests with one `alert_id`. */
export interface TemperstackAlert {
  alert_id: string;
  state: 'open' | 'closed';
  openedAt: string | null;
  closedAt: string | null;
  /** How many requests it was made of. */
  received: number;
  latest: TakenAlert;
  /** The last ones, oldest first. */
  changes: {
    number: number;
    at: string;
    status: 'Alarm' | 'OK';
    priority: string | null;
    description: string | null;
  }[];
}

export interface TemperstackOptions {
  /** The first port to try. Without it the system picks one. */
  port?: number;
  /** The key at the end of the integration URL. */
  apiKey?: string;
  /** What a request with another key is answered. */
  wrongKeyStatus?: 401 | 403 | 404;
}

export interface Temperstack extends StandIn {
  integrationUrl: string;
  apiKey: string;
  /** The latest 1,000 requests, oldest first. */
  received(): TemperstackRequest[];
  /** The latest 500 alerts, the one that changed last first. */
  alerts(): TemperstackAlert[];
  /** Forgets requests and alerts. */
  clear(): void;
  /** Lets the page's buttons send a result; each gives what is to be said of it, a line at a time. */
  offerTries(send: (resultClass: 'FAIL' | 'PASS') => Promise<string[]>): void;
}

/**
 * A stand-in for Temperstack's alert webhook, with what a person would look at: `/` is a live page, `/alerts` and
 * `/requests` are JSON, `DELETE /requests` forgets everything.
 */
export async function startTemperstack(options: TemperstackOptions = {}): Promise<Temperstack> {
  const { apiKey = 'sandbox-key-5d1f0c', wrongKeyStatus = 401 } = options;
  const page = readFileSync(join(import.meta.dirname, 'page.html'), 'utf8');
  const requests: TemperstackRequest[] = [];
  const alerts = new Map<string, TemperstackAlert>();
  const watching = new Set<ServerResponse>();
  let count = 0;
  let send: Parameters<Temperstack['offerTries']>[0] | undefined;

  function record(status: number | null, alert: TakenAlert | null, reasons: string[]): void {
    const request = { number: ++count, at: new Date().toISOString(), status, alert, reasons };
    requests.push(request);
    if (requests.length > KEPT_REQUESTS) requests.shift();
    if (alert !== null) {
      const changed = changedAlert(alerts.get(idOf(alert, request)), alert, request);
      // Set anew, so that the map's order is that of the last change.
      alerts.delete(changed.alert_id);
      alerts.set(changed.alert_id, changed);
      const oldest = alerts.keys().next().value;
      if (alerts.size > KEPT_ALERTS && oldest !== undefined) alerts.delete(oldest);
    }
    announce();
  }

  function announce(): void {
    if (watching.size === 0) return;
    const event = stateEvent();
    for (const response of watching) response.write(event);
  }

  function stateEvent(): string {
    const state = {
      alerts: latestFirst(),
      requests: requests.slice(-50),
      received: count,
      tries: send !== undefined,
    };
    return `data: ${JSON.stringify(state)}\n\n`;
  }

  function latestFirst(): TemperstackAlert[] {
    return [...alerts.values()].reverse();
  }

  function clear(): void {
    requests.length = 0;
    alerts.clear();
    count = 0;
    announce();
  }

  function receive(request: ReceivedRequest): Answer {
    const refuse = (status: number, reasons: string[], headers = {}): Answer => {
      record(status, null, reasons);
      return { status, headers, body: { errors: reasons } };
    };
    const key = request.path.slice(HOOK.length);
    if (key === '' || key.includes('/')) return refuse(404, ['no such integration']);
    if (key !== apiKey) return refuse(wrongKeyStatus, ['this API key is not valid']);
    if (request.method !== 'POST') return refuse(405, ['use POST'], { allow: 'POST' });
    const body = jsonOf(request.body);
    const reasons = faultsOf(request.headers['content-type'], body);
    if (reasons.length > 0) return refuse(400, reasons);
    record(200, body as TakenAlert, []);
    return { status: 200 };
  }

  const server = await startStandIn(
    async (request, response) => {
      if (request.path.startsWith(HOOK)) return receive(request);
      switch (`${request.method} ${request.path}`) {
        case 'GET /':
          return { headers: PAGE_HEADERS, body: page };
        case 'GET /alerts':
          return { body: latestFirst() };
        case 'GET /requests':
          return { body: requests };
        case 'POST /try/FAIL':
        case 'POST /try/PASS':
          if (send === undefined) return { status: 503, body: { said: ['n8n is not up yet.'] } };
          return { body: { said: await send(request.path.endsWith('FAIL') ? 'FAIL' : 'PASS') } };
        case 'DELETE /requests':
          clear();
          return { status: 204 };
        case 'GET /events':
          response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
          response.write(stateEvent());
          watching.add(response);
          response.on('close', () => watching.delete(response));
          return undefined;
        default:
          return { status: 404, body: { errors: ['there is nothing here'] } };
      }
    },
    {
      port: options.port,
      isFaulty: ({ path }) => path.startsWith(HOOK),
      onFault: (fault) => {
        if ('status' in fault) record(fault.status, null, [`told to answer ${fault.status}`]);
        else record(null, null, ['hang' in fault ? 'told not to answer' : `told to reset ${fault.reset}`]);
      },
    },
  );
  return {
    ...server,
    integrationUrl: `${server.url}${HOOK}${apiKey}`,
    apiKey,
    received: () => [...requests],
    alerts: latestFirst,
    clear,
    offerTries: (sending) => {
      send = sending;
      announce();
    },
  };
}

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:",
  'cache-control': 'no-store',
};

/** Alerts without an id cannot be told to be the same, so each is one of its own. */
function idOf(alert: TakenAlert, { number }: TemperstackRequest): string {
  return alert.alert_id ?? `(no alert_id, request ${number})`;
}

function changedAlert(
  before: TemperstackAlert | undefined,
  alert: TakenAlert,
  request: TemperstackRequest,
): TemperstackAlert {
  const isOpen = alert.status === 'Alarm';
  const stayedOpen = isOpen && before?.state === 'open';
  return {
    alert_id: idOf(alert, request),
    state: isOpen ? 'open' : 'closed',
    openedAt: isOpen && !stayedOpen ? request.at : (before?.openedAt ?? null),
    closedAt: isOpen ? null : request.at,
    received: (before?.received ?? 0) + 1,
    latest: alert,
    changes: [
      ...(before?.changes ?? []),
      {
        number: request.number,
        at: request.at,
        status: alert.status,
        priority: alert.alert_priority ?? null,
        description: alert.description ?? null,
      },
    ].slice(-KEPT_CHANGES),
  };
}
