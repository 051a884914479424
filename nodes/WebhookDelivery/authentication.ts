import type {
  ICredentialDataDecryptedObject,
  ICredentialsDecrypted,
  INodeCredentialTestResult,
} from 'n8n-workflow';

import { headerNameFault, headerValueFault, type WebhookDefinition } from 'alertbridge/webhook';

export type Authentication = NonNullable<WebhookDefinition['auth']>['type'];

/** The credential of each kind of authentication; `undefined` where none is needed. */
export function credentialTypeOf(authentication: Authentication): string | undefined {
  switch (authentication) {
    case 'none':
      return undefined;
    case 'bearer':
      return 'webhookDeliveryBearerApi';
    case 'headers':
      return 'webhookDeliveryHeadersApi';
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

/** The tokens that n8n's OAuth keeps in a credential; nobody is to see them. */
export function tokensIn(credential: ICredentialDataDecryptedObject): string[] {
  return Object.entries((credential['oauthTokenData'] ?? {}) as Record<string, unknown>)
    .filter(([name]) => /token$/i.test(name))
    .flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
}

/** The headers of a custom headers credential. */
export function headersIn({ headers }: ICredentialDataDecryptedObject): Record<string, string> {
  return Object.fromEntries(rowsIn(headers).map(({ key, value }) => [key.trim(), value]));
}

/** There is nothing to reach: the tests say whether what the credential holds can be sent at all. */
export async function bearerCredentialTest(
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const token = textIn(credential.data ?? {}, 'token').trim();
  const fault = token === '' ? 'must be filled in' : headerValueFault(token);
  return result(fault && `The bearer token ${fault}.`);
}

export async function headersCredentialTest(
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const rows = rowsIn(credential.data?.['headers']);
  const names = rows.map(({ key }) => key.trim().toLowerCase());
  const faults = rows.flatMap(({ key, value }, index) => [
    ...faultOf(`The key in row ${index + 1}`, headerNameFault(key.trim())),
    ...faultOf(`The value in row ${index + 1}`, value === '' ? 'must be filled in' : headerValueFault(value)),
    ...faultOf(
      `The key in row ${index + 1}`,
      names.indexOf(key.trim().toLowerCase()) < index ? 'stands in another row already' : undefined,
    ),
  ]);
  return result(rows.length === 0 ? 'Add at least one header.' : faults.join(' '));
}

function faultOf(what: string, fault: string | undefined): string[] {
  return fault === undefined ? [] : [`${what} ${fault}.`];
}

function result(fault: string | undefined): INodeCredentialTestResult {
  return fault
    ? { status: 'Error', message: fault }
    : {
        status: 'OK',
        message: 'This can be sent. Whether the target accepts it, the operation Test of the node shows.',
      };
}

function rowsIn(headers: unknown): { key: string; value: string }[] {
  const { values = [] } = (headers ?? {}) as { values?: Record<string, unknown>[] };
  return values.map((row) => ({ key: textIn(row, 'key'), value: textIn(row, 'value') }));
}

/** The text in a field; empty where there is none. */
export function textIn(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
