import { ALERT_LENGTHS } from '../alert.ts';
import { cut } from '../text.ts';
import type { Change } from '../report.ts';
import { isOpenAlarm, type AlarmState } from './alarm.ts';
import type { Arrival } from './arrival.ts';
import { gistsWith } from './gists.ts';
import { isSeenAsCritical } from './seen-from.ts';

/** An alarm once what was decided has been told. */
export function tellingOf(alarm: AlarmState, change: Change, arrival: Arrival): AlarmState {
  if (change === 'hold') return alarm;
  return arrival.isAlarm ? alarmTold(alarm, arrival) : okTold(alarm, change, arrival);
}

function alarmTold(alarm: AlarmState, { report, policy, now, event }: Arrival): AlarmState {
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
    ...(event !== undefined && { event }),
  };
}

/** What was told of an alarm in its course says nothing once it is closed. */
function okTold(alarm: AlarmState, change: Change, { now, event }: Arrival): AlarmState {
  const { event: _event, ...before } = alarm;
  const told = { ...before, okTold: Math.max(now, alarm.okTold ?? 0), ...(event !== undefined && { event }) };
  if (change !== 'resolve' || !isOpenAlarm(alarm)) return told;
  const { critical: _critical, gists: _gists, dropped, ...rest } = told;
  return {
    ...rest,
    closed: Math.max(now, alarm.told),
    ...(dropped && { dropped: [0, dropped[0] + dropped[1]] as const }),
  };
}
