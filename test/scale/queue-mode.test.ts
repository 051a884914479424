import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sample } from 'alertbridge/cloudflare';
import { OUTAGE, RESULTS_A_MINUTE, resultsOfOutage } from '../sandbox/apicontext/outage.ts';
import { sendApiContextResult } from '../sandbox/apicontext/send.ts';
import { startCloudflare } from '../sandbox/cloudflare/server.ts';
import {
  eventually,
  n8nClient,
  ownerCookie,
  type N8nClient,
  type StoredWorkflow,
} from '../sandbox/n8n/client.ts';
import { installedN8n } from '../sandbox/n8n/install.ts';
import { dataTableOf, type DataTableRow } from '../sandbox/n8n/data-table.ts';
import { installCommunityPackage, packed, type Tarball } from '../sandbox/n8n/package.ts';
import { startN8n, type RunningN8n } from '../sandbox/n8n/process.ts';
import { createRecoveryFlow, RECOVERY_TABLE, tagForRecovery } from '../sandbox/n8n/recovery.ts';
import { createTemperstackCredential, sendNode } from '../sandbox/n8n/temperstack.ts';
import { postJson } from '../sandbox/post-json.ts';
import { startQueue } from '../sandbox/queue/queue.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { activeTrigger } from '../e2e/n8n.ts';

const CALLS = 20;

let folder: string;
let tarball: Tarball;
let temperstack: Temperstack;
let n8n: N8nClient;
let main: RunningN8n;
let workers: RunningN8n[];
let start: (
  role: 'start' | 'worker' | 'webhook',
  more?: Record<string, string>,
  folder?: string,
) => Promise<RunningN8n>;
let webhooks: RunningN8n;
let otherWebhooks: RunningN8n;
const running: { stop: () => unknown }[] = [];

/** n8n as users run it who have outgrown one machine: one main, two workers, two webhook processes, PostgreSQL and Redis. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alertbridge-scale-'));
  chmodSync(folder, 0o755);
  const install = await installedN8n((line) => void process.stdout.write(`${line}\n`));
  const userFolder = join(folder, 'n8n');
  tarball = await packed(folder);
  await installCommunityPackage(tarball, userFolder);

  const queue = await startQueue(folder);
  if (queue === null) {
    throw new Error(
      'This test needs redis-server and PostgreSQL (Debian: apt-get install redis-server postgresql).',
    );
  }
  running.push(queue);
  const { env } = queue;
  start = async (role, more = {}, own = userFolder) => {
    const one = await startN8n({ install, userFolder: own, role, env: { ...env, ...more } });
    running.push(one);
    return one;
  };
  // The main process first: it makes the tables.
  main = await start('start');
  workers = [await start('worker'), await start('worker')];
  [webhooks, otherWebhooks] = await Promise.all([start('webhook'), start('webhook')]);

  n8n = n8nClient(main.url, await ownerCookie(main.url));
  temperstack = await startTemperstack();
  running.push({ stop: async () => await temperstack.close() });
}, 600_000);

afterAll(async () => {
  for (const one of running.reverse()) await one.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function activeMainRoad(parameters: object = {}) {
  const credential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
  const trigger = { type: 'n8n-nodes-alertbridge.apiContextTrigger', parameters: { ...parameters } };
  const { id, hook } = await activeTrigger(n8n, trigger, 'apicontext', [sendNode(credential)]);
  return { id, hook: through(webhooks, hook), otherHook: through(otherWebhooks, hook) };
}

/** Webhooks go to a webhook process, as a load balancer sends them there. */
function through({ url }: RunningN8n, hook: string): string {
  return `${url}${new URL(hook).pathname}`;
}

