import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { queuePrograms } from '../test/sandbox/queue/programs.ts';
import { POSTGRES_USER, startPostgres } from '../test/sandbox/queue/postgres.ts';
import { LIMITS } from './limits.ts';
import type { Bench, Effort, Measurement } from './measurement.ts';
import { batchOf, flowOf, hourOf, nameOf, SLICES, type Setting } from './n8n-host/compared.ts';
import { CONCURRENCY } from './n8n-host/events.ts';
import { activeFlows, FLOWS, type Flow } from './n8n-host/flows.ts';
import { installedPackage, startHost, type Installed } from './n8n-host/hosts.ts';
import { overload } from './n8n-host/overload.ts';
import { queueMode } from './n8n-host/queue.ts';
import { startTarget, type Target } from './n8n-host/target.ts';
import { measureSideBySide, type Contestant } from './side-by-side.ts';

/** What an operator can set. Each has an n8n of its own, and all take turns. */
const OPERATORS: { name: string; env: Record<string, string> }[] = [
  { name: 'pool of 4 isolates', env: { N8N_EXPRESSION_ENGINE_POOL_SIZE: '4' } },
  { name: 'no data of successes kept', env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' } },
];
const LAZY = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };

export const bench: Bench = {
  title: `a real n8n, SQLite, ${CONCURRENCY} requests at a time, ms for each result that is dealt with`,

  async run(effort) {
    const folder = mkdtempSync(join(tmpdir(), 'alertbridge-bench-'));
    chmodSync(folder, 0o755);
    const target = await startTarget();
    try {
      const installed = await installedPackage(folder);
      const measurements = await side(installed, target, effort);
      return effort.quick ? measurements : [...measurements, ...(await queueMode(installed, target))];
    } finally {
      target.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** All that takes turns in one process for each setting. */
async function side(installed: Installed, target: Target, { quick }: Effort): Promise<Measurement[]> {
  const stops: (() => unknown)[] = [];
  const started = async (name: string, env: Record<string, string>, flows: readonly Flow[]) => {
    const { running, client } = await startHost(installed, name.replaceAll(' ', '-'), { env });
    stops.push(running.stop);
    return { name, urls: await activeFlows(client, target.url, flows) };
  };
  try {
    const needed: readonly Flow[] = quick ? ['http', 'trigger', 'filtered', 'if'] : FLOWS;
    const defaults = await started('defaults', {}, needed);
    const lazy = await started('lazy isolates', LAZY, needed);
    if (quick) {
      const contestants = [
        ...comparisons(defaults, target, LIMITS.n8n.defaults, { quick }),
        ...comparisons(lazy, target, LIMITS.n8n.lazy, { quick }),
      ];
      return await measureSideBySide(contestants, { rounds: 3, warmUp: 1 });
    }
    const others: Setting[] = [];
    for (const { name, env } of OPERATORS) others.push(await started(name, env, ['trigger']));
    const database = await postgresEnv(installed.folder, stops);
    if (database !== undefined) others.push(await started('PostgreSQL', database, ['trigger']));
    const flows = await measureSideBySide(
      [
        ...comparisons(defaults, target, LIMITS.n8n.defaults, { quick }),
        ...comparisons(lazy, target, LIMITS.n8n.lazy, { quick }),
        ...others.map((setting) => asOperated(setting, defaults, target)),
      ],
      { rounds: 4, warmUp: 2 },
    );
    const lazyOverDefaults = ratioBetween(flows, nameOf('trigger', lazy), nameOf('trigger', defaults));
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
    const hours = await measureSideBySide(
      [
        ...hour(defaults, target, LIMITS.n8n.defaults.hour, 'defaults.hour'),
        ...hour(lazy, target, LIMITS.n8n.lazy.hour, 'lazy.hour'),
      ],
      { rounds: SLICES, warmUp: 0 },
    );
    const upperEnds = [
      ...(await overload(defaults, target, 'defaults')),
      ...(await overload(lazy, target, 'lazy')),
    ];
    return [...flows, ...lazyOverDefaults, ...batches, ...hours, ...upperEnds];
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** The rows of the table for one setting. */
function comparisons(
  setting: Setting,
  target: Target,
  limits: (typeof LIMITS.n8n)['defaults' | 'lazy'],
  { quick }: Effort,
): Contestant[] {
  const of = setting.name === 'defaults' ? 'defaults' : 'lazy';
  const delivered = { count: quick ? 40 : 50, delivers: true };
  const unneeded = { count: quick ? 60 : 100, delivers: false };
  const flow = (
    name: Flow,
    how: { count: number; delivers: boolean },
    against?: [Flow, (typeof limits)[keyof typeof limits], string][],
  ) => flowOf(setting, name, target, how, against);
  const essential = [
    flow('http', delivered),
    flow('trigger', delivered, [
      ['http', limits.http, `${of}.http`],
      ...(quick ? [] : [['code', limits.code, `${of}.code`] as [Flow, typeof limits.code, string]]),
    ]),
    flow('if', unneeded),
    flow('filtered', unneeded, [['if', limits.unneeded, `${of}.filtered`]]),
  ];
  if (quick) return essential;
  return [
    ...essential,
    flow('held', unneeded, [['if', limits.unneeded, `${of}.held`]]),
    flow('code', delivered),
    flow('ownWebhook', delivered, [
      ['http', limits.ownWebhookHttp, `${of}.ownWebhookHttp`],
      ['code', limits.ownWebhookCode, `${of}.ownWebhookCode`],
    ]),
  ];
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

function hour(
  setting: Setting,
  target: Target,
  limit: (typeof LIMITS.n8n)['defaults' | 'lazy']['hour'],
  key: string,
): Contestant[] {
  const byHand = hourOf(setting, 'http', target);
  return [byHand, hourOf(setting, 'quorum', target, { name: byHand.name, limit, key })];
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
  return {
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: '127.0.0.1',
    DB_POSTGRESDB_PORT: String(database.port),
    DB_POSTGRESDB_DATABASE: 'postgres',
    DB_POSTGRESDB_USER: POSTGRES_USER,
  };
}
