import * as z from 'zod/v4';

import { deliver } from '../../delivery/deliver.ts';
import type { DeliverOptions } from '../../delivery/options.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import { ConfigurationError } from '../../errors.ts';
import { DeliveryError } from '../../delivery/delivery.ts';
import { mayRetryStatus } from '../../delivery/retry.ts';
import { isLoopbackHost } from '../../url.ts';
import { CloudflareApiError } from './api-error.ts';
import { envelopeOf, type Envelope } from './envelope.ts';

export const BASE_URL = 'https://api.cloudflare.com/client/v4';

/** Cloudflare posts its test message before it answers, so a slow receiver makes a slow answer. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** Enough for some ten thousand destinations. */
const LONGEST_ANSWER_BYTES = 8 * 1024 * 1024;

export interface ClientOptions extends DeliverOptions {
  /** With the account permission "Notifications: Edit". A secret. */
  apiToken: string;
  /** Default `https://api.cloudflare.com/client/v4`. */
  baseUrl?: string | undefined;
  /** For each attempt, in ms. Default 30,000. */
  timeoutMs?: number | undefined;
}

export interface Call<Result extends z.ZodType> {
  /** As a person would say it, e.g. "list the webhook destinations"; an error begins with it. */
  what: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the base URL on, already encoded. */
  path: string;
  body?: unknown;
  /** What the envelope's `result` must be. */
  result: Result;
  /** What must not be seen in an error, besides the token. */
  secrets?: readonly string[];
}

export type CallApi = <Result extends z.ZodType>(
  call: Call<Result>,
) => Promise<Omit<Envelope, 'result'> & { result: z.output<Result> }>;

/**
 * Calls Cloudflare's API. Calls that change nothing more when they are repeated (GET, PUT, DELETE) are tried again like any
 * delivery; a POST only after a 429, which says that it was not taken.
 *
 * Source: Cloudflare's API documentation, "Make API calls" and "Rate limits".
 *
 * @returns A function that throws CloudflareApiError when a call fails.
 * @throws ConfigurationError when the token is empty or the base URL is not one.
 */
export function createClient({ apiToken, baseUrl, ...options }: ClientOptions): CallApi {
  const token = apiToken.trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ConfigurationError(
      token === ''
        ? 'The Cloudflare API token is empty.'
        : 'The Cloudflare API token must be the token alone, without spaces or line breaks.',
    );
  }
  const base = parsedBaseUrl(baseUrl);
  return async ({ what, method, path, body, result, secrets = [] }) => {
    const request = {
      url: base + path,
      method,
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
      secrets: [token, ...secrets],
      ...(body !== undefined && { body }),
    };
    const mayRetry = method === 'POST' ? (status: number | null) => status === 429 : mayRetryStatus;
    let delivery: Delivery;
    try {
      delivery = await deliver(request, {
        timeoutMs: DEFAULT_TIMEOUT_MS,
        maxResponseBytes: LONGEST_ANSWER_BYTES,
        ...options,
        retry: { ...options.retry, mayRetry },
      });
    } catch (error) {
      if (error instanceof DeliveryError) {
        throw new CloudflareApiError(what, error.delivery, { cause: error.cause });
      }
      throw error;
    }
    const envelope = envelopeOf(delivery.body);
    if (!envelope?.success) throw new CloudflareApiError(what, delivery);
    const parsed = result.safeParse(envelope.result);
    if (!parsed.success) {
      const where = parsed.error.issues.map((issue) => ['result', ...issue.path].join('.')).join(', ');
      throw new CloudflareApiError(what, delivery, { why: `a result that cannot be read (${where})` });
    }
    return { ...envelope, result: parsed.data };
  };
}

function parsedBaseUrl(text: string | undefined): string {
  const trimmed = text?.trim() || BASE_URL;
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (url === undefined || !secure || url.username || url.password || url.search || url.hash) {
    throw new ConfigurationError(
      `The Cloudflare base URL must be an https URL such as ${BASE_URL} (http is allowed for loopback hosts only), without user, query or hash.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}
