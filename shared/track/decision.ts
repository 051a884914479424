import type { Change } from '../report.ts';
import { isOpenAlarm, type AlarmState, type ReporterState } from './alarm.ts';
import type { Arrival } from './arrival.ts';
import { whyNotClosed } from './closing.ts';
import { whyNotCounted, whyNotOpened } from './opening.ts';
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
export function decideNews(alarm: AlarmState, reporter: ReporterState, arrival: Arrival): Decision {
  return arrival.isAlarm ? decideAlarm(alarm, reporter, arrival) : decideOk(alarm, reporter, arrival);
}

function decideAlarm(alarm: AlarmState, reporter: ReporterState, arrival: Arrival): Decision {
  const notCounted = whyNotCounted(reporter, arrival);
  if (!isOpenAlarm(alarm)) {
    const notOpened = notCounted ?? whyNotOpened(alarm, arrival);
    return notOpened === undefined ? { change: 'open', reason: 'nothing was open' } : hold(notOpened);
  }
  const updated = notCounted === undefined ? whyUpdated(alarm, arrival) : undefined;
  if (updated !== undefined) return { change: 'update', reason: updated };
  if (isAlarmDue(alarm, arrival)) {
    return { change: 'repeat', reason: 'still open: sent again in case it was lost' };
  }
  return hold(notCounted ?? 'already open');
}

function decideOk(alarm: AlarmState, reporter: ReporterState, arrival: Arrival): Decision {
  if (isOpenAlarm(alarm)) {
    const notClosed = whyNotClosed(alarm, reporter, arrival);
    return notClosed === undefined
      ? { change: 'resolve', reason: 'nobody sees it any more' }
      : hold(notClosed);
  }
  if (arrival.report.kind === 'turn') {
    return alarm.told === 0 && alarm.okTold === undefined
      ? { change: 'resolve', reason: 'nothing is known to be open, but this is said only once' }
      : { change: 'repeat', reason: 'closed already, but this is said only once' };
  }
  return isOkDue(alarm, arrival)
    ? { change: 'repeat', reason: 'closed: sent again in case it was lost' }
    : NOTHING_OPEN;
}

function hold(reason: string): Decision {
  return { change: 'hold', reason };
}
