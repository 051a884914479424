import { ALERT_LENGTHS } from '../alert.ts';
import { cut } from '../text.ts';
import type { Change, Report } from '../report.ts';
import { isOpenAlarm, type AlarmState } from './alarm.ts';
import { gistsWith } from './gists.ts';
import { shortEventId } from './ids.ts';
import type { Policy } from './policy.ts';
import { isSeenAsCritical } from './seen-from.ts';

/** An alarm once what was decided has been told. */
export function tellingOf(
  alarm: AlarmState,
  change: Change,
  report: Report,
  policy: Policy,
  now: number,
): AlarmState {
  if (change === 'hold') return alarm;
  return report.alert.status === 'Alarm'
    ? alarmTold(alarm, report, policy, now)
    : okTold(alarm, change, report, now);
}

function alarmTold(alarm: AlarmState, report: Report, policy: Policy, now: number): AlarmState {
  const { critical, gists, event: _event, ...rest } = alarm;
  const told = Math.max(now, alarm.told + 1, alarm.closed + 1);
  const isCritical = report.alert.alert_priority === 'Critical' || isSeenAsCritical(alarm.by, policy);
  const knownCritical = isOpenAlarm(alarm) ? critical : undefined;
  const known = isOpenAlarm(alarm) && gists !== undefined ? gists : [];
  const next = report.gist === undefined ? known : gistsWith(known, report.gist, told);
  return {
    ...rest,
    told,
    ...(isCritical ? { critical: told } : knownCritical !== undefined && { critical: knownCritical }),
    ...(next.length > 0 && { gists: next }),
    name: cut(report.alert.alert_name, ALERT_LENGTHS.name),
    ...eventOf(report),
  };
}

/** What was told of an alarm in its course says nothing once it is closed. */
function okTold(alarm: AlarmState, change: Change, report: Report, now: number): AlarmState {
  const { event: _event, ...before } = alarm;
  const told = { ...before, okTold: Math.max(now, alarm.okTold ?? 0), ...eventOf(report) };
  if (change !== 'resolve' || !isOpenAlarm(alarm)) return told;
  const { critical: _critical, gists: _gists, dropped, ...rest } = told;
  return {
    ...rest,
    closed: Math.max(now, alarm.told),
    ...(dropped && { dropped: [0, dropped[0] + dropped[1]] as const }),
  };
}

function eventOf({ eventId }: Report): Pick<AlarmState, 'event'> {
  return eventId === undefined ? {} : { event: shortEventId(eventId) };
}
