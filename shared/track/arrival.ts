import { CLOCK_TOLERANCE_MS, type Report } from '../report.ts';
import { shortAlertId, shortEventId, shortReporterId } from './ids.ts';
import type { Policy } from './policy.ts';

/** A report as it came in, with what the rules need of it worked out once. */
export interface Arrival {
  readonly report: Report;
  readonly policy: Policy;
  /** When it came, by our clock, in ms. */
  readonly now: number;
  /** When it happened, in ms. */
  readonly at: number;
  readonly isAlarm: boolean;
  readonly alertId: string;
  readonly reporterId: string;
  readonly event: string | undefined;
}

export function arrivalOf(report: Report, policy: Policy, now: number): Arrival {
  return {
    report,
    policy,
    now,
    at: timeOf(report, now),
    isAlarm: report.alert.status === 'Alarm',
    alertId: shortAlertId(report.alert.alert_id),
    reporterId: shortReporterId(report.reporter),
    event: report.eventId === undefined ? undefined : shortEventId(report.eventId),
  };
}

/** In whole ms; by our clock where the event does not say, or says a time that is still to come. */
function timeOf({ at }: Report, now: number): number {
  if (at === undefined || !Number.isFinite(at)) return now;
  return Math.round(Math.min(Math.max(at, 0), now + CLOCK_TOLERANCE_MS));
}
