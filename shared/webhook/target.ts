import { headerOf } from '../headers.ts';
import { TELLING_NAME, secretPartsOf } from '../url.ts';
import { secretsOfHeader } from './authentication.ts';
import type { ParsedWebhookDefinition } from './definition.ts';

/** Where a webhook's requests go, and what of that must not be seen. */
export interface Target {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly secrets: readonly string[];
}

export function targetOf({ method, url, headers }: ParsedWebhookDefinition): Target {
  const telling = Object.entries(headers).filter(([name]) => TELLING_NAME.test(name));
  return {
    method,
    url,
    headers:
      headerOf(headers, 'content-type') === undefined
        ? { 'content-type': 'application/json', ...headers }
        : headers,
    secrets: [...secretPartsOf(url), ...telling.flatMap(([, value]) => secretsOfHeader(value))],
  };
}
