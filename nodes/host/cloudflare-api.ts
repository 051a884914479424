import {
  CloudflareApiError,
  createDestinations,
  hint,
  type ClientOptions,
  type Destinations,
} from 'alertbridge/cloudflare';
import {
  type NodeApiError,
  type ICredentialDataDecryptedObject,
  type IExecuteFunctions,
  type IHookFunctions,
  type ILoadOptionsFunctions,
  type INode,
  type NodeOperationError,
} from 'n8n-workflow';

import { apiError, nodeError } from './errors.ts';
import { sleep, transportOf } from './transport.ts';

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
function withoutSecret(node: INode): INode {
  return 'secret' in node.parameters ? { ...node, parameters: { ...node.parameters, secret: '***' } } : node;
}
