import { sample, type ApiContextResult } from 'alertbridge/apicontext';

const LOCATIONS = Array.from({ length: 20 }, (_, index) => `location-${index + 1}`);
const FAILING = LOCATIONS.slice(0, 6);
const MINUTES = 25;
/** In minutes from the first result. */
export const OUTAGE = { from: 10, until: 15 };
export const RESULTS_A_MINUTE = LOCATIONS.length;

/**
 * What twenty locations say of one call in the last twenty-five minutes, minute by minute, in order: 500 results, with five
 * minutes of outage that six of them see.
 */
export function resultsOfOutage(callId: string): ApiContextResult[] {
  const start = Date.now() - MINUTES * 60_000;
  return Array.from({ length: MINUTES }, (_, minute) =>
    LOCATIONS.map((location_id, index) => {
      const isDown = minute >= OUTAGE.from && minute < OUTAGE.until && FAILING.includes(location_id);
      return sample(isDown ? 'FAIL' : 'PASS', {
        call_id: callId,
        location_id,
        result_id: `${callId}-${minute}-${index}`,
        start_time: new Date(start + minute * 60_000 + index * 1_000).toISOString(),
      });
    }),
  ).flat();
}
