import * as z from 'zod/v4';

import { exchange } from '../../delivery/deliver.ts';
import type { DeliverOptions } from '../../delivery/options.ts';
import { judgeWhole } from '../../delivery/response.ts';
import { mayRetryStatus } from '../../delivery/retry.ts';
import { ConfigurationError } from '../../errors.ts';
import { redact, secretFault } from '../../redact.ts';
import { cut } from '../../text.ts';
import { urlFault } from '../../url.ts';
import { CloudflareApiError } from './api-error.ts';
import { envelopeOf, type Envelope } from './envelope.ts';

export const BASE_URL = 'https://api.cloudflare.com/client/v4';

/** Cloudflare posts its test message before it answers, so a slow receiver makes a slow answer. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** Enough for some ten thousand destinations. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export interface ClientOptions extends DeliverOptions {
  /** With the account permission "Notifications: Edit", which reads the notification policies too. A secret. */
  readonly apiToken: string;
  /** Where the API is; another one for a proxy or a test. @default 'https://api.cloudflare.com/client/v4' */
  readonly baseUrl?: string | undefined;
  /**
   * How long one attempt may take, in ms.
   *
   * @default 30_000
   */
  readonly timeoutMs?: number | undefined;
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
  /** How long it is tried, in ms, where the call is a part of a longer one. */
  giveUpAfterMs?: number;
  /** Whether it is tried once only. */
  once?: boolean;
}

export type CallApi = <Result extends z.ZodType>(
  call: Call<Result>,
) => Promise<Omit<Envelope, 'result'> & { result: z.output<Result> }>;

/**
 * Calls Cloudflare's API. Calls that change nothing more when they are repeated (GET, PUT, DELETE) are tried again like any
 * delivery; a POST only after a 429, which says that it was not taken.
 *
 * @see https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/
 * @see https://developers.cloudflare.com/fundamentals/api/reference/limits/
 * @returns A function that throws CloudflareApiError when a call fails.
 * @throws ConfigurationError when the token is empty or the base URL is not one.
 */
export function createClient({
  apiToken,
  baseUrl,
  maxResponseBytes = MAX_ANSWER_BYTES,
  ...options
}: ClientOptions): CallApi {
  const token = String(apiToken).trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ConfigurationError(
      token === ''
        ? 'The Cloudflare API token is empty.'
        : 'The Cloudflare API token must be the token alone, without spaces or line breaks.',
    );
  }
  const tokenFault = secretFault(token);
  if (tokenFault !== undefined) throw new ConfigurationError(`The Cloudflare API token ${tokenFault}.`);
  const base = parsedBaseUrl(baseUrl);
  return async ({ what, method, path, body, result, secrets = [], giveUpAfterMs, once = false }) => {
    const request = {
      url: base + path,
      method,
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
      secrets: [token, ...secrets],
      ...(body !== undefined && { body }),
    };
    const { delivery, answer, error } = await exchange(request, {
      timeoutMs: DEFAULT_TIMEOUT_MS,
      ...options,
      maxResponseBytes,
      ...(giveUpAfterMs !== undefined && { giveUpAfterMs }),
      retry: {
        ...options.retry,
        mayRetry: once ? () => false : method === 'POST' ? isRateLimit : mayRetryStatus,
      },
      // A 2xx whose body broke off says nothing that can be read; what may be repeated is.
      ...(method !== 'POST' && { judge: judgeWhole }),
    });
    // What is read is the answer as it came: a secret of one letter stands in the envelope's own words.
    const envelope = answer === null ? undefined : envelopeOf(answer.body);
    const said = envelope && {
      ...envelope,
      errors: envelope.errors.map((one) => ({ ...one, message: redact(one.message, request.secrets) })),
    };
    if (error !== null || !envelope?.success) {
      throw new CloudflareApiError(what, delivery, said, { cause: error?.cause });
    }
    const parsed = result.safeParse(envelope.result);
    if (!parsed.success) {
      const where = parsed.error.issues.map((issue) => ['result', ...issue.path].join('.')).join(', ');
      throw new CloudflareApiError(what, delivery, said, {
        why: `a result that cannot be read (${cut(where, 200)})`,
      });
    }
    return { ...envelope, result: parsed.data };
  };
}

/** The one answer that says that a call was not taken. */
function isRateLimit(status: number | null): boolean {
  return status === 429;
}

function parsedBaseUrl(text: string | undefined): string {
  const trimmed = text?.trim() || BASE_URL;
  const url = urlFault(trimmed) === undefined ? new URL(trimmed) : undefined;
  if (url === undefined || url.search || url.hash) {
    throw new ConfigurationError(
      `The Cloudflare base URL must be an https URL such as ${BASE_URL} (http is allowed for loopback hosts only), without user, query or hash.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}
