import { counts, type AlarmState, type ReporterState } from './alarm.ts';
import type { Arrival } from './arrival.ts';

/** Why an Alarm does not count yet: its reporter has not said it often enough in a row. */
export function whyNotCounted({ row }: ReporterState, { policy: { after } }: Arrival): string | undefined {
  return row < after ? `${row} of the ${after} in a row needed` : undefined;
}

/** Why an alarm does not open yet: too few see it. Who speaks of an alert alone is enough. */
export function whyNotOpened({ by }: AlarmState, { report, policy }: Arrival): string | undefined {
  const seeing = by.filter((reporter) => counts(reporter, policy)).length;
  if (report.reporter === '' || seeing >= policy.raiseAt) return undefined;
  return `seen by ${seeing} of the ${policy.raiseAt} needed`;
}
