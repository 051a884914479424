import { MIN_SECRET_LENGTH } from './redact.ts';

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** What HTTP itself sets for each request; a user's own value would break it. */
const SET_BY_HTTP = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * What is wrong with a header's name, as the end of a sentence; `undefined` where nothing is (RFC 9110, section 5.1: a
 * token, so no space and no line end).
 */
export function headerNameFault(name: string): string | undefined {
  if (!NAME.test(name)) return 'is not a header name: letters, digits and hyphens, e.g. X-Api-Key';
  return SET_BY_HTTP.includes(name.toLowerCase()) ? 'is set by HTTP itself and cannot be chosen' : undefined;
}

/**
 * What is wrong with a header's value, as the end of a sentence that does not show it; `undefined` where nothing is (RFC
 * 9110, section 5.5: one line of Latin-1).
 */
export function headerValueFault(value: string): string | undefined {
  if (/[\r\n]/.test(value)) return 'must not have a line end in it';
  return VALUE.test(value) ? undefined : 'must have only characters of Latin-1, and no control characters';
}

/** The value of a header, whatever the case of its name. */
export function headerOf(headers: Record<string, string>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** The headers with a content type, the one that they have themselves or else the given one. */
export function withContentType(headers: Record<string, string>, type: string): Record<string, string> {
  return headerOf(headers, 'content-type') === undefined ? { 'content-type': type, ...headers } : headers;
}

/** A bearer token as it is pasted, with or without the word "Bearer" in front of it. */
export function bearerTokenIn(text: string): string {
  return text.trim().replace(/^Bearer +/i, '');
}

/** What user and password are made of in `Basic …`: UTF-8 text of its Base64 form, of either alphabet; empty where it is none. */
export function textOfBase64(base64: string): string {
  try {
    const bytes = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    return '';
  }
}

/** What services write in front of a key. */
const SCHEMES = ['apikey', 'basic', 'bearer', 'token'];

/** What must not be seen of a header's value: all of it, and what follows the scheme in `Bearer …` and `Basic …`. */
export function secretsOfHeader(value: string): string[] {
  const [, scheme = '', rest] = /^\s*([\w-]+) +(\S+)\s*$/.exec(value) ?? [];
  // After a word that is no scheme, a short one is the end of a secret with a space in it.
  if (rest === undefined || (rest.length < MIN_SECRET_LENGTH && !SCHEMES.includes(scheme.toLowerCase()))) {
    return [value];
  }
  if (scheme.toLowerCase() !== 'basic') return [value, rest];
  const userAndPassword = textOfBase64(rest);
  const password = userAndPassword.slice(userAndPassword.indexOf(':') + 1);
  return [value, rest, userAndPassword, password].filter((secret) => secret !== '');
}
