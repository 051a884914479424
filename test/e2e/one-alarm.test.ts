import { sample, type ApiContextResult } from 'alertbridge/apicontext';

import { resultsOfOutage } from '../sandbox/apicontext/outage.ts';
import { eventually, nodeOf } from '../sandbox/n8n/client.ts';
import { createTemperstackCredential, sendNode } from '../sandbox/n8n/temperstack.ts';
import { postJson } from '../sandbox/post-json.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { activeTrigger, connectedN8n, type ActiveTrigger } from './n8n.ts';

const n8n = connectedN8n();

let temperstack: Temperstack;

beforeAll(async () => {
  temperstack = await startTemperstack();
});
beforeEach(() => temperstack.clear());
afterAll(async () => await temperstack.close());

/** A flow whose Code node writes into the workflow's static data, as people's own flows do. */
async function flow(parameters: object = {}): Promise<ActiveTrigger> {
  const credential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
  const code = nodeOf(
    {
      type: 'n8n-nodes-base.code',
      typeVersion: 2,
      parameters: {
        jsCode: "$getWorkflowStaticData('global').ran = Date.now();\nreturn $input.all();",
      },
    },
    'Code',
    1,
  );
  return await activeTrigger(
    n8n,
    { type: 'n8n-nodes-alertbridge.apiContextTrigger', parameters: { ...parameters } },
    'apicontext',
    [code, sendNode(credential, 2)],
  );
}

async function post(hook: string, result: ApiContextResult): Promise<void> {
  const { status } = await postJson(hook, JSON.stringify(result));
  expect(status).toBe(200);
}

/** Posts all of them, so many at a time. */
async function postAll(hook: string, all: readonly ApiContextResult[], atOnce: number): Promise<void> {
  for (let at = 0; at < all.length; at += atOnce) {
    await Promise.all(all.slice(at, at + atOnce).map(async (result) => await post(hook, result)));
  }
}

/** One Alarm and one OK of one alert, by at most four executions. */
async function expectOneAlarm({ id }: ActiveTrigger, callId: string): Promise<void> {
  await eventually(
    async () => (temperstack.received().some(({ alert }) => alert?.status === 'OK') ? true : undefined),
    'the OK to reach Temperstack',
  );
  const executions = await n8n.executionsOf(id);
  await n8n.executions(id, executions.length);
  expect(temperstack.received().map(({ alert }) => [alert?.alert_id, alert?.status])).toEqual([
    [`apicontext:${callId}`, 'Alarm'],
    [`apicontext:${callId}`, 'OK'],
  ]);
  expect(executions.length).toBeLessThanOrEqual(4);
}

describe('an outage of five minutes, seen from six of twenty locations', () => {
  it('is one Alarm and one OK where the results come in order', async () => {
    const active = await flow({ policy: { raiseAt: 2 } });
    await postAll(active.hook, resultsOfOutage('in-order'), 1);
    await expectOneAlarm(active, 'in-order');
    expect(temperstack.received()[0]?.alert?.description).toMatch(/Seen from/i);
  });

  it('is one Alarm and one OK where twenty come at a time', async () => {
    const active = await flow({ policy: { raiseAt: 2 } });
    await postAll(active.hook, resultsOfOutage('at-once'), 20);
    await expectOneAlarm(active, 'at-once');
  });

  it('is one Alarm and one OK where every tenth comes twice and every seventh late', async () => {
    const active = await flow({ policy: { raiseAt: 2 } });
    const all = resultsOfOutage('muddled');
    const muddled = all
      .map((result, index) => ({ result, at: index % 7 === 6 ? index + 30 : index }))
      .sort((a, b) => a.at - b.at)
      .flatMap(({ result }, index) => (index % 10 === 9 ? [result, result] : [result]));
    await postAll(active.hook, muddled, 20);
    await expectOneAlarm(active, 'muddled');
  });
});

describe('an alarm', () => {
  it('that was given up while it goes on is made good by the next repeat', async () => {
    // A second and a half, in minutes.
    const active = await flow({ policy: { repeatEveryMinutes: 0.025 } });
    temperstack.faults.add({ status: 400 });
    const callId = 'given-up';
    const fail = async (number: number) =>
      await post(
        active.hook,
        sample('FAIL', {
          call_id: callId,
          result_id: `${callId}-${number}`,
          start_time: new Date(Date.now()).toISOString(),
        }),
      );
    await fail(1);
    const [first] = await n8n.executions(active.id, 1);
    expect(first?.status).toBe('error');
    expect(temperstack.alerts()).toEqual([]);
    let number = 1;
    await eventually(async () => {
      await fail(++number);
      return temperstack.alerts()[0];
    }, 'the repeat');
    expect(temperstack.alerts()).toMatchObject([{ alert_id: `apicontext:${callId}`, state: 'open' }]);
  });

  it('is still known after the workflow was switched off and on, until it is told to forget', async () => {
    const active = await flow();
    const callId = 'remembered';
    const say = async (resultClass: 'FAIL' | 'PASS', location_id: string, number: number) =>
      await postJson(
        active.hook,
        JSON.stringify(
          sample(resultClass, {
            call_id: callId,
            location_id,
            result_id: `${callId}-${number}`,
            start_time: new Date().toISOString(),
          }),
        ),
      );
    await say('FAIL', 'oslo', 1);
    await n8n.executions(active.id, 1);
    const workflow = await n8n.call<{
      id: string;
      versionId: string;
      name: string;
      nodes: never;
      connections: never;
    }>('GET', `/workflows/${active.id}`);
    await n8n.deactivate(active.id);
    await n8n.activate(workflow);
    expect((await say('PASS', 'london', 2)).body).toMatchObject({ held: expect.stringContaining('oslo') });
    expect((await say('FAIL', 'oslo', 3)).body).toMatchObject({
      held: expect.stringContaining('already open'),
    });

    const nodes = (workflow.nodes as { name: string; parameters: object }[]).map((node) =>
      node.name === 'Trigger'
        ? { ...node, parameters: { ...node.parameters, options: { forgetState: true } } }
        : node,
    );
    await n8n.activate(
      await n8n.updateWorkflow(active.id, {
        name: workflow.name,
        nodes: nodes as never,
        connections: workflow.connections,
      }),
    );
    expect((await say('FAIL', 'oslo', 4)).body).toEqual({ accepted: true, result_id: `${callId}-4` });
  });
});
