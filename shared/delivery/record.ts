import { ConfigurationError } from '../errors.ts';
import { headerNameFault, headerValueFault } from '../headers.ts';
import { isDeeperThan, MAX_DEPTH } from '../input.ts';
import type { Redactor } from '../redact.ts';
import { isWebUrl } from '../url.ts';
import { USER_AGENT } from '../version.ts';
import type { Attempts } from './attempts.ts';
import type { Delivery, DeliveryRequest } from './delivery.ts';
import type { TransportResponse } from './transport.ts';

/** A request as it goes out. */
export interface EncodedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/**
 * @throws ConfigurationError when the request cannot go out over HTTP.
 */
export function encodeRequest({ url, method = 'POST', headers = {}, body }: DeliveryRequest): EncodedRequest {
  if (!isWebUrl(url)) {
    throw new ConfigurationError('The URL to deliver to is not an http or https URL.');
  }
  if (!/^[A-Za-z]+$/.test(method)) {
    throw new ConfigurationError('The method to deliver with must be a word such as POST.');
  }
  const names = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const fault = headerNameFault(name) ?? headerValueFault(String(value));
    if (fault !== undefined) throw new ConfigurationError(`The header ${JSON.stringify(name)} ${fault}.`);
    names.add(name.toLowerCase());
  }
  const own = names.has('user-agent') ? {} : { 'user-agent': USER_AGENT };
  if (body === undefined) return { method, url, headers: { ...own, ...headers } };
  if (/^(?:GET|HEAD)$/i.test(method)) {
    throw new ConfigurationError(`A ${method} request cannot have a body.`);
  }
  const type = names.has('content-type') ? {} : { 'content-type': 'application/json' };
  return { method, url, headers: { ...type, ...own, ...headers }, body: textOf(body) };
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  try {
    const text = JSON.stringify(body) as string | undefined;
    if (text !== undefined) return text;
  } catch {
    // A circle, a BigInt or a toJSON that throws.
  }
  throw new ConfigurationError('The body to deliver cannot be written as JSON.');
}

/** The record of what was done so far, without secrets. */
export function recordOf({
  request,
  shown,
  answer,
  ...rest
}: Pick<Delivery, 'delivered' | 'durationMs'> & {
  request: EncodedRequest & { shownUrl?: string | undefined };
  shown: Redactor;
  answer: TransportResponse | null;
  made: Attempts;
}): Delivery {
  return {
    delivered: rest.delivered,
    method: request.method,
    url: request.shownUrl ?? shown.text(request.url),
    status: answer?.status ?? null,
    ...rest.made,
    durationMs: Math.round(rest.durationMs),
    headers: shownHeaders(answer?.headers ?? {}, shown),
    body: answer === null ? null : shownBody(answer, shown),
    truncated: answer?.truncated ?? false,
  };
}

function shownHeaders(headers: Record<string, string>, shown: Redactor): Record<string, string> {
  const redacted: Record<string, string> = {};
  for (const name of Object.keys(headers)) redacted[name] = shown.text(headers[name] ?? '');
  return redacted;
}

function shownBody({ body, truncated }: TransportResponse, shown: Redactor): unknown {
  if (body === '') return null;
  if (truncated) return shown.beginning(body);
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return shown.text(body);
  }
  // Whoever shows or stores the record walks it by recursion, which a stranger's answer must not overflow.
  return isDeeperThan(parsed, MAX_DEPTH) ? shown.text(body) : shown.value(parsed);
}
