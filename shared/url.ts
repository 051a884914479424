const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** RFC 1918 and 6598, and RFC 4193 and 4291; how `URL` writes them. Not 169.254.0.0/16, where clouds keep their metadata. */
const PRIVATE_ADDRESS =
  /^(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2}|\[f(?:[cd][0-9a-f]{2}|e[89ab][0-9a-f]):[0-9a-f:]*\])$/;

/** Names that no public DNS has: of one label, as in a container's network, and under the suffixes of private networks. */
const PRIVATE_NAME = /^[a-z0-9_-]+$|\.(?:localhost|local|internal|intranet|lan|corp|home|home\.arpa|svc)$/;

/** Whether a URL's host name is this machine itself, so that nothing sent to it leaves the machine. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOST.test(hostname);
}

/** Whether a URL's host name, by its form, is of a private network or of this machine. */
export function isPrivateHost(hostname: string): boolean {
  return isLoopbackHost(hostname) || PRIVATE_ADDRESS.test(hostname) || isPrivateName(hostname);
}

function isPrivateName(hostname: string): boolean {
  return /[a-z_-]/.test(hostname) && !hostname.startsWith('[') && PRIVATE_NAME.test(hostname);
}

/** Whether a text is an http or https URL. */
export function isWebUrl(text: string): boolean {
  return URL.canParse(text) && (/^https?:/i.test(text) || /^https?:$/.test(new URL(text).protocol));
}

/**
 * What keeps a text from being a URL that secrets may be sent to, as the end of a sentence; `undefined` where nothing
 * does. It must be https and hold no user name and no password; http is allowed for loopback hosts, and where `allowHttp`
 * says so for hosts of private networks. The text is not shown.
 */
export function urlFault(text: string, { allowHttp = false } = {}): string | undefined {
  if (text.trim() === '') return 'is empty';
  if (!URL.canParse(text)) return 'is not a URL';
  const { protocol, hostname, username, password } = new URL(text);
  const isAllowed = allowHttp ? isPrivateHost : isLoopbackHost;
  if (protocol !== 'https:' && !(protocol === 'http:' && isAllowed(hostname))) {
    return `must start with https:// (http:// is allowed for ${allowHttp ? 'hosts of private networks' : 'loopback hosts'} only)`;
  }
  return username === '' && password === '' ? undefined : 'must not have a user name or a password in it';
}

/**
 * What of a URL may be a key: what follows a telling name in the query, and whatever in path and query looks like a key
 * rather than a word. Where the whole path may be one, use `secretsOfUrl`.
 */
export function keysInUrl(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { pathname, search } = new URL(text);
  const values = parametersOf(search)
    .filter(({ name, value }) => TELLING_NAME.test(name) || looksLikeKey(value))
    .map(({ value }) => value);
  return [...pathname.split('/').filter(looksLikeKey), ...values].filter((part) => part !== '');
}

/**
 * A URL as it is shown where its path may be a key, as those of chat systems are: the origin, and what of the path is known
 * to be public.
 *
 * @param publicPath The beginning of the path that may be shown, e.g. `/services`.
 */
export function shownUrl(text: string, publicPath = ''): string {
  const { origin, pathname, search } = new URL(text);
  const shown = publicPathOf(pathname, publicPath);
  const rest = pathname.slice(shown.length);
  const query = search === '' ? '' : '?***';
  return `${origin}${shown}${/^\/?$/.test(rest) ? rest : '/***'}${query}`;
}

/**
 * What of such a URL must not be seen: the path and the query as a whole, and each piece of them but for those that are
 * public, too short to be a key, or words that stand in many webhooks' URLs.
 */
export function secretsOfUrl(text: string, publicPath = ''): string[] {
  const { pathname, search } = new URL(text);
  const hidden = pathname.slice(publicPathOf(pathname, publicPath).length);
  const pieces = [...hidden.split('/'), ...parametersOf(search).map(({ value }) => value)];
  const telling = parametersOf(search).filter(({ name }) => TELLING_NAME.test(name));
  return [
    ...pieces.filter((piece) => piece.length >= MIN_KEY_LENGTH && !COMMON_WORD.test(piece)),
    ...telling.map(({ value }) => value).filter((value) => value !== ''),
    ...(hidden.length + search.length >= MIN_PATH_LENGTH ? [hidden + search] : []),
  ];
}

/** Whether a path is the beginning of a URL's path, up to the end of one of its steps. */
export function isPathOf(text: string, path: string): boolean {
  return URL.canParse(text) && publicPathOf(new URL(text).pathname, path) === path.replace(/\/$/, '');
}

/** Names of headers and query parameters whose values are keys. */
export const TELLING_NAME = /auth|cookie|credential|key|pass|pwd|secret|session|sig|token|^code$/i;

/** A shorter piece of a URL is not looked for: it stands in too many words by chance. */
const MIN_KEY_LENGTH = 4;

/** A shorter path is not looked for as a whole; `/in` stands in too many others. */
const MIN_PATH_LENGTH = 8;

const COMMON_WORD =
  /^(?:alert|alerts|api|apis|catch|event|events|hook|hooks|incoming|integration|integrations|json|notification|notifications|notify|post|rest|send|service|services|trigger|triggers|webhook|webhooks|workflow|workflows)$/i;

function publicPathOf(pathname: string, publicPath: string): string {
  const wanted = publicPath.replace(/\/$/, '');
  return pathname === wanted || pathname.startsWith(`${wanted}/`) ? wanted : '';
}

function parametersOf(search: string): { name: string; value: string }[] {
  return search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      // A query without names is a value.
      return value.length === 0 ? { name: '', value: name } : { name, value: value.join('=') };
    });
}

function looksLikeKey(part: string): boolean {
  const mixed = /\d/.test(part) && /[a-z]/i.test(part);
  return part.length >= 20 ? mixed || !/^[a-z]+(?:[-_.][a-z]+)*$/.test(part) : part.length >= 8 && mixed;
}
