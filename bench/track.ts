import { parseAlert, type Report } from 'alertbridge';
import { DEFAULT_POLICY, emptyState, track, type TrackState } from 'alertbridge/track';

import { sample } from 'alertbridge/apicontext';

import { LIMITS } from './limits.ts';
import type { Bench } from './measurement.ts';
import { measureSideBySide } from './side-by-side.ts';

const REPORTS = 2_000;
const OPEN_ALARMS = [10, 100, 1_000];
const MOST_ALARMS = 1_000;

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 0, 5, 9);

export const bench: Bench = {
  title: 'one report of an APIContext call among open alarms, µs',
  unit: 'µs',

  async run({ quick }) {
    const { report, flat, json } = LIMITS.track;
    const [few = 0] = OPEN_ALARMS;
    const event = JSON.stringify(sample());
    const parsing = 'JSON.parse and JSON.stringify of the event';
    return await measureSideBySide(
      [
        {
          name: parsing,
          measure: async () => {
            const start = performance.now();
            for (let time = 0; time < REPORTS; time++) JSON.stringify(JSON.parse(event));
            return ((performance.now() - start) * 1_000) / REPORTS;
          },
        },
        ...OPEN_ALARMS.flatMap((alarms) => ({
          name: nameOf(alarms),
          measure: timed(alarms),
          ...(alarms === few
            ? { against: { name: parsing, limit: json, key: 'json' } }
            : { against: { name: nameOf(few), limit: flat, key: `flat${alarms}` } }),
        })),
        // Once more, for what it may take at most.
        { name: `${nameOf(MOST_ALARMS)}, at most`, measure: timed(MOST_ALARMS), ...report },
      ],
      { rounds: quick ? 12 : 20 },
    );
  },
};

function nameOf(alarms: number): string {
  return `a report among ${alarms.toLocaleString('en')} open alarms`;
}

/** Each round goes on from where the last one ended: reports of calls that fail in one location and pass in another. */
function timed(alarms: number): () => Promise<number> {
  let state = emptyState();
  let now = START;
  for (let call = 0; call < alarms; call++)
    state = hear(state, reportOf(call, 'azure_oslo', now, 'Alarm'), now);
  return async () => {
    now += MINUTE_MS;
    const reports = Array.from({ length: REPORTS }, (_, index) => {
      const call = Math.floor(index / 2) % alarms;
      return index % 2 === 0
        ? reportOf(call, 'azure_oslo', now + index, 'Alarm')
        : reportOf(call, 'azure_dublin', now + index, 'OK');
    });
    const start = performance.now();
    for (const report of reports) state = hear(state, report, now);
    return ((performance.now() - start) * 1_000) / REPORTS;
  };
}

function hear(state: TrackState, report: Report, now: number): TrackState {
  return track(state, report, DEFAULT_POLICY, now).state;
}

function reportOf(call: number, location: string, at: number, status: 'Alarm' | 'OK'): Report {
  return {
    alert: parseAlert({
      alert_name: `Get orders ${call}`,
      alert_id: `apicontext:call-${call}`,
      status,
      alert_priority: 'Critical',
      description: 'FAIL: HTTP_SERVER_ERROR (503 Service Unavailable)',
    }),
    reporter: location,
    kind: 'sample',
    at,
    eventId: `0b8f4a2e-${call}-${location}-${at}`,
  };
}
