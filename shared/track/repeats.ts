import { isOpenAlarm, type AlarmState } from './alarm.ts';
import type { Arrival } from './arrival.ts';

/** An OK is said again after so many times `repeatEveryMs`: with the default after 15 minutes, 1 hour and 4 hours. */
const OK_REPEATS = [1, 4, 16];
/** After so many times `repeatEveryMs` no OK is said again: with the default after five hours. */
const OK_ENDS = 20;

/** Whether an open alarm is to be said again, in case what was said was lost. */
export function isAlarmDue(alarm: AlarmState, { policy: { repeatEveryMs }, now }: Arrival): boolean {
  return repeatEveryMs > 0 && isOpenAlarm(alarm) && now - alarm.told >= repeatEveryMs;
}

/**
 * Whether the OK of an alarm that was closed is to be said again. Those that were missed meanwhile are not made up for: one
 * is enough.
 */
export function isOkDue(alarm: AlarmState, { policy: { repeatEveryMs }, now }: Arrival): boolean {
  const { told, closed, okTold = 0 } = alarm;
  if (repeatEveryMs <= 0 || told === 0 || isOpenAlarm(alarm)) return false;
  if (now - closed >= OK_ENDS * repeatEveryMs) return false;
  const passed = (until: number) =>
    OK_REPEATS.filter((times) => until - closed >= times * repeatEveryMs).length;
  return passed(now) > passed(okTold);
}
