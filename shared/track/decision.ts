import type { Change, Report } from '../report.ts';
import { isOpenAlarm, type AlarmState, type ReporterState } from './alarm.ts';
import { whyNotClosed } from './closing.ts';
import { whyNotCounted, whyNotOpened } from './opening.ts';
import type { Policy } from './policy.ts';
import { isAlarmDue, isOkDue } from './repeats.ts';
import { whyUpdated } from './updates.ts';

/** What a report changes, and why, in words for a person. */
export interface Decision {
  readonly change: Change;
  readonly reason: string;
}

export const NOTHING_OPEN: Decision = { change: 'hold', reason: 'nothing is open' };

/**
 * What a report changes that is news. Each rule decides by what is known now, never by what the last report changed, so that
 * it is right also where that was forgotten.
 *
 * @param alarm With the reporter as it is now.
 */
export function decideNews(
  alarm: AlarmState,
  reporter: ReporterState,
  report: Report,
  policy: Policy,
  now: number,
): Decision {
  return report.alert.status === 'Alarm'
    ? decideAlarm(alarm, reporter, report, policy, now)
    : decideOk(alarm, reporter, report, policy, now);
}

function decideAlarm(
  alarm: AlarmState,
  reporter: ReporterState,
  report: Report,
  policy: Policy,
  now: number,
): Decision {
  const notCounted = whyNotCounted(reporter, policy);
  if (!isOpenAlarm(alarm)) {
    const notOpened = notCounted ?? whyNotOpened(report, alarm.by, policy);
    return notOpened === undefined ? { change: 'open', reason: 'nothing was open' } : hold(notOpened);
  }
  const updated = notCounted === undefined ? whyUpdated(alarm, report, policy) : undefined;
  if (updated !== undefined) return { change: 'update', reason: updated };
  if (isAlarmDue(alarm, policy, now)) {
    return { change: 'repeat', reason: 'still open: said again in case it was lost' };
  }
  return hold(notCounted ?? 'already open');
}

function decideOk(
  alarm: AlarmState,
  reporter: ReporterState,
  report: Report,
  policy: Policy,
  now: number,
): Decision {
  if (isOpenAlarm(alarm)) {
    const notClosed = whyNotClosed(reporter, report, alarm.by, policy);
    return notClosed === undefined
      ? { change: 'resolve', reason: 'nobody sees it any more' }
      : hold(notClosed);
  }
  if (report.kind === 'turn') {
    return alarm.told === 0 && alarm.okTold === undefined
      ? { change: 'resolve', reason: 'nothing is known to be open, but this is said only once' }
      : { change: 'repeat', reason: 'closed already, but this is said only once' };
  }
  return isOkDue(alarm, policy, now)
    ? { change: 'repeat', reason: 'closed: said again in case it was lost' }
    : NOTHING_OPEN;
}

function hold(reason: string): Decision {
  return { change: 'hold', reason };
}
