import type {
  ICredentialDataDecryptedObject,
  ICredentialsDecrypted,
  INodeCredentialTestResult,
  INodeProperties,
} from 'n8n-workflow';
import { DEFAULT_MAX_BYTES, parseAuthentication, type Authentication } from 'alertbridge/receive';

export const INCOMING_CREDENTIAL = 'alertbridgeIncomingApi';

/** What a sender must show, as the credential holds it. */
export interface IncomingCredential extends ICredentialDataDecryptedObject {
  method: 'basicAuth' | 'headerAuth';
  user: string;
  password: string;
  headerName: string;
  headerValue: string;
}

/**
 * What a credential asks of senders.
 *
 * @throws ConfigurationError saying what is missing or wrong, and no secret.
 */
export function incomingAuthentication(credential: Partial<IncomingCredential>): Authentication {
  const { method, user = '', password = '', headerName = '', headerValue = '' } = credential;
  return parseAuthentication(
    method === 'basicAuth'
      ? { type: 'basic', user, password }
      : { type: 'header', name: headerName, value: headerValue },
  );
}

/** There is nothing to reach: the test says whether a sender could meet what the credential asks for. */
export async function incomingCredentialTest(
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  try {
    incomingAuthentication((credential.data ?? {}) as Partial<IncomingCredential>);
    return { status: 'OK', message: 'A sender that presents this is let in.' };
  } catch (error) {
    return { status: 'Error', message: error instanceof Error ? error.message : String(error) };
  }
}

export const authenticationProperty: INodeProperties = {
  displayName: 'Authentication',
  name: 'authentication',
  type: 'options',
  options: [
    {
      name: 'Basic Auth or Header Secret',
      value: 'credential',
      description: 'The sender must present what the credential holds',
    },
    { name: 'None', value: 'none', description: 'Anyone who knows the URL can send' },
  ],
  default: 'none',
  description: 'How the sender proves who it is',
};

export const responseModeProperty: INodeProperties = {
  displayName: 'Respond',
  name: 'responseMode',
  type: 'options',
  options: [
    { name: 'Immediately', value: 'onReceived', description: 'As soon as the event is accepted' },
    {
      name: 'When Workflow Finishes',
      value: 'lastNode',
      description: 'With 200 and no content if the workflow succeeds, with 500 if it fails',
    },
  ],
  default: 'onReceived',
  description:
    'When the sender gets its answer. Events that are filtered out or refused are always answered at once.',
};

export const ipAllowListProperty: INodeProperties = {
  displayName: 'IP Allow List',
  name: 'ipAllowList',
  type: 'string',
  default: '',
  placeholder: 'e.g. 203.0.113.7, 198.51.100.0/24',
  description:
    'Addresses and ranges that may send, separated by commas. If empty, every address may. Behind a reverse proxy, set N8N_PROXY_HOPS to the number of proxies, so that n8n sees the real address, and make sure that nobody can reach n8n except through them: anyone who can may claim any address in X-Forwarded-For.',
};

/** What of a trigger's options says how requests are received, as n8n has it: what was not set is missing. */
export interface ReceivingParameters {
  ipAllowList?: string;
  maxBodyKb?: number;
}

const DEFAULT_MAX_BODY_KB = DEFAULT_MAX_BYTES / 1024;

export const maxBodyProperty: INodeProperties = {
  displayName: 'Maximum Body Size (KB)',
  name: 'maxBodyKb',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 16_384 },
  default: DEFAULT_MAX_BODY_KB,
  description: 'A request with a larger body is answered 413 without being read',
};
