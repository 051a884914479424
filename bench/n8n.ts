import { join } from 'node:path';

import { queuePrograms } from '../test/sandbox/queue/programs.ts';
import { databaseEnv, startPostgres } from '../test/sandbox/queue/postgres.ts';
import { LIMITS } from './limits.ts';
import type { Bench, Measurement } from './measurement.ts';
import { batchOf, flowOf, nameOf, type Setting } from './n8n-host/compared.ts';
import { CONCURRENCY } from './n8n-host/events.ts';
import type { Flow } from './n8n-host/flows.ts';
import { withHosts, type Hosts } from './n8n-host/hosts.ts';
import type { Target } from './n8n-host/target.ts';
import { measureSideBySide, type Contestant } from './side-by-side.ts';

/** What an operator can set besides. */
const OPERATORS = ['pool of 4 isolates', 'no data of successes kept'] as const;

export const bench: Bench = {
  title: `a real n8n, SQLite, ${CONCURRENCY} requests at a time, ms for each result that is dealt with`,
  run: async ({ quick }) => await withHosts(async (hosts) => await (quick ? inShort(hosts) : inFull(hosts))),
};

/** What costs the most to get wrong. */
async function inShort({ start, target }: Hosts): Promise<Measurement[]> {
  const flows: readonly Flow[] = ['http', 'trigger', 'if', 'filtered'];
  const defaults = await start('defaults', flows);
  const lazy = await start('lazy isolates', flows);
  const contestants = [defaults, lazy].flatMap((setting) => comparisons(setting, target, QUICK_COUNTS));
  return await measureSideBySide(contestants, { rounds: 3, warmUp: 1 });
}

/** Every setting has an n8n of its own, and all take turns. */
async function inFull({ start, target, stops, folder }: Hosts): Promise<Measurement[]> {
  const flows: readonly Flow[] = ['http', 'code', 'trigger', 'ownWebhook', 'if', 'filtered', 'held'];
  const defaults = await start('defaults', [...flows, 'batch', 'batchHttp']);
  const lazy = await start('lazy isolates', flows);
  const others: Setting[] = [];
  for (const name of OPERATORS) others.push(await start(name, ['trigger']));
  const database = await postgresEnv(folder, stops);
  if (database !== undefined) others.push(await start('PostgreSQL', ['trigger'], database));
  const operated = others.map((setting) => asOperated(setting, defaults, target));
  // They run one flow alone, and would be measured before their code is compiled.
  for (let round = 0; round < WARM_UP_ROUNDS; round++) for (const { measure } of operated) await measure();
  const measured = await measureSideBySide(
    [...comparisons(defaults, target, COUNTS), ...comparisons(lazy, target, COUNTS), ...operated],
    { rounds: 3, warmUp: 1 },
  );
  const batches = await measureSideBySide(
    [
      batchOf(defaults, 'batchHttp', target),
      batchOf(defaults, 'batch', target, {
        name: nameOf('batchHttp', defaults),
        limit: LIMITS.n8n.batch,
        key: 'batch',
      }),
    ],
    { rounds: 6, warmUp: 2 },
  );
  return [
    ...measured,
    ...ratioBetween(measured, nameOf('trigger', lazy), nameOf('trigger', defaults)),
    ...batches,
  ];
}

interface Counts {
  delivered: number;
  unneeded: number;
}

/** Of 50 results each. */
const WARM_UP_ROUNDS = 4;

const COUNTS: Counts = { delivered: 50, unneeded: 100 };
const QUICK_COUNTS: Counts = { delivered: 40, unneeded: 60 };

function keysOf({ name }: Setting): 'defaults' | 'lazy' {
  return name === 'defaults' ? 'defaults' : 'lazy';
}

/** The rows of the table for one setting, of the flows that are active in it. */
function comparisons(setting: Setting, target: Target, { delivered, unneeded }: Counts): Contestant[] {
  const key = keysOf(setting);
  const limits = LIMITS.n8n[key];
  const delivers = { count: delivered, delivers: true };
  const needsNothing = { count: unneeded, delivers: false };
  const rows: Parameters<typeof flowOf>[] = [
    [setting, 'http', target, delivers],
    [setting, 'code', target, delivers],
    [
      setting,
      'trigger',
      target,
      delivers,
      [
        ['http', limits.http, `${key}.http`],
        ['code', limits.code, `${key}.code`],
      ],
    ],
    [
      setting,
      'ownWebhook',
      target,
      delivers,
      [
        ['http', limits.ownWebhookHttp, `${key}.ownWebhookHttp`],
        ['code', limits.ownWebhookCode, `${key}.ownWebhookCode`],
      ],
    ],
    [setting, 'if', target, needsNothing],
    [setting, 'filtered', target, needsNothing, [['if', limits.unneeded, `${key}.filtered`]]],
    [setting, 'held', target, needsNothing, [['if', limits.unneeded, `${key}.held`]]],
  ];
  return rows.filter(([, flow]) => setting.urls.has(flow)).map((row) => flowOf(...row));
}

/** The trigger as an operator can have it, against n8n as it comes. */
function asOperated(setting: Setting, defaults: Setting, target: Target): Contestant {
  const contestant = flowOf(setting, 'trigger', target, { count: 50, delivers: true });
  return { ...contestant, against: { name: nameOf('trigger', defaults), key: `operator.${setting.name}` } };
}

function ratioBetween(measurements: readonly Measurement[], name: string, against: string): Measurement[] {
  const of = (wanted: string) => measurements.find((one) => one.name === wanted);
  const [own, other] = [of(name), of(against)];
  if (own === undefined || other === undefined) return [];
  const { median, quartiles } = own;
  return [{ name, median, quartiles, against, ratio: median / other.median, key: 'operator.lazy isolates' }];
}

/** A PostgreSQL for one n8n, where it is on this machine. */
async function postgresEnv(
  folder: string,
  stops: (() => unknown)[],
): Promise<Record<string, string> | undefined> {
  const { initdb, postgres } = queuePrograms();
  if (initdb === null || postgres === null) return undefined;
  const database = await startPostgres({ initdb, postgres }, join(folder, 'postgres-alone'));
  stops.push(() => {
    database.stop();
  });
  return databaseEnv(database);
}
