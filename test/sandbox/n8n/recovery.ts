import type { INode } from 'n8n-workflow';

import { importedExample } from '../example.ts';
import type { N8nClient, StoredWorkflow } from './client.ts';

/** The data table in which the example flow for recovery tells what became of each execution. */
export const RECOVERY_TABLE = 'alertbridge_recovery';

/** The example as a user has it: an API key made, its credential picked, the address of n8n's API filled in. */
export async function createRecoveryFlow(n8n: N8nClient, url: string): Promise<StoredWorkflow> {
  const { rawApiKey } = await n8n.call<{ rawApiKey: string }>('POST', '/api-keys', {
    label: 'Recovery',
    expiresAt: null,
    scopes: ['workflow:list', 'execution:list', 'execution:retry'],
  });
  const api = `${url}/api/v1`;
  const credential = await n8n.createCredential('n8n', 'n8nApi', { apiKey: rawApiKey, baseUrl: api });
  const asking = ['Workflows', 'Crashed and Failed', 'What Happened Since', 'Retry'];
  const example = importedExample(
    'recovery.json',
    Object.fromEntries(asking.map((node) => [node, [credential]])),
  );
  const text = JSON.stringify(example.nodes).replace('http://localhost:5678/api/v1', api);
  return await n8n.createWorkflow({ ...example, nodes: JSON.parse(text) as INode[] });
}

/** Gives a workflow the tag by which its owner lets its executions run again. */
export async function tagForRecovery(n8n: N8nClient, workflowId: string): Promise<void> {
  const { id } = await n8n.call<{ id: string }>('POST', '/tags', { name: 'recover' });
  const { versionId } = await n8n.call<StoredWorkflow>('GET', `/workflows/${workflowId}`);
  await n8n.call('PATCH', `/workflows/${workflowId}`, { tags: [id], versionId });
}
