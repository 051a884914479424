import { AuthenticationError } from 'alertbridge';

/** An answer as n8n's requests give it when the whole response is asked for as a stream. */
export interface FullResponse {
  statusCode: number;
  headers: Record<string, unknown>;
  body: AsyncIterable<Uint8Array> & { destroy?: () => void };
}

interface RequestError {
  message?: string;
  code?: unknown;
  cause?: unknown;
  response?: { status: number; headers: Record<string, unknown>; data: unknown };
}

/** The target's answer in an error that n8n made of its status; `undefined` where the error is of another kind. */
export function responseIn(error: unknown): FullResponse | undefined {
  const response = chainOf(error).find((cause) => isStream(cause.response?.data))?.response;
  return (
    response && { ...response, statusCode: response.status, body: response.data as FullResponse['body'] }
  );
}

/**
 * What to say where n8n's OAuth did not get a token; `undefined` where that was not the trouble, or may pass by itself. An
 * answer of the token endpoint is not quoted, since it may hold a token.
 */
export function authenticationErrorOf(error: unknown): AuthenticationError | undefined {
  const cause = chainOf(error).find(
    ({ code, message }) =>
      code === 'EAUTH' || code === 'ESTATUS' || message === 'Unable to sign without access token',
  );
  if (cause === undefined) return undefined;
  const why =
    cause.code === 'EAUTH'
      ? `The token endpoint refused: ${cause.message}`
      : 'The token endpoint did not return one.';
  return new AuthenticationError(
    `No access token could be obtained. ${why} Check the token endpoint's URL, the client ID, the client secret and the scopes of the credential.`,
  );
}

/** Node's names of what went wrong on the way to a host, as the end of a sentence that begins with the host's name. */
const NETWORK_FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^ENOTFOUND$/, 'is not a known host. Is there a typo in the address?'],
  [/^EAI_AGAIN$/, 'could not be looked up. Does n8n have network and DNS access?'],
  [/^ECONNREFUSED$/, 'refuses connections. Are the address and the port right?'],
  [
    /^(?:ETIMEDOUT|ECONNABORTED|ESOCKETTIMEDOUT)$/,
    'did not answer in time. Is there a firewall or a proxy in between?',
  ],
  [
    /^(?:EHOSTUNREACH|ENETUNREACH)$/,
    'cannot be reached from here. Is there a firewall or a proxy in between?',
  ],
  [/CERT|SELF_SIGNED|UNABLE_TO_|^EPROTO$/, 'has a certificate that n8n does not trust.'],
  [/^(?:ECONNRESET|EPIPE)$/, 'broke off the connection. Try again, and check the proxy if there is one.'],
];

/** Why no answer came from a host, in words for a person. */
export function whyUnreached(error: unknown, host: string): string {
  const codes = chainOf(error).flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
  for (const code of codes) {
    const words = NETWORK_FAULTS.find(([pattern]) => pattern.test(code))?.[1];
    if (words !== undefined) return `${host} ${words}`;
  }
  return `${host} was not reached${codes[0] === undefined ? '' : ` (${codes[0]})`}.`;
}

/** The same as an error, without what n8n's own quotes. */
export function unreachedError(error: unknown, host: string): Error {
  return new Error(whyUnreached(error, host));
}

/** An error and what caused it; n8n wraps the errors of its requests several times over. */
function chainOf(error: unknown): RequestError[] {
  const chain: RequestError[] = [];
  for (let cause = error; cause instanceof Error && chain.length < 10; cause = cause.cause) chain.push(cause);
  return chain;
}

function isStream(data: unknown): boolean {
  return data !== null && typeof data === 'object' && Symbol.asyncIterator in data;
}