describe('in n8n’s queue mode', () => {
  it('opens and closes one alert for each call, whichever process does what', async () => {
    const { id, hook } = await activeMainRoad();
    const callIds = Array.from({ length: CALLS }, (_, index) => `call-${index}`);
    const sendAll = async (resultClass: 'FAIL' | 'PASS') => {
      const answers = await Promise.all(
        callIds.map((call_id) => sendApiContextResult(hook, resultClass, { call_id })),
      );
      expect(answers.map(({ status }) => status)).toEqual(callIds.map(() => 200));
    };

    await sendAll('FAIL');
    await n8n.executions(id, CALLS);
    expect(temperstack.alerts().filter(({ state }) => state === 'open')).toHaveLength(CALLS);
    await sendAll('PASS');
    const executions = await n8n.executions(id, 2 * CALLS);
    expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'success'));
    expect(temperstack.alerts()).toHaveLength(CALLS);
    expect(temperstack.alerts().filter(({ state }) => state === 'open')).toEqual([]);
  });

  it('remembers which locations see a call fail, whichever worker runs what, and pages once', async () => {
    const { id, hook } = await activeMainRoad({ policy: { raiseAt: 2 } });
    temperstack.clear();
    let number = 0;
    const report = async (location_id: string, resultClass: 'FAIL' | 'PASS') => {
      const { body } = await sendApiContextResult(hook, resultClass, {
        call_id: 'everywhere',
        location_id,
        result_id: `everywhere-${++number}`,
      });
      return body;
    };
    const locations = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const location of locations) await report(location, 'FAIL');
    for (const location of locations) await report(location, 'PASS');
    await n8n.executions(id, 2);
    expect(await n8n.executionsOf(id)).toHaveLength(2);
    expect(temperstack.received().map(({ alert }) => alert?.status)).toEqual(['Alarm', 'OK']);
  });

  it('lets every process know the secret that guards a Cloudflare destination', async () => {
    const cloudflare = await startCloudflare();
    running.push({ stop: async () => await cloudflare.close() });
    const credential = await n8n.createCredential('Cloudflare', 'cloudflareNotificationsApi', {
      apiToken: cloudflare.token,
      baseUrl: cloudflare.baseUrl,
    });
    const account = cloudflare.accountId;
    const { id, hook } = await activeTrigger(
      n8n,
      {
        type: 'n8n-nodes-alertbridge.cloudflareTrigger',
        parameters: { setup: 'automatic', account, options: { deleteDestination: true } },
        credentials: { cloudflareNotificationsApi: credential },
      },
      'cloudflare',
    );
    const secret = cloudflare.destinations()[0]?.secret ?? '';
    const post = async (given: string) =>
      await fetch(through(webhooks, hook), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'cf-webhook-auth': given },
        body: JSON.stringify(sample()),
      });
    expect((await post('forged')).status).toBe(403);
    expect((await post(secret)).status).toBe(200);
    const [execution] = await n8n.executions(id, 1);
    expect(execution?.status).toBe('success');
    expect(execution?.stored).not.toContain(secret);
    await n8n.deactivate(id);
    expect(cloudflare.destinations()).toEqual([]);
  });
});

