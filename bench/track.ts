import { parseAlert, type Report } from 'alertbridge';
import { DEFAULT_POLICY, emptyState, track, type TrackState } from 'alertbridge/track';

import type { Bench } from './run.ts';
import { measureSideBySide } from './side-by-side.ts';

const ROUNDS = 20;
const REPORTS = 2_000;
const OPEN_ALARMS = [10, 100, 1_000];
/** How much slower a report may be among 1,000 open alarms than among 10. */
const FLAT = 2;

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 0, 5, 9);

export const bench: Bench = {
  title: `one report of an APIContext call among open alarms, µs, median of ${ROUNDS} (to reach: 20, and flat)`,

  async run() {
    const [few = 0] = OPEN_ALARMS;
    return await measureSideBySide(
      OPEN_ALARMS.map((alarms) => ({
        name: nameOf(alarms),
        measure: timed(alarms),
        ...(alarms !== few && { against: { name: nameOf(few), limit: FLAT } }),
      })),
      { rounds: ROUNDS },
    );
  },
};

function nameOf(alarms: number): string {
  return `${alarms.toLocaleString('en')} open`;
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
