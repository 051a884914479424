import { sample as aponoEvent, sampleAccessRequest } from 'alertbridge/apono';
import { sample as sampleRun } from 'alertbridge/github';

import { sendApiContextResult } from '../sandbox/apicontext/send.ts';
import { importedExample } from '../sandbox/example.ts';
import { startGitHubHooks, type GitHubHooks } from '../sandbox/github/hooks.ts';
import { startModel, type StandInModel } from '../sandbox/model/server.ts';
import { eventually, type Credential } from '../sandbox/n8n/client.ts';
import { createTemperstackCredential } from '../sandbox/n8n/temperstack.ts';
import { postJson } from '../sandbox/post-json.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { startTarget, type Target } from '../sandbox/webhook/target.ts';
import { connectedN8n, outputOf } from './n8n.ts';

const n8n = connectedN8n();
let temperstack: Temperstack;
let target: Target;
let github: GitHubHooks;
let model: StandInModel;
let credentials: Record<string, Credential>;

beforeAll(async () => {
  temperstack = await startTemperstack();
  target = await startTarget({ isAllowed: () => true });
  github = await startGitHubHooks();
  model = await startModel();
  const temperstackCredential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
  credentials = {
    Temperstack: temperstackCredential,
    'Raise Alert': temperstackCredential,
    'Resolve Alert': temperstackCredential,
    'GitHub Trigger': await n8n.createCredential('GitHub', 'githubApi', {
      server: github.url,
      user: 'acme',
      accessToken: 'ghp_sandbox',
    }),
    'OpenAI Chat Model': await n8n.createCredential('Model', 'openAiApi', {
      apiKey: 'sk-sandbox',
      url: model.baseUrl,
    }),
  };
});
beforeEach(() => {
  temperstack.clear();
  target.taken.length = 0;
});
afterAll(async () => {
  await Promise.all([temperstack.close(), target.close(), github.close(), model.close()]);
});

/** An example as a user has it: imported, its credentials chosen, what it leaves open filled in. */
async function imported(file: string, filledIn: Record<string, object> = {}) {
  const chosen = Object.entries(credentials).map(
    ([node, credential]) => [node, [credential]] as [string, Credential[]],
  );
  const { webhookId, ...example } = importedExample(file, Object.fromEntries(chosen));
  const nodes = example.nodes.map((node) => ({
    ...node,
    parameters: { ...node.parameters, ...filledIn[node.name] },
  }));
  return { workflow: await n8n.createWorkflow({ ...example, nodes }), webhookId };
}

/** The same, published. */
async function published(file: string, filledIn: Record<string, object> = {}) {
  const { workflow, webhookId } = await imported(file, filledIn);
  await n8n.activate(workflow);
  return { id: workflow.id, webhookId };
}

