import type { ResultClass } from '../../shared/systems/apicontext/schema.ts';
import { sendApiContextResult } from '../sandbox/apicontext/send.ts';
import { nodeOf, type StoredWorkflow } from '../sandbox/n8n/client.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { activeTrigger, connectedN8n, outputOf } from './n8n.ts';

const n8n = connectedN8n();
let temperstack: Temperstack;

beforeAll(async () => {
  temperstack = await startTemperstack();
});
afterAll(async () => {
  await temperstack.close();
});

/** An active workflow with one alert for a call, and what it does with a result from a location. */
async function callScope(raiseAt: number) {
  const credential = await n8n.createCredential('Temperstack', 'temperstackApi', {
    method: 'integrationUrl',
    integrationUrl: temperstack.integrationUrl,
  });
  const { id, hook } = await activeTrigger(
    n8n,
    { type: 'n8n-nodes-alertbridge.apiContextTrigger', parameters: {} },
    'apicontext',
    [
      nodeOf(
        {
          type: 'n8n-nodes-alertbridge.temperstack',
          parameters: { operation: 'sendFromEvent', mappingOptions: { scope: 'call', raiseAt } },
          credentials: { temperstackApi: credential },
        },
        'Temperstack',
      ),
    ],
  );
  let sent = 0;
  return {
    id,
    async report(...results: [location: string, resultClass: ResultClass][]) {
      temperstack.clear();
      await Promise.all(
        results.map(([location_id, resultClass]) => sendApiContextResult(hook, resultClass, { location_id })),
      );
      sent += results.length;
      const executions = await n8n.executions(id, sent);
      const latest = executions.slice(-results.length);
      return {
        statuses: temperstack.received().map(({ alert }) => alert?.status),
        reasons: latest.flatMap((execution) =>
          outputOf(execution, 'Temperstack').map(({ reason }) => reason),
        ),
      };
    },
  };
}

describe('one alert for a call that is seen from several locations', () => {
  it('is raised when enough fail and ends when none does, also across a reactivation', async () => {
    const call = await callScope(2);
    expect(await call.report(['oslo', 'FAIL'])).toEqual({
      statuses: [],
      reasons: ['Seen by 1 of the 2 that it takes to raise the alert: oslo.'],
    });
    expect((await call.report(['london', 'FAIL'])).statuses).toEqual(['Alarm']);
    expect(await call.report(['oslo', 'PASS'])).toEqual({ statuses: [], reasons: ['Still seen by london.'] });

    await n8n.deactivate(call.id);
    await n8n.activate(await n8n.call<StoredWorkflow>('GET', `/workflows/${call.id}`));
    expect((await call.report(['tokyo', 'PASS'])).statuses).toEqual([]);
    expect((await call.report(['london', 'PASS'])).statuses).toEqual(['OK']);
  });

  it('loses no location when all report at the same time', async () => {
    const call = await callScope(1);
    const locations = ['a', 'b', 'c', 'd', 'e'];
    const failing = await call.report(
      ...locations.map((location): [string, ResultClass] => [location, 'FAIL']),
    );
    expect(failing.statuses).toEqual(locations.map(() => 'Alarm'));
    for (const location of locations.slice(1)) {
      expect((await call.report([location, 'PASS'])).statuses).toEqual([]);
    }
    expect((await call.report(['a', 'PASS'])).statuses).toEqual(['OK']);
  });
});
