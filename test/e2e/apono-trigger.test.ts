import { sample as sampleAponoEvent } from 'alertbridge/apono';
import { sendAponoEvent } from '../sandbox/apono/send.ts';
import { createTemperstackCredential } from '../sandbox/n8n/temperstack.ts';
import { importedExample } from '../sandbox/example.ts';
import { postJson } from '../sandbox/post-json.ts';
import { startTemperstack } from '../sandbox/temperstack/server.ts';
import { activeTrigger, connectedN8n, outputOf } from './n8n.ts';

const n8n = connectedN8n();
const HEADER_SECRET = 'apono-header-secret-51ce';

async function trigger(parameters: object = {}, credentials?: object) {
  return await activeTrigger(
    n8n,
    {
      type: 'n8n-nodes-alertbridge.aponoTrigger',
      parameters: { ...parameters },
      ...(credentials !== undefined && { credentials: { ...credentials } }),
    },
    'apono',
  );
}

describe('the Apono Trigger', () => {
  it('opens, changes and closes one alert with Warning, Error and Active, as the example has it', async () => {
    const temperstack = await startTemperstack({ apiKey: 'apono-key-0f3d1b' });
    try {
      const credential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
      const { webhookId, ...example } = importedExample('apono-to-temperstack.json', {
        Temperstack: [credential],
      });
      const workflow = await n8n.createWorkflow(example);
      await n8n.activate(workflow);
      const hook = n8n.webhookUrl(`${webhookId}/apono`);

      const states = [];
      for (const [index, status] of (['Warning', 'Error', 'Active'] as const).entries()) {
        expect(await sendAponoEvent(hook, status)).toEqual({
          status: 200,
          body: { accepted: true, id: sampleAponoEvent().data.id },
        });
        const execution = (await n8n.executions(workflow.id, index + 1)).at(-1);
        expect(execution?.status).toBe('success');
        expect(execution?.stored).not.toContain('apono-key-0f3d1b');
        const [alert, ...others] = temperstack.alerts();
        expect(others).toEqual([]);
        states.push({ state: alert?.state, priority: alert?.latest.alert_priority });
      }
      expect(states).toEqual([
        { state: 'open', priority: 'Medium' },
        { state: 'open', priority: 'Critical' },
        { state: 'closed', priority: undefined },
      ]);
      expect(temperstack.alerts()[0]).toMatchObject({
        alert_id: `apono:${sampleAponoEvent().data.id}`,
        latest: { alert_name: expect.stringContaining('AWS Production') },
      });
    } finally {
      await temperstack.close();
    }
  });

  it('gives out the event, and answers why one is filtered out without starting an execution', async () => {
    const { id, hook } = await trigger({
      filters: { statuses: ['Error'], types: ['AWS-Account'], integrations: ['AWS Production'] },
    });
    expect((await sendAponoEvent(hook, 'Active')).body).toEqual({
      accepted: true,
      filtered: 'status is Active, not Error',
    });
    expect((await sendAponoEvent(hook, 'Error', { name: 'aws production', id: 'x' })).body).toEqual({
      accepted: true,
      filtered: 'integration is aws production, x, not AWS Production',
    });
    await sendAponoEvent(hook, 'Error');
    const [execution] = await n8n.executions(id, 1);
    expect(execution && outputOf(execution, 'Trigger')).toMatchObject([
      { alert: { status: 'Alarm' }, change: 'open', event: { data: sampleAponoEvent('Error').data } },
    ]);
    expect(await n8n.executionsOf(id)).toHaveLength(1);
  });

  it("reads a customer's own template by the paths of its fields, and answers faults by those paths", async () => {
    const paths = { id: 'integration.uuid', status: 'state', issues: 'problems', issue_message: 'text' };
    const { id, hook } = await trigger({ options: { fieldPaths: { paths } } });
    const event = { integration: { uuid: 'i-7' }, state: 'warning', problems: [{ text: 'no role' }] };

    expect(await postJson(hook, JSON.stringify({ ...event, state: 'off' }))).toEqual({
      status: 400,
      body: {
        accepted: false,
        errors: [{ path: 'state', message: 'must be one of Error, Warning, Active' }],
      },
    });
    expect((await postJson(hook, JSON.stringify(event))).body).toEqual({ accepted: true, id: 'i-7' });
    const [execution] = await n8n.executions(id, 1);
    expect(execution && outputOf(execution, 'Trigger')).toMatchObject([
      {
        event: { data: { id: 'i-7', status: 'Warning', issues: [{ message: 'no role' }] }, state: 'warning' },
      },
    ]);
  });

  it('lets in only who shows the header secret and is on the IP allow list, and stores no secret', async () => {
    const credential = await n8n.createCredential('Header', 'alertbridgeIncomingApi', {
      method: 'headerAuth',
      headerName: 'X-Alertbridge-Key',
      headerValue: HEADER_SECRET,
    });
    const { id, hook } = await trigger(
      { authentication: 'credential' },
      { alertbridgeIncomingApi: credential },
    );
    const send = async (headers: Record<string, string>) =>
      (await sendAponoEvent(hook, 'Error', {}, headers)).status;
    expect(await send({})).toBe(401);
    expect(await send({ 'x-alertbridge-key': 'wrong' })).toBe(403);
    expect(await send({ 'x-alertbridge-key': HEADER_SECRET })).toBe(200);
    const [execution] = await n8n.executions(id, 1);
    expect(execution?.stored).not.toContain(HEADER_SECRET);

    const elsewhere = await trigger({ options: { ipAllowList: '203.0.113.7' } });
    expect((await sendAponoEvent(elsewhere.hook, 'Error')).status).toBe(403);
  });

  it('refuses what is no event with 400, and stays up', async () => {
    const { hook } = await trigger();
    for (const body of ['[]', '{}', '{"data":{"status":"Error"}}', '{"data":{"id":"x"}}', '"text"']) {
      const { status } = await postJson(hook, body);
      expect([status, body]).toEqual([400, body]);
    }
    expect((await sendAponoEvent(hook, 'Error')).status).toBe(200);
  });
});
