import { randomUUID } from 'node:crypto';

import { sample } from 'alertbridge/apicontext';
import pMap from 'p-map';

import { postJson } from '../../test/sandbox/post-json.ts';

export const CONCURRENCY = 20;
const START = Date.UTC(2026, 0, 5, 9);
const MINUTE_MS = 60_000;

type Class = 'FAIL' | 'PASS';

/** One result of each of several calls, a later minute than those before. */
export function results(count: number, resultClass: Class, minute: number, prefix = 'call'): string[] {
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify(
      sample(resultClass, {
        call_id: `${prefix}-${index}`,
        result_id: randomUUID(),
        start_time: new Date(START + minute * MINUTE_MS + index).toISOString(),
      }),
    ),
  );
}

export const HOUR = { minutes: 60, locations: 20 };
const OUTAGE = { from: 20, until: 25 };

/** What one call's results are in some minutes of an hour, from 20 locations: it fails everywhere for five of them. */
export function resultsOfTeam(from: number, until: number): string[] {
  return Array.from({ length: until - from }, (_, index) => from + index).flatMap((minute) =>
    Array.from({ length: HOUR.locations }, (_, location) =>
      JSON.stringify(
        sample(minute >= OUTAGE.from && minute < OUTAGE.until ? 'FAIL' : 'PASS', {
          call_id: 'of-the-team',
          location_id: `location-${location}`,
          result_id: randomUUID(),
          start_time: new Date(START + minute * MINUTE_MS + location * 1_000).toISOString(),
        }),
      ),
    ),
  );
}

/** Posts all of them, so many at a time. @throws Error for an answer that is no 2xx. */
export async function post(url: string, bodies: readonly string[]): Promise<void> {
  await pMap(
    bodies,
    async (body) => {
      const { status, body: answer } = await postJson(url, body);
      if (status >= 300) throw new Error(`${url}: ${status} ${JSON.stringify(answer)}`);
    },
    { concurrency: CONCURRENCY },
  );
}
