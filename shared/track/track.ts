import type { Alert } from '../alert.ts';
import type { Change, Report } from '../report.ts';
import { isOpenAlarm, isOver, withinClock, type AlarmState } from './alarm.ts';
import { boundedAlarm, MAX_ALARM_BYTES, withRoom } from './bound.ts';
import { decideNews, NOTHING_OPEN, type Decision } from './decision.ts';
import { shortAlertId, shortReporterId } from './ids.ts';
import { decideOldNews } from './late.ts';
import type { Policy } from './policy.ts';
import { heard, reportersWith, timeOf } from './reporter.ts';
import { alertToSend, nameOfReporter } from './seen-from.ts';
import { alarmOf, readState, sizeOfState, withAlarm, type TrackState } from './state.ts';
import { tellingOf } from './telling.ts';
import { wasSentUntracked, withoutUntracked, withUntracked } from './untracked.ts';

const SENT_UNTRACKED: Decision = {
  change: 'open',
  reason: 'sent untracked: there is no room to remember one more alarm',
};
const CLOSED_UNTRACKED: Decision = { change: 'resolve', reason: 'its Alarm was sent untracked' };

/** What a report changes, and what is remembered from then on. */
export interface Tracked {
  /** What to remember; the very state that was given where there is nothing new to remember. */
  readonly state: TrackState;
  /** What the report changes. All but `hold` is to be sent. */
  readonly decision: Change;
  /** Why, in words for a person: "already open", "still seen from Oslo". */
  readonly reason: string;
  /**
   * What is to be sent: the report's alert, an Alarm with the highest priority of those who see it and a line on who they
   * are, an OK with the name of the Alarm that it ends.
   */
  readonly alert: Alert;
  /** The reporters that see it now, by their names. */
  readonly seenBy: readonly string[];
  /** False where there was no room to remember it, so that it was sent without a policy: worth a warning. */
  readonly tracked: boolean;
}

/**
 * What a report changes, given what is remembered: the one place that decides whether people are told. Pure; it never throws
 * for a state, whatever that is (see `readState`).
 *
 * @param state As the last call gave it, or as it was stored; `undefined` where nothing is.
 * @param now The current time in ms since the epoch: repeats count by it. The order of reports is that of their own times.
 */
export function track(state: TrackState | undefined, report: Report, policy: Policy, now: number): Tracked {
  const known = readState(state);
  const id = shortAlertId(report.alert.alert_id);
  const stored = alarmOf(known, id);
  if (stored === undefined && report.alert.status === 'OK' && report.kind === 'sample') {
    return unknownOk(known, report, policy);
  }
  const before = stored === undefined ? newAlarm(id) : withinClock(stored, now);
  const reporterId = shortReporterId(report.reporter);
  const knownReporter = before.by.find((reporter) => reporter.id === reporterId);
  const old = decideOldNews(before, knownReporter, report, timeOf(report, now), policy);
  if (old?.change === 'hold' && before === stored) return answer(known, before, old, report, policy);
  if (old !== undefined) return remembered(known, before, old, report, policy, now);
  const reporter = heard(knownReporter, report, now);
  const alarm = boundedAlarm({ ...before, by: reportersWith(before, reporter, policy, now) });
  const decision = decideNews(alarm, reporter, report, policy, now);
  return remembered(known, alarm, decision, report, policy, now);
}

/** Of an alert that nothing is known of, a good report leaves nothing behind. */
function unknownOk(known: TrackState, report: Report, policy: Policy): Tracked {
  const alarm = newAlarm(shortAlertId(report.alert.alert_id));
  if (!wasSentUntracked(known, alarm.id)) return answer(known, alarm, NOTHING_OPEN, report, policy);
  return answer(withoutUntracked(known, alarm.id), alarm, CLOSED_UNTRACKED, report, policy);
}

function newAlarm(id: string): AlarmState {
  return { id, told: 0, closed: 0, by: [] };
}

/** What was decided, with what there is to remember of it, as far as there is room. */
function remembered(
  known: TrackState,
  alarm: AlarmState,
  decided: Decision,
  report: Report,
  policy: Policy,
  now: number,
): Tracked {
  const isUntracked = wasSentUntracked(known, alarm.id);
  const decision = isUntracked && closesUntracked(alarm, decided, report) ? CLOSED_UNTRACKED : decided;
  const told = tellingOf(alarm, decision.change, report, policy, now);
  const next = withAlarm(known, told, (other) => isOver(other, policy, now));
  const roomy = withRoom(next, now - policy.forgetAfterMs);
  if (sizeOfState(roomy) <= MAX_ALARM_BYTES && alarmOf(roomy, alarm.id) !== undefined) {
    const state = isUntracked && decision.change === 'resolve' ? withoutUntracked(roomy, alarm.id) : roomy;
    return answer(state, told, decision, report, policy);
  }
  const wasTracked = alarmOf(known, alarm.id) !== undefined;
  if (report.alert.status === 'OK' || (wasTracked && decision.change !== 'open')) {
    return answer(known, told, decision, report, policy);
  }
  return {
    ...answer(withUntracked(known, alarm.id, now), told, SENT_UNTRACKED, report, policy),
    tracked: false,
  };
}

function closesUntracked(alarm: AlarmState, decided: Decision, report: Report): boolean {
  return (
    report.alert.status === 'OK' && decided.change === 'hold' && !alarm.by.some(({ sees }) => sees === 1)
  );
}

function answer(
  state: TrackState,
  alarm: AlarmState,
  { change, reason }: Decision,
  report: Report,
  policy: Policy,
): Tracked {
  return {
    state,
    decision: change,
    reason,
    alert: alertToSend(report.alert, alarm, policy),
    seenBy: alarm.by.filter(({ sees }) => sees === 1).map(nameOfReporter),
    tracked: true,
  };
}

/** Whether the alarm of an alert is open, as far as is known. */
export function isOpen(state: TrackState | undefined, alertId: string): boolean {
  const alarm = alarmOf(readState(state), shortAlertId(alertId));
  return alarm !== undefined && isOpenAlarm(alarm);
}

/**
 * Whether anything is known of an alert: that it is open, closed lately, or seen by too few. An OK of such an alert must be
 * tracked whatever a filter says; one that nothing is known of changes nothing, but for a turn.
 */
export function isKnown(state: TrackState | undefined, alertId: string): boolean {
  const known = readState(state);
  const id = shortAlertId(alertId);
  return alarmOf(known, id) !== undefined || wasSentUntracked(known, id);
}
