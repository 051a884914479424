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
  const { id, closed, okTold, dropped, by } = alarm;
  const told = Math.max(now, alarm.told + 1, closed + 1);
  // What was told in the course of an alarm that is closed says nothing of this one.
  const { critical, gists = [] }: Partial<AlarmState> = isOpenAlarm(alarm) ? alarm : {};
  const isCritical = report.alert.alert_priority === 'Critical' || isSeenAsCritical(by, policy);
  const criticalTold = isCritical ? told : critical;
  const gistsTold = report.gist === undefined ? gists : gistsWith(gists, report.gist, told);
  return {
    id,
    told,
    closed,
    ...(okTold !== undefined && { okTold }),
    ...(criticalTold !== undefined && { critical: criticalTold }),
    name: cut(report.alert.alert_name, ALERT_LENGTHS.name),
    ...(event !== undefined && { event }),
    ...(gistsTold.length > 0 && { gists: gistsTold }),
    ...(dropped && { dropped }),
    by,
  };
}

function okTold(alarm: AlarmState, change: Change, { now, event }: Arrival): AlarmState {
  const { id, told, name, dropped, by } = alarm;
  const closes = change === 'resolve' && isOpenAlarm(alarm);
  return {
    id,
    told,
    closed: closes ? Math.max(now, told) : alarm.closed,
    okTold: Math.max(now, alarm.okTold ?? 0),
    ...(name !== undefined && { name }),
    ...(event !== undefined && { event }),
    ...(dropped && { dropped: closes ? ([0, dropped[0] + dropped[1]] as const) : dropped }),
    by,
  };
}
