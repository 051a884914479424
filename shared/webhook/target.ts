import { secretsOfHeader, withContentType } from '../headers.ts';
import { MIN_SECRET_LENGTH } from '../redact.ts';
import { secretsOfUrl, shownUrl, TELLING_NAME } from '../url.ts';
import type { ParsedWebhookDefinition } from './definition.ts';
import { secretsOfSigning } from './signature.ts';

/** Where a webhook's requests go, and what of that must not be seen. */
export interface Target {
  readonly method: string;
  readonly url: string;
  /** The URL as it is shown. */
  readonly shownUrl: string;
  readonly headers: Record<string, string>;
  readonly secrets: readonly string[];
}

export function targetOf(definition: ParsedWebhookDefinition): Target {
  const { method, url, publicPath, headers, signingSecret } = definition;
  // A header that is no secret may still have a telling name; what is as short as a word stays findable.
  const keys = Object.entries(headers)
    .filter(([name]) => TELLING_NAME.test(name))
    .flatMap(([, value]) => secretsOfHeader(value))
    .filter((value) => value.length >= MIN_SECRET_LENGTH);
  return {
    method,
    url,
    shownUrl: shownUrl(url, publicPath),
    headers: withContentType(headers, 'application/json'),
    secrets: [...secretsOfUrl(url, publicPath), ...keys, ...secretsOfSigning(signingSecret)],
  };
}