describe('two webhook processes, which share no memory', () => {
  let count = 0;
  const told = () => temperstack.received().map(({ alert }) => alert?.status);

  async function toldAtLast(status: 'Alarm' | 'OK', atLeast: number): Promise<void> {
    await eventually(
      async () => (told().length >= atLeast && told().at(-1) === status ? true : undefined),
      `${status} to be told`,
    );
  }

  /** Says of a call, in one location, that it fails or passes, and what the process answered. */
  async function say(hook: string, resultClass: 'FAIL' | 'PASS', location_id = 'oslo') {
    const { status, body } = await sendApiContextResult(hook, resultClass, {
      call_id: 'raced',
      location_id,
      result_id: `raced-${++count}`,
      start_time: new Date().toISOString(),
    });
    expect(status).toBe(200);
    return body;
  }

  beforeEach(() => temperstack.clear());

  it('close what the other opened, and open what it closed', async () => {
    const { id, hook, otherHook } = await activeMainRoad();
    await say(hook, 'FAIL');
    await toldAtLast('Alarm', 1);
    expect(await say(otherHook, 'FAIL')).toMatchObject({ held: 'already open' });
    await say(otherHook, 'PASS');
    await toldAtLast('OK', 2);
    expect(await say(hook, 'PASS')).toMatchObject({ held: 'nothing is open' });
    await say(hook, 'FAIL');
    await toldAtLast('Alarm', 3);
    await say(otherHook, 'PASS');
    await toldAtLast('OK', 4);
    expect(told()).toEqual(['Alarm', 'OK', 'Alarm', 'OK']);
    await n8n.executions(id, 4);
    expect(await n8n.executionsOf(id)).toHaveLength(4);
  });

  it('may each say what they hear at once, which is one alert, and are right with the next report', async () => {
    const { hook, otherHook } = await activeMainRoad();
    await Promise.all([say(hook, 'FAIL', 'oslo'), say(otherHook, 'FAIL', 'rome')]);
    await toldAtLast('Alarm', 1);
    expect(await say(hook, 'FAIL', 'oslo')).toMatchObject({ held: 'already open' });
    expect(await say(otherHook, 'FAIL', 'rome')).toMatchObject({ held: 'already open' });
    await Promise.all([say(hook, 'PASS', 'oslo'), say(otherHook, 'PASS', 'rome')]);
    for (const location of ['oslo', 'rome']) {
      await say(hook, 'PASS', location);
      await say(otherHook, 'PASS', location);
    }
    await toldAtLast('OK', 2);
    expect(temperstack.alerts()).toMatchObject([{ alert_id: 'apicontext:raced', state: 'closed' }]);
    expect(told().filter((status) => status === 'Alarm').length).toBeLessThanOrEqual(2);
    expect(told().filter((status) => status === 'OK').length).toBeLessThanOrEqual(2);
  });

  it('make at most one Alarm and one OK each of an outage whose results come to both, twenty at a time', async () => {
    const { hook, otherHook } = await activeMainRoad({ policy: { raiseAt: 2 } });
    const all = resultsOfOutage('raced-by-many').slice(
      (OUTAGE.from - 1) * RESULTS_A_MINUTE,
      (OUTAGE.until + 2) * RESULTS_A_MINUTE,
    );
    for (let at = 0; at < all.length; at += 20) {
      await Promise.all(
        all.slice(at, at + 20).map(async (result, index) => {
          const { status } = await postJson(
            (at + index * 7) % 3 === 0 ? hook : otherHook,
            JSON.stringify(result),
          );
          expect(status).toBe(200);
        }),
      );
    }
    await toldAtLast('OK', 2);
    expect(temperstack.alerts()).toMatchObject([{ alert_id: 'apicontext:raced-by-many', state: 'closed' }]);
    expect(told().filter((status) => status === 'Alarm').length).toBeLessThanOrEqual(2);
    expect(told().filter((status) => status === 'OK').length).toBeLessThanOrEqual(2);
  });

  it('close what the other opened right before it was killed', async () => {
    const { hook, otherHook } = await activeMainRoad();
    // So that something is stored already: into an empty store n8n writes more readily.
    await say(hook, 'FAIL');
    await toldAtLast('Alarm', 1);
    await say(hook, 'PASS');
    await toldAtLast('OK', 2);
    expect(await say(otherHook, 'PASS')).toMatchObject({ held: 'nothing is open' });
    await say(hook, 'FAIL');
    await webhooks.kill();
    await toldAtLast('Alarm', 3);
    await say(otherHook, 'PASS');
    await toldAtLast('OK', 4);
    expect(told()).toEqual(['Alarm', 'OK', 'Alarm', 'OK']);
  });
});

