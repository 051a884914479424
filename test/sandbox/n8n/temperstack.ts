import type { INode } from 'n8n-workflow';

import { nodeOf, type Credential, type N8nClient } from './client.ts';

const TYPE = 'n8n-nodes-alertbridge.temperstack';

/** A credential by which the node Temperstack sends to an integration URL. */
export async function createTemperstackCredential(
  n8n: N8nClient,
  integrationUrl: string,
  name = 'Temperstack',
): Promise<Credential> {
  return await n8n.createCredential(name, 'temperstackApi', { method: 'integrationUrl', integrationUrl });
}

/** The node that tells Temperstack each alert that comes in. */
export function sendNode(credential: Credential, column = 1): INode {
  return nodeOf(
    { type: TYPE, parameters: { operation: 'send' }, credentials: { temperstackApi: credential } },
    'Temperstack',
    column,
  );
}

/** A node that raises one alert, filled in by hand, and gives up after a second. */
export function raiseNode(
  credential: Credential,
  onError: NonNullable<INode['onError']>,
): Pick<INode, 'type' | 'name' | 'parameters' | 'credentials' | 'onError'> {
  return {
    type: TYPE,
    name: 'Temperstack',
    parameters: {
      operation: 'raise',
      alertName: 'Down',
      alertPriority: 'Critical',
      options: { giveUpAfter: 1 },
    },
    credentials: { temperstackApi: credential },
    onError,
  };
}
