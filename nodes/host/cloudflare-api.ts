import {
  CloudflareApiError,
  createDestinations,
  hint,
  verifyToken,
  type ClientOptions,
  type Destinations,
} from 'alertbridge/cloudflare';
import {
  type NodeApiError,
  type ICredentialDataDecryptedObject,
  type ICredentialsDecrypted,
  type ICredentialTestFunctions,
  type IExecuteFunctions,
  type IHookFunctions,
  type ILoadOptionsFunctions,
  type INode,
  type INodeCredentialTestResult,
  type NodeOperationError,
} from 'n8n-workflow';

import { apiError, nodeError } from './errors.ts';
import { sleep, transportOf, transportOfTest } from './transport.ts';

export const CLOUDFLARE_CREDENTIAL = 'cloudflareNotificationsApi';

interface CloudflareCredential extends ICredentialDataDecryptedObject {
  apiToken: string;
  baseUrl: string;
}

type CloudflareFunctions = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions;

/** How to call Cloudflare's API with the credential that is selected in the node. */
export async function cloudflareOptionsOf(
  functions: CloudflareFunctions,
): Promise<Required<Pick<ClientOptions, 'apiToken' | 'baseUrl' | 'transport' | 'sleep'>>> {
  const { apiToken, baseUrl } = await functions.getCredentials<CloudflareCredential>(CLOUDFLARE_CREDENTIAL);
  return { apiToken, baseUrl, transport: transportOf(functions, CLOUDFLARE_CREDENTIAL), sleep };
}

/** The destinations of the account that is selected in the node. */
export async function cloudflareDestinationsOf(
  functions: CloudflareFunctions,
  accountId: string,
  options: Partial<ClientOptions> = {},
): Promise<Destinations> {
  return createDestinations({ ...(await cloudflareOptionsOf(functions)), ...options, accountId });
}

/** A person waits for the result of a test. */
const TEST: Partial<ClientOptions> = { giveUpAfterMs: 10_000, timeoutMs: 10_000 };

/** Tests a token, a person's as well as one that an account owns. */
export async function cloudflareCredentialTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const { apiToken = '', baseUrl } = (credential.data ?? {}) as Partial<CloudflareCredential>;
  try {
    const transport = transportOfTest(this);
    const { status } = await verifyToken({ apiToken, baseUrl, transport, sleep, ...TEST });
    return status === 'active'
      ? { status: 'OK', message: 'Cloudflare accepts the API token.' }
      : { status: 'Error', message: `Cloudflare says that this API token is ${status}.` };
  } catch (error) {
    return { status: 'Error', message: whyRefused(error) };
  }
}

function whyRefused(error: unknown): string {
  if (!(error instanceof CloudflareApiError)) return error instanceof Error ? error.message : String(error);
  if (error.status === 401 || error.status === 403) {
    return 'Cloudflare does not accept this API token. Copy it again. A token that an account owns can be tested only if it has the permission "Account Settings: Read".';
  }
  const last = error.delivery.attempts.at(-1);
  return last !== undefined && 'error' in last ? last.error : `${error.message} ${hint(error)}`;
}

/** An error of the core as n8n shows it, with what a person can do about Cloudflare's. */
export function cloudflareNodeError(
  node: INode,
  error: unknown,
  itemIndex?: number,
): NodeApiError | NodeOperationError {
  const shown = withoutSecret(node);
  if (!(error instanceof CloudflareApiError)) return nodeError(shown, error, itemIndex);
  const { message, status } = error;
  return apiError(shown, { message, status, description: hint(error), itemIndex });
}

/** n8n keeps the node with its parameters in an error, and the error in the execution. */
export function withoutSecret(node: INode): INode {
  return 'secret' in node.parameters ? { ...node, parameters: { ...node.parameters, secret: '***' } } : node;
}