describe('what was accepted when processes are killed', () => {
  let hook: string;
  let id: string;
  let flow: StoredWorkflow;

  async function accept(call_id: string): Promise<void> {
    const { status, body } = await sendApiContextResult(hook, 'FAIL', { call_id, result_id: call_id });
    expect([status, body]).toMatchObject([200, { accepted: true }]);
  }
  const stateOf = (call: string) =>
    temperstack.alerts().find(({ alert_id }) => alert_id === `apicontext:${call}`)?.state;
  const isOpen = async (call: string) =>
    await eventually(async () => (stateOf(call) === 'open' ? true : undefined), `${call} to be open`, 60_000);
  const isAsked = async (count: number) =>
    await eventually(async () => (temperstack.received().length >= count ? true : undefined), 'an attempt');
  const listed = async (isIt: (row: DataTableRow) => boolean) =>
    await eventually(
      async () =>
        (await dataTableOf(n8n, RECOVERY_TABLE).rows()).find(
          (row) => row['outcome'] !== 'under way' && isIt(row),
        ),
      'the table to tell of it',
    );

  beforeAll(async () => {
    for (const worker of workers) await worker.stop();
    ({ id, otherHook: hook } = await activeMainRoad());
    await tagForRecovery(n8n, id);
    flow = await createRecoveryFlow(n8n, main.url);
  }, 60_000);
  beforeEach(() => {
    temperstack.clear();
    temperstack.faults.clear();
  });

  it('is sent by the example flow where it was refused, or the worker was killed and started again', async () => {
    const killed = await start('worker');
    temperstack.faults.add({ status: 400 });
    await accept('refused-once');
    await isAsked(1);
    temperstack.faults.add({ hang: true });
    await accept('under-way');
    await isAsked(2);
    await killed.kill();
    await accept('waiting');
    workers = [await start('worker')];
    await isOpen('waiting');
    await n8n.activate(flow);
    for (const call of ['refused-once', 'under-way']) {
      await isOpen(call);
      const row = await listed(({ alerts }) => String(alerts).includes(`:${call})`));
      expect(row).toMatchObject({ outcome: 'recovered', tries: 1 });
    }
  }, 120_000);

  it('is listed, but cannot be sent, where the worker that was killed does not start again: n8n then drops the event', async () => {
    for (const worker of workers) await worker.stop();
    const truthful = await activeMainRoad({ responseMode: 'lastNode' });
    // A worker that is not heard of for so long counts as gone; by default for a minute, and it is looked for every half.
    const soon = {
      QUEUE_WORKER_LOCK_DURATION: '15000',
      QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
      QUEUE_WORKER_STALLED_INTERVAL: '5000',
    };
    temperstack.faults.add({ hang: true }, 2);
    const killed = await start('worker', soon);
    await accept('dropped');
    const told = sendApiContextResult(truthful.otherHook, 'FAIL', { call_id: 'told', result_id: 'told' });
    await isAsked(2);
    await killed.kill();
    const elsewhere = join(folder, 'elsewhere');
    await installCommunityPackage(tarball, elsewhere);
    await start('worker', soon, elsewhere);
    const last = await eventually(
      async () =>
        (await n8n.executionsOf(id)).find(({ status }, index) => index === 0 && status !== 'running'),
      'n8n to miss the worker',
      90_000,
    );
    await n8n.deactivate(flow.id);
    await n8n.activate(flow);
    expect(await listed(({ execution_id }) => execution_id === last.id)).toMatchObject({
      alerts: '',
      outcome: 'failed',
      reason: expect.stringContaining('failed to be processed too many times'),
    });
    expect(stateOf('dropped')).toBeUndefined();
    // Whose sender waits for the end is told the truth, and sends again.
    expect((await told).status).toBe(500);
  }, 240_000);

  it('is sent though the main process is killed', async () => {
    temperstack.faults.add({ hang: true });
    await accept('without-main');
    await isAsked(1);
    await main.kill();
    await isOpen('without-main');
  }, 120_000);
});
