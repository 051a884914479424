const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a URL's host name is this machine itself, so that nothing sent to it leaves the machine. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOST.test(hostname);
}

/**
 * What keeps a text from being a URL that secrets may be sent to, as the end of a sentence; `undefined` where nothing
 * does. It must be https (http for loopback hosts only) and hold no user name and no password. The text is not shown.
 */
export function urlFault(text: string): string | undefined {
  if (text.trim() === '') return 'is empty';
  if (!URL.canParse(text)) return 'is not a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
    return 'must start with https:// (http:// is allowed for loopback hosts only)';
  }
  return url.username === '' && url.password === ''
    ? undefined
    : 'must not have a user name or a password in it';
}

/**
 * What of a user's URL may be a key and is therefore not shown: what follows a telling name in the query, and whatever in
 * path and query looks like a key rather than a word.
 */
export function secretPartsOf(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const query = url.search
    .slice(1)
    .split('&')
    .map((pair) => /^([^=]*)=?(.*)$/s.exec(pair) ?? [])
    .filter(([, name = '', value = '']) => TELLING_NAME.test(name) || looksLikeKey(value))
    .map(([, , value = '']) => value);
  return [...url.pathname.split('/').filter(looksLikeKey), ...query].filter((part) => part !== '');
}

/** Names of headers and query parameters whose values are keys. */
export const TELLING_NAME = /auth|cookie|credential|key|pass|pwd|secret|session|sig|token|^code$/i;

function looksLikeKey(part: string): boolean {
  const mixed = /\d/.test(part) && /[a-z]/i.test(part);
  return part.length >= 20 ? mixed || !/^[a-z]+(?:[-_.][a-z]+)*$/.test(part) : part.length >= 8 && mixed;
}
