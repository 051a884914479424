import { sendApiContextResult } from '../sandbox/apicontext/send.ts';
import { dataTableOf } from '../sandbox/n8n/data-table.ts';
import { importedExample } from '../sandbox/example.ts';
import { eventually, type StoredWorkflow } from '../sandbox/n8n/client.ts';
import { createTemperstackCredential } from '../sandbox/n8n/temperstack.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { connectedN8n } from './n8n.ts';

const n8n = connectedN8n();
const REPLAY = 'Every 5 Minutes';
const HOUR_MS = 3_600_000;
let temperstack: Temperstack;
let workflow: StoredWorkflow;
let hook: string;
let table: ReturnType<typeof dataTableOf>;

/** The example as it stands, imported, with its credential picked, and published. */
beforeAll(async () => {
  temperstack = await startTemperstack();
  const credential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
  const { webhookId, ...example } = importedExample('dead-letters.json', {
    Temperstack: [credential],
    'Send Again': [credential],
  });
  workflow = await n8n.createWorkflow(example);
  await n8n.activate(workflow);
  hook = n8n.webhookUrl(`${webhookId}/apicontext`);
  table = dataTableOf(n8n, 'alertbridge_dead_letters');
  await eventually(async () => (await table.exists()) || undefined, 'the table, made when published');
});
beforeEach(() => temperstack.clear());
afterEach(async () => {
  temperstack.faults.clear();
  await table.clear();
});
afterAll(async () => {
  await n8n.deactivate(workflow.id);
  await temperstack.close();
});

const startedAt = Date.now();

/** Sends the result of a call that was checked so many seconds after the tests began. */
async function result(call: string, resultClass: 'FAIL' | 'PASS', second: number): Promise<void> {
  const start_time = new Date(startedAt + second * 1_000).toISOString();
  const before = (await n8n.executionsOf(workflow.id)).length;
  await sendApiContextResult(hook, resultClass, {
    call_id: call,
    result_id: `${call}-${second}`,
    start_time,
  });
  await eventually(async () => {
    const executions = await n8n.executionsOf(workflow.id);
    return executions.length > before && executions.every(({ status }) => status !== 'running')
      ? true
      : undefined;
  }, 'the result to be dealt with');
}

const rows = async () =>
  (await table.rows()).map(
    ({ alert_id, status, state }) => `${String(alert_id)} ${String(status)} ${String(state)}`,
  );
const taken = () =>
  temperstack.received().flatMap(({ alert }) => (alert === null ? [] : `${alert.alert_id} ${alert.status}`));

describe('alerts that could not be sent, in the example flow', () => {
  it('are kept with their time, their attempts and the reason, and without the integration URL', async () => {
    temperstack.faults.add({ status: 400 });
    await result('kept', 'FAIL', 1);
    const [row] = await table.rows();
    expect(row).toMatchObject({
      alert_id: 'apicontext:kept',
      at: startedAt + 1_000,
      state: 'waiting',
      status: 'Alarm',
      reason: expect.stringMatching(/not sent: .*\(400\)/),
    });
    expect(JSON.parse(String(row?.['letter']))).toMatchObject({
      alert: { alert_id: 'apicontext:kept', status: 'Alarm' },
      change: 'open',
      at: startedAt + 1_000,
      destination: 'temperstack',
      attempts: [{ status: 400 }],
      givenUpAt: expect.any(Number),
    });
    expect(JSON.stringify(row)).not.toContain(temperstack.apiKey);
  });

  it('wait while the destination is away, and are then sent in the order in which they happened', async () => {
    temperstack.faults.add({ status: 400 }, 3);
    await result('third', 'FAIL', 13);
    await result('first', 'FAIL', 11);
    await result('second', 'FAIL', 12);
    temperstack.faults.add({ reset: 'before the answer' }, 1_000);
    const away = await n8n.run(workflow.id, REPLAY);
    // The first one tells that it is away: the others need not try.
    expect(away.data.resultData.runData['Send Again']).toHaveLength(1);
    expect(away.status).toBe('success');
    expect(taken()).toEqual([]);
    expect(await rows()).toHaveLength(3);
    expect(temperstack.faults.take()).toBeDefined();

    temperstack.faults.clear();
    await n8n.run(workflow.id, REPLAY);
    expect(taken()).toEqual(['apicontext:first Alarm', 'apicontext:second Alarm', 'apicontext:third Alarm']);
    expect(await table.rows()).toMatchObject([{ state: 'sent' }, { state: 'sent' }, { state: 'sent' }]);

    await n8n.run(workflow.id, REPLAY);
    expect(taken()).toHaveLength(3);
  });

  it('are left out where newer news was sent, or waits itself', async () => {
    temperstack.faults.add({ status: 400 });
    await result('closed', 'FAIL', 21);
    await result('closed', 'PASS', 22);
    temperstack.faults.add({ status: 400 }, 2);
    await result('waits', 'FAIL', 23);
    await result('waits', 'PASS', 24);
    temperstack.clear();
    await n8n.run(workflow.id, REPLAY);
    expect(taken()).toEqual(['apicontext:waits OK']);
    expect((await rows()).toSorted()).toEqual(['apicontext:closed OK sent', 'apicontext:waits OK sent']);
  });

  it('are left out also where an attempt of an older Alarm ends after the newer OK was sent', async () => {
    await result('late', 'FAIL', 31);
    await result('late', 'PASS', 32);
    // As a second worker, which knows nothing of the first one's order, keeps it.
    const [alarm] = await table.rows();
    await table.insert({ ...alarm, state: 'waiting', letter: '{}' });
    expect((await table.rows()).map(({ state }) => state)).toEqual(['sent', 'sent', 'waiting']);
    temperstack.clear();
    await n8n.run(workflow.id, REPLAY);
    expect(taken()).toEqual([]);
    expect(await rows()).toEqual(['apicontext:late OK sent']);
  });

  it('hold up nothing else where they are refused', async () => {
    temperstack.faults.add({ status: 400 }, 2);
    await result('refused', 'FAIL', 41);
    await result('taken', 'FAIL', 42);
    temperstack.faults.add({ status: 400 });
    await n8n.run(workflow.id, REPLAY);
    expect(taken()).toEqual(['apicontext:taken Alarm']);
    expect((await rows()).toSorted()).toEqual([
      'apicontext:refused Alarm waiting',
      'apicontext:taken Alarm sent',
    ]);
  });

  it('leave an empty table, an hour after the last of them was sent', async () => {
    temperstack.faults.add({ status: 400 });
    await result('empties', 'FAIL', 51);
    await n8n.run(workflow.id, REPLAY);
    const [row] = await table.rows();
    expect(row).toMatchObject({ state: 'sent', letter: '' });
    await table.clear();
    await table.insert({ ...row, recorded_at: Date.now() - HOUR_MS - 1_000 });
    await n8n.run(workflow.id, REPLAY);
    expect(await table.rows()).toEqual([]);
  });
});
