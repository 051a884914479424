import { cut, oneLine } from '../text.ts';
import type { Report } from '../report.ts';
import { heardAt, type AlarmState, type ReporterState } from './alarm.ts';
import type { Arrival } from './arrival.ts';
import { MAX_COUNT } from './policy.ts';

/** The longest name of a reporter that is kept and shown. */
const MAX_NAME = 40;

/**
 * What is known of a reporter once its report has come: how often in a row it said so, and since when it has been well.
 *
 * @param before What was known; `undefined` where nothing was.
 */
export function heard(before: ReporterState | undefined, arrival: Arrival): ReporterState {
  const { report, reporterId, event, at, now, isAlarm } = arrival;
  const sees = isAlarm ? 1 : 0;
  const well = isAlarm ? undefined : wellFor(before, at);
  const name = isAlarm ? nameOf(arrival) : undefined;
  return {
    id: reporterId,
    at,
    lag: now - at,
    sees,
    row: rowOf(before, sees, report),
    ...(isAlarm && report.alert.alert_priority === 'Critical' && { critical: 1 as const }),
    ...(well !== undefined && { well }),
    ...(event !== undefined && { event }),
    ...(name !== undefined && { name }),
  };
}

/**
 * How many in a row: our own count, or the sender's where it is higher (it also counts what never came here). One that
 * is said once counts for however many are asked for, since no second one would come.
 */
function rowOf(before: ReporterState | undefined, sees: 0 | 1, { kind, streak }: Report): number {
  if (kind === 'turn') return MAX_COUNT;
  const own = before?.sees === sees ? before.row + 1 : 1;
  const told = streak !== undefined && Number.isInteger(streak) ? streak : 1;
  return Math.min(Math.max(own, told), MAX_COUNT);
}

/** How long a reporter has been well since it saw the alarm last; `undefined` where it never did. */
function wellFor(before: ReporterState | undefined, at: number): number | undefined {
  if (before === undefined) return undefined;
  if (before.sees === 1) return 0;
  return before.well === undefined ? undefined : before.well + at - before.at;
}

function nameOf({ report: { reporter, reporterName }, reporterId }: Arrival): string | undefined {
  if (reporterName === undefined && reporter === reporterId) return undefined;
  const name = cut(oneLine(reporterName ?? reporter), MAX_NAME);
  return name === '' || name === reporterId ? undefined : name;
}

/** The reporters with one of them put in or replaced, in order; those that have been silent too long are left out. */
export function reportersWith(
  alarm: AlarmState,
  reporter: ReporterState,
  { policy, now }: Arrival,
): ReporterState[] {
  const others = alarm.by.filter(
    (other) => other.id !== reporter.id && now - heardAt(other) < policy.forgetAfterMs,
  );
  const at = others.findIndex(({ id }) => id > reporter.id);
  others.splice(at === -1 ? others.length : at, 0, reporter);
  return others;
}
