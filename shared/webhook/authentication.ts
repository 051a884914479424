import { cut, oneLine } from '../text.ts';
import type { Authenticator, Authorization } from '../delivery/authenticator.ts';
import { unlessAborted } from '../delivery/abort.ts';
import type { ParsedWebhookDefinition } from './definition.ts';
import { exchange } from '../delivery/deliver.ts';
import { judgeWhole } from '../delivery/response.ts';
import { monotonicNow, type DeliverOptions } from '../delivery/options.ts';
import type { Delivery, DeliveryError } from '../delivery/delivery.ts';
import { AuthenticationError } from '../errors.ts';
import { headerValueFault, secretsOfHeader } from '../headers.ts';
import { redact } from '../redact.ts';
import { keysInUrl } from '../url.ts';

type Auth = ParsedWebhookDefinition['auth'];
type OAuth2 = Extract<Auth, { type: 'oauth2' }>;

/** The authenticator of one definition. It keeps an OAuth token in memory for as long as it is itself kept. */
export function createAuthenticator(auth: Auth): Authenticator {
  if (auth.type === 'oauth2') return oauth2Authenticator(auth);
  const headers = headersOf(auth);
  return constantly({ headers, secrets: Object.values(headers).flatMap(secretsOfHeader) });
}

/** For a transport that authenticates each request as `auth` says by itself: what it adds, and what must not be seen. */
export function transportAuthenticator(auth: Auth): Authenticator {
  const added = auth.type === 'oauth2' ? { authorization: '' } : headersOf(auth);
  return constantly({
    headers: {},
    addedByTransport: Object.keys(added),
    secrets: auth.type === 'oauth2' ? [auth.clientSecret] : Object.values(added).flatMap(secretsOfHeader),
  });
}

function headersOf(auth: Exclude<Auth, OAuth2>): Record<string, string> {
  if (auth.type === 'none') return {};
  return auth.type === 'headers' ? auth.headers : { authorization: `Bearer ${auth.token}` };
}

function constantly(authorization: Authorization): Authenticator {
  return { authorize: async () => authorization, renew: () => false };
}

interface Token {
  value: string;
  /** By a clock that only goes forward, in ms. */
  expiresAt: number;
}

/** How long before its end a token is no longer used, in ms; a tenth of its life where that is shorter. */
const MAX_MARGIN_MS = 30_000;

function oauth2Authenticator(auth: OAuth2): Authenticator {
  let token: Token | undefined;
  let pending: Promise<Token> | undefined;
  return {
    async authorize(options) {
      const { signal, monotonicNow: now = monotonicNow } = options;
      if (signal?.aborted) throw abandoned();
      if (token === undefined || now() >= token.expiresAt) {
        // One fetch serves everyone who waits for it, so no single caller's signal may end it.
        pending ??= fetchToken(auth, { ...options, signal: undefined, overtaken: undefined }).finally(
          () => (pending = undefined),
        );
        token = await unlessAborted(pending, signal, abandoned);
      }
      return bearer(token.value, auth);
    },
    renew({ headers }) {
      if (token !== undefined && headers['authorization'] === `Bearer ${token.value}`) token = undefined;
      return true;
    },
  };
}

function bearer(token: string, { clientSecret }: OAuth2): Authorization {
  return { headers: { authorization: `Bearer ${token}` }, secrets: [token, clientSecret] };
}

function abandoned(): AuthenticationError {
  return new AuthenticationError('Given up by the caller before there was an access token.');
}

/** The client credentials grant (RFC 6749, section 4.4). */
async function fetchToken(auth: OAuth2, options: DeliverOptions): Promise<Token> {
  const { clientId, clientSecret, scopes, sendCredentialsIn, tokenUrl } = auth;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scopes) form.set('scope', scopes);
  if (sendCredentialsIn === 'body') {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  const basic = btoa(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`);
  const secrets = [clientSecret, formEncoded(clientSecret), basic, ...keysInUrl(tokenUrl)];
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    ...(sendCredentialsIn === 'header' && { authorization: `Basic ${basic}` }),
  };
  const { monotonicNow: now = monotonicNow } = options;
  const askedAt = now();
  const { delivery, answer, error } = await exchange(
    { url: tokenUrl, headers, body: form.toString(), secrets },
    { ...options, judge: judgeWhole },
  );
  if (error !== null) throw new AuthenticationError(describeRefusal(error, secrets));
  // The answer as it came: a token may well hold a part that is hidden where it is shown.
  return tokenIn(answer?.body ?? '', delivery, askedAt);
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** Nothing of the answer is shown, since it may well hold a token under another name. */
function tokenIn(body: string, { url }: Delivery, askedAt: number): Token {
  const { access_token: value, expires_in: expiresIn } = (jsonOf(body) ?? {}) as Record<string, unknown>;
  if (typeof value !== 'string' || value === '' || headerValueFault(value) !== undefined) {
    throw new AuthenticationError(`The token endpoint ${url} answered without an access_token.`);
  }
  const seconds = expiresIn === undefined || expiresIn === null ? Infinity : Number(expiresIn);
  // Without a lifetime that can be read, a token is used until it is refused.
  const lifetimeMs = Number.isNaN(seconds) ? Infinity : Math.max(0, seconds * 1000);
  return { value, expiresAt: askedAt + lifetimeMs - Math.min(MAX_MARGIN_MS, lifetimeMs / 10) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describeRefusal({ message, delivery }: DeliveryError, secrets: readonly string[]): string {
  const { error, error_description: description } = (delivery.body ?? {}) as Record<string, unknown>;
  const said = [error, description].filter((text) => typeof text === 'string' && text !== '');
  const words = said.length > 0 ? ` It said: ${cut(redact(oneLine(said.join(': ')), secrets), 300)}.` : '';
  const hint =
    delivery.status === 400 || delivery.status === 401 || delivery.status === 403
      ? ' Check the client id, the client secret and the scopes.'
      : '';
  return `No access token could be obtained. ${message}${words}${hint}`;
}
