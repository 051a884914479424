import { randomUUID } from 'node:crypto';

import { chainOf, nodeOf } from '../sandbox/n8n/client.ts';
import { connectedN8n } from './n8n.ts';

describe('the shared n8n', () => {
  const n8n = connectedN8n();

  it('answers an active webhook, keeps the execution, and forgets the webhook when it is switched off', async () => {
    const path = randomUUID();
    const webhook = nodeOf(
      {
        type: 'n8n-nodes-base.webhook',
        typeVersion: 2,
        parameters: { path, httpMethod: 'POST' },
        webhookId: path,
      },
      'Webhook',
    );
    const workflow = await n8n.createWorkflow({ name: 'host', ...chainOf([webhook]) });
    await n8n.activate(workflow);

    const answer = await fetch(n8n.webhookUrl(path), { method: 'POST', body: 'hello=world' });
    expect(answer.status).toBe(200);
    const [execution] = await n8n.executions(workflow.id, 1);
    expect(execution?.status).toBe('success');
    expect(execution?.data.resultData.runData['Webhook']).toHaveLength(1);

    await n8n.deactivate(workflow.id);
    expect((await fetch(n8n.webhookUrl(path), { method: 'POST' })).status).toBe(404);
  });

  it('runs one node by itself over given items', async () => {
    const execution = await n8n.runNode(
      {
        type: 'n8n-nodes-base.set',
        typeVersion: 3.4,
        parameters: { mode: 'raw', jsonOutput: '={{ { twice: $json.n * 2 } }}' },
        name: 'Set',
      },
      [{ n: 1 }, { n: 2 }],
    );
    expect(execution.status).toBe('success');
    expect(
      execution.data.resultData.runData['Set']?.[0]?.data?.['main']?.[0]?.map(({ json }) => json),
    ).toEqual([{ twice: 2 }, { twice: 4 }]);
  });
});
