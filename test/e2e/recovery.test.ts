import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import pMap from 'p-map';

import { sendApiContextResult } from '../sandbox/apicontext/send.ts';
import { eventually, type N8nClient, type StoredWorkflow } from '../sandbox/n8n/client.ts';
import { dataTableOf, type DataTableRow } from '../sandbox/n8n/data-table.ts';
import { ROOT } from '../sandbox/n8n/package.ts';
import type { RunningN8n } from '../sandbox/n8n/process.ts';
import { createRecoveryFlow, RECOVERY_TABLE, tagForRecovery } from '../sandbox/n8n/recovery.ts';
import { createTemperstackCredential, sendNode } from '../sandbox/n8n/temperstack.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { activeTrigger, startOwnN8n } from './n8n.ts';

const KILLS = 5;
const RESULTS = 500;
const EACH_TIME = RESULTS / KILLS;
/** How many results are under way at a time. */
const SENDERS = 8;
const TAKES_AT_MOST_MS = 480_000;
/** What a run of the flow leaves is dealt with by the next one, which comes two minutes after it. */
const RECOVERED_WITHIN_MS = 280_000;

/** Where it is killed while it registers its triggers, it has another try after that time; else after two minutes. */
const ENVIRONMENT = {
  N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '10',
  N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '2000',
};

const folder = join(ROOT, '.sandbox', 'e2e', 'recovery');
let temperstack: Temperstack;
let running: RunningN8n;
let port: number | undefined;
let n8n: N8nClient;
let hook: string;
let flow: StoredWorkflow;

/** An n8n of its own, since it is killed; at the same port each time, as a sender knows it. */
async function start(): Promise<void> {
  ({ running, n8n } = await startOwnN8n(folder, { env: ENVIRONMENT, ...(port !== undefined && { port }) }));
  port = Number(new URL(running.url).port);
}

async function kill(): Promise<void> {
  process.kill(running.pid, 'SIGKILL');
  await running.ended;
}

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  temperstack = await startTemperstack();
  await start();
  const credential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
  // The trigger answers before the workflow runs.
  const trigger = { type: 'n8n-nodes-alertbridge.apiContextTrigger', parameters: {} };
  const accepting = await activeTrigger(n8n, trigger, 'apicontext', [sendNode(credential)]);
  hook = accepting.hook;
  await tagForRecovery(n8n, accepting.id);
  flow = await createRecoveryFlow(n8n, running.url);
  await n8n.activate(flow);
}, TAKES_AT_MOST_MS);
afterAll(async () => {
  await running.stop();
  await temperstack.close();
});

/**
 * Sends a result again until the trigger has accepted it. A 200 alone does not say so: while n8n starts, it answers every
 * request with 200 and the words "n8n is starting up. Please wait".
 *
 * @see https://github.com/n8n-io/n8n/blob/n8n%402.41.1/packages/cli/src/abstract-server.ts
 */
async function accepted(call: string, resultClass: 'FAIL' | 'PASS' = 'FAIL'): Promise<void> {
  await eventually(async () => {
    const answer = await sendApiContextResult(hook, resultClass, {
      call_id: call,
      result_id: `${call}-${resultClass}`,
    }).catch(() => undefined);
    if (answer?.status === 200 && isAccepted(answer.body)) return true;
    await sleep(200);
    return undefined;
  }, `${call} to be accepted`);
}

function isAccepted(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'accepted' in body && body.accepted === true;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}

const callOf = (number: number) => `call-${String(number).padStart(3, '0')}`;

/** Whether the table tells of a first retry that has not ended. */
function isBeingRetried({ outcome, tries }: DataTableRow): boolean {
  return outcome === 'under way' && tries === 1;
}

/** The alerts that were neither delivered nor are listed. */
function missing(rows: readonly DataTableRow[]): string[] {
  const delivered = new Set(temperstack.received().flatMap(({ alert }) => alert?.alert_id ?? []));
  const listed = rows.map(({ alerts }) => String(alerts)).join('\n');
  return Array.from({ length: RESULTS }, (_, number) => `apicontext:${callOf(number)}`).filter(
    (alertId) => !delivered.has(alertId) && !listed.includes(`(${alertId})`),
  );
}

describe('the example flow for recovery after a crash', () => {
  it(
    `delivers or lists each of ${RESULTS} results, though n8n is killed ${KILLS} times`,
    async () => {
      let count = 0;
      let certainlyLost = 0;
      const table = dataTableOf(n8n, RECOVERY_TABLE);
      for (let kills = 0; kills < KILLS; kills++) {
        const isLast = kills === KILLS - 1;
        // The last time, n8n is killed while it recovers from the time before.
        if (isLast) await eventually(async () => (await table.rows()).find(isBeingRetried), 'a retry');
        const calls = Array.from({ length: EACH_TIME }, (_, number) => callOf(kills * EACH_TIME + number));
        const sending = pMap(
          calls,
          async (call) => {
            await accepted(call);
            count++;
          },
          { concurrency: SENDERS },
        );
        await until(() => count >= (isLast ? kills + 0.01 : kills + 0.5) * EACH_TIME);
        temperstack.faults.add({ hang: true }, 1_000);
        // What is accepted after those that are under way now cannot have been delivered when n8n is killed.
        const others = count + SENDERS;
        await until(() => count >= others + 2);
        certainlyLost += count - others;
        await kill();
        if (kills !== KILLS - 2) temperstack.faults.clear();
        await start();
        await sending;
      }
      const rows = await eventually(
        async () => {
          const known = await table.rows();
          const isDone = known.length > 0 && !known.some(({ outcome }) => outcome === 'under way');
          return isDone && missing(known).length === 0 ? known : undefined;
        },
        'all that was lost to be delivered or listed',
        RECOVERED_WITHIN_MS,
      );
      const recovered = rows.filter(({ outcome }) => outcome === 'recovered');
      expect(recovered.length).toBeGreaterThanOrEqual(certainlyLost);
      expect(certainlyLost).toBeGreaterThanOrEqual(2 * KILLS);
      expect(recovered).toContainEqual(expect.objectContaining({ tries: 2 }));
    },
    TAKES_AT_MOST_MS,
  );

  it(
    'does not open again what has been closed since',
    async () => {
      await n8n.deactivate(flow.id);
      temperstack.faults.add({ hang: true }, 1_000);
      await accepted('closed');
      await kill();
      temperstack.faults.clear();
      await start();
      await accepted('closed', 'PASS');
      const told = () =>
        temperstack
          .received()
          .flatMap(({ alert }) => (alert?.alert_id === 'apicontext:closed' ? alert.status : []));
      await until(() => told().includes('OK'));

      await n8n.activate(flow);
      const row = await eventually(
        async () =>
          (await dataTableOf(n8n, RECOVERY_TABLE).rows()).find(({ alerts }) =>
            String(alerts).includes(':closed)'),
          ),
        'what is left of the crash to be looked at',
      );
      expect(row).toMatchObject({
        outcome: 'overtaken',
        tries: 0,
        reason: expect.stringContaining('Something newer'),
      });
      expect(told()).toEqual(['OK']);
    },
    TAKES_AT_MOST_MS,
  );
});
