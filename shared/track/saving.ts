import { isOpenAlarm, wellSince, type AlarmState, type ReporterState } from './alarm.ts';
import { isEqual } from './equal.ts';
import type { Policy } from './policy.ts';
import { alarmOf, readState, type TrackState } from './state.ts';
import { readAlarm } from './written.ts';

/** That a reporter still says the same is worth storing again after so long, in ms (10 minutes). */
const SAME_FOR_MS = 10 * 60_000;

/**
 * Whether a stored state lacks something that matters if memory is lost now: an alarm, what was told, who sees it, how often
 * in a row. That a reporter went on saying the same counts only after ten minutes, so that a host that stores its state with
 * a request need not do it with each.
 *
 * @param stored As it was loaded.
 */
export function isWorthSaving(stored: TrackState | undefined, state: TrackState, policy: Policy): boolean {
  const known = readState(stored);
  if (known === state) return false;
  if (!isEqual(known.untracked ?? [], state.untracked ?? [])) return true;
  return state.alarms.some((list) =>
    list.some((written) => {
      const alarm = readAlarm(written);
      const other = alarm && alarmOf(known, alarm.id);
      return (
        alarm !== undefined && (other === undefined || (other !== alarm && differs(other, alarm, policy)))
      );
    }),
  );
}

function differs(stored: AlarmState, alarm: AlarmState, policy: Policy): boolean {
  const { told, closed, critical, okTold, gists } = alarm;
  if (stored.told !== told || stored.closed !== closed || stored.okTold !== okTold) return true;
  if (isOpenAlarm(alarm) && (stored.critical !== critical || !isEqual(stored.gists, gists))) return true;
  if (stored.by.length !== alarm.by.length || wellSince(stored.by) !== wellSince(alarm.by)) return true;
  return alarm.by.some((reporter, index) => {
    const other = stored.by[index];
    return other === undefined || (other !== reporter && saysElse(other, reporter, policy));
  });
}

function saysElse(stored: ReporterState, reporter: ReporterState, { after, closeAfter }: Policy): boolean {
  const enough = reporter.sees === 1 ? after : closeAfter;
  return (
    stored.id !== reporter.id ||
    stored.sees !== reporter.sees ||
    stored.critical !== reporter.critical ||
    Math.min(stored.row, enough) !== Math.min(reporter.row, enough) ||
    Math.abs(stored.at - reporter.at) >= SAME_FOR_MS
  );
}
