import type { Limit } from '../limits.ts';
import type { Contestant } from '../side-by-side.ts';
import { post, results, resultsOfTeam, HOUR } from './events.ts';
import { TITLES, type Flow } from './flows.ts';
import type { Target } from './target.ts';

/** One n8n with its flows, as it is named in the figures. */
export interface Setting {
  name: string;
  urls: ReadonlyMap<Flow, string>;
}

interface Compared {
  /** Results in a round. */
  count: number;
  /** The alert that one of them becomes is waited for. */
  delivers: boolean;
}

export function nameOf(flow: Flow, { name }: Setting): string {
  return `${TITLES[flow]} (${name})`;
}

/** ms until all bodies are answered, and so many alerts have arrived. */
async function msUntilTold(
  url: string,
  bodies: readonly string[],
  target: Target,
  alerts: number,
): Promise<number> {
  const before = target.count();
  const startedAt = performance.now();
  await post(url, bodies);
  await target.until(before + alerts);
  return performance.now() - startedAt;
}

/**
 * ms for each of a round's results, until the last one is answered, and the last alert has arrived.
 *
 * @param against Other flows, of which those that are not active in this n8n are left out.
 */
export function flowOf(
  setting: Setting,
  flow: Flow,
  target: Target,
  { count, delivers }: Compared,
  against: [flow: Flow, limit: Limit, key: string][] = [],
): Contestant {
  const url = setting.urls.get(flow) ?? '';
  let round = 0;
  return {
    name: nameOf(flow, setting),
    // Each call fails and passes in turn, so that each result changes something; one that is held passes again and again.
    async measure() {
      const resultClass = round % 2 === 0 && flow !== 'held' ? 'FAIL' : 'PASS';
      const bodies = results(count, resultClass, round++);
      return (await msUntilTold(url, bodies, target, delivers ? count : 0)) / count;
    },
    against: against
      .filter(([other]) => setting.urls.has(other))
      .map(([other, limit, key]) => ({ name: nameOf(other, setting), limit, key })),
  };
}

/** A quarter of an hour each. */
export const SLICES = 4;

/** ms for each of the results of a quarter of an hour, until all are told. */
export function hourOf(
  setting: Setting,
  flow: Flow,
  target: Target,
  against?: { name: string; limit: Limit; key: string },
): Contestant {
  const url = setting.urls.get(flow) ?? '';
  const minutes = HOUR.minutes / SLICES;
  let slice = 0;
  return {
    name: `an hour of a team: ${nameOf(flow, setting)}`,
    async measure() {
      const bodies = resultsOfTeam(slice * minutes, (slice + 1) * minutes);
      // Without a tracker each result is told; with one, that the call fails and that it is well again.
      const told = flow !== 'quorum' ? bodies.length : slice === 1 ? 2 : 0;
      slice++;
      return (await msUntilTold(url, bodies, target, told)) / bodies.length;
    },
    ...(against && { against }),
  };
}

const BATCH = 100;

/** ms for one execution with 100 alerts, until the last one has arrived. */
export function batchOf(
  setting: Setting,
  flow: Flow,
  target: Target,
  against?: { name: string; limit: Limit; key: string },
): Contestant {
  const url = setting.urls.get(flow) ?? '';
  let round = 0;
  return {
    name: nameOf(flow, setting),
    async measure() {
      const status = round++ % 2 === 0 ? 'Alarm' : 'OK';
      const alerts = Array.from({ length: BATCH }, (_, index) => ({
        alert_name: `Check ${index} is failing`,
        status,
        alert_id: `batch-${index}`,
        description: 'FAIL: HTTP_SERVER_ERROR, HTTP 503 Service Unavailable',
      }));
      return await msUntilTold(url, [JSON.stringify({ alerts })], target, BATCH);
    },
    ...(against && { against }),
  };
}
