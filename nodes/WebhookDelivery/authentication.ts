import type {
  ICredentialDataDecryptedObject,
  ICredentialsDecrypted,
  IHttpRequestOptions,
  INodeCredentialTestResult,
} from 'n8n-workflow';

import {
  bearerTokenIn,
  headerNameFault,
  headerValueFault,
  secretFault,
  signingSecretFault,
  type WebhookDefinition,
} from 'alertbridge/webhook';

export type Authentication = 'basic' | 'bearer' | 'headers' | 'none' | 'oauth2';

/** The credential with which deliveries are signed. */
export const SIGNING_CREDENTIAL = 'webhookDeliverySigningApi';

/** The credential of each kind of authentication; `undefined` where none is needed. */
export function credentialTypeOf(authentication: Authentication): string | undefined {
  switch (authentication) {
    case 'basic':
      return 'webhookDeliveryBasicApi';
    case 'bearer':
      return 'webhookDeliveryBearerApi';
    case 'headers':
      return 'webhookDeliveryHeadersApi';
    case 'none':
      return undefined;
    case 'oauth2':
      return 'webhookDeliveryOAuth2Api';
  }
}

/** What a credential holds, as a definition's `auth`. */
export function authOf(
  authentication: Authentication,
  credential: ICredentialDataDecryptedObject,
): WebhookDefinition['auth'] {
  switch (authentication) {
    case 'none':
      return { type: 'none' };
    case 'basic':
      return { type: 'headers', headers: { Authorization: basicAuthorization(credential) } };
    case 'bearer':
      return { type: 'bearer', token: textIn(credential, 'token') };
    case 'headers':
      return { type: 'headers', headers: headersIn(credential) };
    case 'oauth2':
      return {
        type: 'oauth2',
        clientId: textIn(credential, 'clientId'),
        clientSecret: textIn(credential, 'clientSecret'),
        tokenUrl: textIn(credential, 'accessTokenUrl'),
        scopes: textIn(credential, 'scope'),
      };
  }
}

/** How a credential authenticates a request of n8n's: by headers. */
export function authenticateWith(
  headersOf: (credential: ICredentialDataDecryptedObject) => Record<string, string>,
) {
  return async (
    credential: ICredentialDataDecryptedObject,
    requestOptions: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => ({
    ...requestOptions,
    headers: { ...requestOptions.headers, ...headersOf(credential) },
  });
}

/** The token as a header has it. @see RFC 6750, section 2.1 */
export function bearerAuthorization(credential: ICredentialDataDecryptedObject): string {
  return `Bearer ${bearerTokenIn(textIn(credential, 'token'))}`;
}

/** User and password as a header has them. @see RFC 7617, section 2 */
export function basicAuthorization(credential: ICredentialDataDecryptedObject): string {
  const pair = `${textIn(credential, 'user')}:${textIn(credential, 'password')}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

/** What else in a credential nobody is to see: a password, and the tokens that n8n's OAuth keeps in it. */
export function secretsIn(credential: ICredentialDataDecryptedObject): string[] {
  const tokens = Object.entries((credential['oauthTokenData'] ?? {}) as Record<string, unknown>)
    .filter(([name]) => /token$/i.test(name))
    .flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
  return [textIn(credential, 'password'), ...tokens].filter((secret) => secret !== '');
}

/** The headers of a custom headers credential. */
export function headersIn({ headers }: ICredentialDataDecryptedObject): Record<string, string> {
  return Object.fromEntries(rowsIn(headers).map(({ key, value }) => [key.trim(), value]));
}

/** There is nothing to reach: the tests say whether what the credential holds can be sent at all. */
export async function basicCredentialTest(
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const user = textIn(credential.data ?? {}, 'user');
  const password = textIn(credential.data ?? {}, 'password');
  if (user === '' && password === '') return result('User and password are both empty.');
  if (user.includes(':')) return result('A user name for Basic authentication cannot contain a colon.');
  // Some systems want a key as the user name, and no password.
  return result(faultOf('The password', password === '' ? undefined : secretFault(password))[0]);
}

export async function bearerCredentialTest(
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const token = bearerTokenIn(textIn(credential.data ?? {}, 'token'));
  return result(faultOf('The bearer token', secretFault(token) ?? headerValueFault(token))[0]);
}

export async function headersCredentialTest(
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const rows = rowsIn(credential.data?.['headers']);
  const names = rows.map(({ key }) => key.trim().toLowerCase());
  const faults = rows.flatMap(({ key, value }, index) => [
    ...faultOf(`The key in row ${index + 1}`, headerNameFault(key.trim())),
    ...faultOf(`The value in row ${index + 1}`, secretFault(value) ?? headerValueFault(value)),
    ...faultOf(
      `The key in row ${index + 1}`,
      names.indexOf(key.trim().toLowerCase()) < index ? 'is in another row already' : undefined,
    ),
  ]);
  return result(rows.length === 0 ? 'Add at least one header.' : faults.join(' '));
}

export async function signingCredentialTest(
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const fault = signingSecretFault(textIn(credential.data ?? {}, 'signingSecret'));
  return result(faultOf('The signing secret', fault)[0]);
}

function faultOf(what: string, fault: string | undefined): string[] {
  return fault === undefined ? [] : [`${what} ${fault}.`];
}

function result(fault: string | undefined): INodeCredentialTestResult {
  return fault
    ? { status: 'Error', message: fault }
    : {
        status: 'OK',
        message: "This can be sent. The node's Test operation shows whether the receiver accepts it.",
      };
}

/** The rows with anything in them. */
function rowsIn(headers: unknown): { key: string; value: string }[] {
  const { values = [] } = (headers ?? {}) as { values?: Record<string, unknown>[] };
  return values
    .map((row) => ({ key: textIn(row, 'key'), value: textIn(row, 'value') }))
    .filter(({ key, value }) => key !== '' || value !== '');
}

/** The text in a field; empty where there is none. */
export function textIn(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
