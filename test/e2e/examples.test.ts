import { sample as sampleRun } from 'alertbridge/github';

import { sendApiContextResult } from '../sandbox/apicontext/send.ts';
import { importedExample } from '../sandbox/example.ts';
import { postJson } from '../sandbox/post-json.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { startTarget, type Target } from '../sandbox/webhook/target.ts';
import { connectedN8n } from './n8n.ts';

const n8n = connectedN8n();
let temperstack: Temperstack;
let chat: Target;

beforeAll(async () => {
  temperstack = await startTemperstack();
  chat = await startTarget({ isAllowed: () => true });
});
beforeEach(() => temperstack.clear());
afterAll(async () => {
  await Promise.all([temperstack.close(), chat.close()]);
});

/** An example as a user has it: imported, its credential picked, a node's fields filled in, published. */
async function published(file: string, filledIn: Record<string, object> = {}) {
  const credential = await n8n.createCredential('Temperstack', 'temperstackApi', {
    method: 'integrationUrl',
    integrationUrl: temperstack.integrationUrl,
  });
  const { webhookId, ...example } = importedExample(file, { Temperstack: [credential] });
  const nodes = example.nodes.map((node) => ({
    ...node,
    parameters: { ...node.parameters, ...filledIn[node.name] },
  }));
  const workflow = await n8n.createWorkflow({ ...example, nodes });
  await n8n.activate(workflow);
  return { id: workflow.id, webhookId };
}

describe('the example flows', () => {
  it('open and close one alert with the runs of a GitHub workflow', async () => {
    const { id } = await published('github-to-temperstack.json');
    const hook = n8n.webhookUrl('github');
    await postJson(hook, JSON.stringify(sampleRun('workflow_run', 'failure')));
    await n8n.executions(id, 1);
    expect(temperstack.alerts()).toMatchObject([{ state: 'open' }]);
    await postJson(hook, JSON.stringify(sampleRun('workflow_run', 'success')));
    await n8n.executions(id, 2);
    expect(temperstack.alerts()).toMatchObject([{ state: 'closed', received: 2 }]);
    await n8n.deactivate(id);
  });

  it('tell one alert to Temperstack and to a chat', async () => {
    const { id, webhookId } = await published('fan-out.json', { Chat: { url: `${chat.url}/chat` } });
    await sendApiContextResult(n8n.webhookUrl(`${webhookId}/apicontext`), 'FAIL');
    await n8n.executions(id, 1);
    expect(temperstack.alerts()).toMatchObject([{ state: 'open' }]);
    expect(chat.taken).toMatchObject([{ text: expect.stringMatching(/^Alarm: .*Get orders/) }]);
    await n8n.deactivate(id);
  });
});