describe('the example flows', () => {
  // First, since newer news of the same call would overtake the sample.
  it.each([
    ['apicontext-to-temperstack.json', 'APIContext Trigger'],
    ['apono-to-temperstack.json', 'Apono Trigger'],
    ['cloudflare-to-temperstack.json', 'Cloudflare Trigger'],
    ['github-to-temperstack.json', 'GitHub Trigger'],
    ['ai-agent.json', 'Message'],
  ])(
    '%s opens an alert with its sample data, at the first click on Execute workflow',
    async (file, trigger) => {
      const { workflow } = await imported(file);
      const execution = await n8n.run(workflow.id, trigger);
      expect(execution.status).toBe('success');
      expect(temperstack.alerts()).toMatchObject([{ state: 'open', received: 1 }]);
    },
  );

  it('open an alert for an access request that failed, and close it when access is granted', async () => {
    const { id, webhookId } = await published('apono-to-temperstack.json');
    const hook = n8n.webhookUrl(`${webhookId}/apono`);
    const stages = async (stage: 'Failed' | 'Granted', seconds: number) => {
      const event = sampleAccessRequest(stage);
      await postJson(hook, JSON.stringify({ ...event, event_time: Number(event.event_time) + seconds }));
    };
    await stages('Failed', 0);
    await n8n.executions(id, 1);
    expect(temperstack.alerts()).toMatchObject([{ state: 'open', latest: { alert_priority: 'Critical' } }]);
    await stages('Granted', 60);
    await n8n.executions(id, 2);
    expect(temperstack.alerts()).toMatchObject([{ state: 'closed', received: 2 }]);
    await n8n.deactivate(id);
  });

  it('open and close one alert with the runs that GitHub tells to its own trigger', async () => {
    const { id } = await published('github-to-temperstack.json');
    expect(github.hooks).toMatchObject([{ events: ['workflow_run'] }]);
    expect(await github.deliver('workflow_run', sampleRun('workflow_run', 'failure'))).toEqual([200]);
    await n8n.executions(id, 1);
    expect(temperstack.alerts()).toMatchObject([{ state: 'open' }]);
    await github.deliver('workflow_run', sampleRun('workflow_run', 'success'));
    await n8n.executions(id, 2);
    expect(temperstack.alerts()).toMatchObject([{ state: 'closed', received: 2 }]);
    await n8n.deactivate(id);
    expect(github.hooks).toEqual([]);
  });

  it('tell one alert to Temperstack and to a chat', async () => {
    const { id, webhookId } = await published('fan-out.json', { Chat: { url: `${target.url}/chat` } });
    await sendApiContextResult(n8n.webhookUrl(`${webhookId}/apicontext`), 'FAIL');
    await n8n.executions(id, 1);
    expect(temperstack.alerts()).toMatchObject([{ state: 'open' }]);
    expect(target.taken).toMatchObject([
      {
        text: 'Alarm: Get orders is failing',
        blocks: [{ type: 'header' }, { type: 'section', text: { text: expect.stringContaining('FAIL') } }],
      },
    ]);
    await n8n.deactivate(id);
  });

  it('send an event in one’s own words, try that with a sample, and keep what was not delivered', async () => {
    const url = `${target.url}/incidents`;
    const { id, webhookId } = await published('webhook-delivery.json', {
      'Incident Tool': { url },
      'Try It': { url },
    });
    const tried = await n8n.run(id, 'Start');
    expect(outputOf(tried, 'Try It')).toMatchObject([{ sent: true, test: true, outcome: 'delivered' }]);
    expect(target.taken).toMatchObject([{ alert_name: expect.stringContaining('AWS Production') }]);

    const hook = n8n.webhookUrl(`${webhookId}/apono`);
    await postJson(hook, JSON.stringify(aponoEvent('Error')));
    await eventually(async () => target.taken[1], 'the event in its own words');
    expect(target.taken[1]).toEqual({
      title: 'Apono integration AWS Production is failing',
      state: 'Alarm',
      key: expect.stringMatching(/^apono:/),
      integration: 'AWS Production',
      issues: [expect.objectContaining({ status: 'Error' }), expect.objectContaining({ status: 'Warning' })],
    });

    target.answer = () => ({ status: 400, body: { error: 'no such team' } });
    const warning = { ...aponoEvent('Error', { id: 'another' }), event_time: 1_773_454_999 };
    await postJson(hook, JSON.stringify(warning));
    const dead = (await n8n.executions(id, 3)).find(
      (execution) => outputOf(execution, 'Not Delivered').length > 0,
    );
    expect(dead && outputOf(dead, 'Not Delivered')).toMatchObject([
      { alert: { alert_id: 'apono:another' }, details: { attempts: [{ status: 400 }] } },
    ]);
    await n8n.deactivate(id);
  });

  it('let an agent of n8n’s raise an alert and resolve it, by a model that knows only what the tools say', async () => {
    const { id } = await published('ai-agent.json');
    const say = async (text: string) => await postJson(n8n.webhookUrl('message'), JSON.stringify({ text }));
    expect(await say('Checkout has been answering 500 since 02:10')).toMatchObject({
      status: 200,
      body: { output: expect.stringContaining('Done') },
    });
    expect(Object.fromEntries(model.offered.map(({ name, description }) => [name, description]))).toEqual({
      Raise_Alert: expect.stringMatching(
        /^Open an alert .* Raising the same alert ID again does not open a second one\.$/,
      ),
      Resolve_Alert: expect.stringMatching(/^Close an alert, by the alert ID it was raised with/),
    });
    expect(temperstack.alerts()).toMatchObject([
      {
        alert_id: 'checkout',
        state: 'open',
        latest: {
          alert_name: 'Checkout has been answering 500 since 02:10',
          alert_priority: 'Critical',
          description: 'Checkout has been answering 500 since 02:10',
        },
      },
    ]);
    await say('Checkout works again');
    expect(temperstack.alerts()).toMatchObject([{ alert_id: 'checkout', state: 'closed', received: 2 }]);
    await n8n.deactivate(id);
  });
});
