import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

export interface FakeRequest {
  /** As n8n has parsed it; `undefined` where n8n does not know the content type. */
  body?: unknown;
  /** What n8n reads where it has not done so yet. */
  raw?: string;
  headers?: Record<string, string>;
  ip?: string;
  parameters?: Record<string, unknown>;
  /** What the credential holds; none is selected where it is missing. */
  credential?: IDataObject;
  mode?: 'webhook' | 'manual';
}

/** What a trigger's webhook sees of n8n for one request, and what it does with it. */
export function webhookContext(given: FakeRequest) {
  const { parameters = {}, headers = {}, ip = '127.0.0.1', mode = 'webhook' } = given;
  const log: string[] = [];
  const sent: { status?: number; headers: Record<string, string>; body?: unknown } = { headers: {} };
  let readings = 0;
  const raw = given.raw === undefined ? undefined : Buffer.from(given.raw);
  const request = {
    headers,
    ip,
    body: given.body,
    rawBody: given.body === undefined ? undefined : raw,
    readRawBody: async () => {
      readings++;
      request.rawBody = raw ?? Buffer.alloc(0);
    },
  };
  const response = {
    setHeader: (name: string, value: string) => (sent.headers[name.toLowerCase()] = value),
    status: (status: number) => {
      sent.status = status;
      return { json: (body: unknown) => (sent.body = body) };
    },
  };
  const logger = Object.fromEntries(
    ['error', 'warn', 'info', 'debug'].map((level) => [
      level,
      (text: string) => log.push(`${level} ${text}`),
    ]),
  );
  const functions = {
    logger,
    getBodyData: () => request.body,
    getHeaderData: () => headers,
    getRequestObject: () => request,
    getResponseObject: () => response,
    getMode: () => mode,
    getNode: () => ({
      id: 'node-1',
      name: 'Trigger',
      type: 'trigger',
      typeVersion: 2,
      position: [0, 0],
      parameters,
    }),
    getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
    getCredentials: async () => {
      if (given.credential === undefined) throw new Error('no credential is selected');
      return given.credential;
    },
  };
  // The rest of n8n's functions is nothing that receiving calls.
  return { context: functions as object as IWebhookFunctions, log, sent, readings: () => readings };
}
