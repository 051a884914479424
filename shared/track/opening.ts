import type { Report } from '../report.ts';
import { counts, type ReporterState } from './alarm.ts';
import type { Policy } from './policy.ts';

/** Why an Alarm does not count yet: its reporter has not said it often enough in a row. */
export function whyNotCounted(reporter: ReporterState, { after }: Policy): string | undefined {
  return reporter.row < after ? `${reporter.row} of the ${after} in a row that it takes` : undefined;
}

/** Why an alarm does not open yet: too few see it. Who speaks of an alert alone is enough. */
export function whyNotOpened(
  report: Report,
  by: readonly ReporterState[],
  policy: Policy,
): string | undefined {
  const seeing = by.filter((reporter) => counts(reporter, policy)).length;
  if (report.reporter === '' || seeing >= policy.raiseAt) return undefined;
  return `seen by ${seeing} of the ${policy.raiseAt} that it takes`;
}
