import { cut, oneLine } from '../text.ts';
import type { Report } from '../report.ts';
import { CLOCK_TOLERANCE_MS, heardAt, type AlarmState, type ReporterState } from './alarm.ts';
import { shortEventId, shortReporterId } from './ids.ts';
import { MAX_COUNT, type Policy } from './policy.ts';

/** The longest name of a reporter that is kept and shown. */
const MAX_NAME = 40;

/** When a report happened, in whole ms; by our clock where it does not say, or says a time that is still to come. */
export function timeOf({ at }: Report, now: number): number {
  if (at === undefined || !Number.isFinite(at)) return now;
  return Math.round(Math.min(Math.max(at, 0), now + CLOCK_TOLERANCE_MS));
}

/**
 * What is known of a reporter once its report has come: how often in a row it said so, and since when it has been well.
 *
 * @param before What was known; `undefined` where nothing was, or it has been silent too long to count.
 */
export function heard(before: ReporterState | undefined, report: Report, now: number): ReporterState {
  const at = timeOf(report, now);
  const sees = report.alert.status === 'Alarm' ? 1 : 0;
  const well = sees === 1 ? undefined : wellFor(before, at);
  const name = sees === 1 ? nameOf(report) : undefined;
  return {
    id: shortReporterId(report.reporter),
    at,
    lag: now - at,
    sees,
    row: rowOf(before, sees, report),
    ...(sees === 1 && report.alert.alert_priority === 'Critical' && { critical: 1 as const }),
    ...(well !== undefined && { well }),
    ...(report.eventId !== undefined && { event: shortEventId(report.eventId) }),
    ...(name !== undefined && { name }),
  };
}

/**
 * How many in a row: our own count, or the sender's where it is higher (it also counts what never came here). What is said
 * once counts as any number, since no second one would come.
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

function nameOf({ reporter, reporterName }: Report): string | undefined {
  const name = cut(oneLine(reporterName ?? reporter), MAX_NAME);
  return name === '' || name === shortReporterId(reporter) ? undefined : name;
}

/** The reporters with one of them put in or replaced, in order; those that no longer count are left out. */
export function reportersWith(
  alarm: AlarmState,
  reporter: ReporterState,
  policy: Policy,
  now: number,
): ReporterState[] {
  const forgotten = now - policy.forgetAfterMs;
  const by: ReporterState[] = [];
  let isIn = false;
  for (const other of alarm.by) {
    if (!isIn && other.id >= reporter.id) {
      by.push(reporter);
      isIn = true;
    }
    if (other.id !== reporter.id && heardAt(other) > forgotten) by.push(other);
  }
  if (!isIn) by.push(reporter);
  return by;
}
