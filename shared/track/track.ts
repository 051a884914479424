import type { Alert } from '../alert.ts';
import type { Change, Report } from '../report.ts';
import { isOpenAlarm, isOver, newestAt, withinClock, type AlarmState } from './alarm.ts';
import { arrivalOf, type Arrival } from './arrival.ts';
import { boundedAlarm, canMakeRoom, MAX_ALARM_BYTES, withRoom } from './bound.ts';
import { decideNews, NOTHING_OPEN, type Decision } from './decision.ts';
import { shortAlertId } from './ids.ts';
import { decideOldNews } from './late.ts';
import type { Policy } from './policy.ts';
import { heard, reportersWith } from './reporter.ts';
import { alertToSend, nameOfReporter } from './seen-from.ts';
import { alarmOf, readState, bytesOfState, withAlarm, type TrackState } from './state.ts';
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
  /**
   * How new that is, in ms since the epoch: when the newest happened that is known of the alarm, by the events' own clocks, at
   * most a minute ahead of ours. What is sent is ordered by it: the OK that closes an alarm may be older than another
   * reporter's Alarm that was told before it.
   */
  readonly at: number;
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
  const arrival = arrivalOf(report, policy, now);
  const stored = alarmOf(known, arrival.alertId);
  if (stored === undefined && !arrival.isAlarm && report.kind === 'sample') return unknownOk(known, arrival);
  const before = stored === undefined ? newAlarm(arrival) : withinClock(stored, now);
  const knownReporter = before.by.find(({ id }) => id === arrival.reporterId);
  const old = decideOldNews(before, knownReporter, arrival);
  if (old?.change === 'hold' && before === stored) return answer(known, before, old, arrival);
  if (old !== undefined) return remembered(known, before, old, arrival);
  const reporter = heard(knownReporter, arrival);
  const alarm = boundedAlarm({ ...before, by: reportersWith(before, reporter, arrival) });
  return remembered(known, alarm, decideNews(alarm, reporter, arrival), arrival);
}

/** Of an alert that nothing is known of, a good report leaves nothing behind. */
function unknownOk(known: TrackState, arrival: Arrival): Tracked {
  const alarm = newAlarm(arrival);
  if (!wasSentUntracked(known, alarm.id)) return answer(known, alarm, NOTHING_OPEN, arrival);
  return answer(withoutUntracked(known, alarm.id), alarm, CLOSED_UNTRACKED, arrival);
}

function newAlarm({ alertId }: Arrival): AlarmState {
  return { id: alertId, told: 0, closed: 0, by: [] };
}

/** What was decided, with what there is to remember of it, as far as there is room. */
function remembered(known: TrackState, alarm: AlarmState, decided: Decision, arrival: Arrival): Tracked {
  const isUntracked = wasSentUntracked(known, alarm.id);
  const decision = isUntracked && closesUntracked(alarm, decided, arrival) ? CLOSED_UNTRACKED : decided;
  const told = tellingOf(alarm, decision.change, arrival);
  const state = withRoomFor(known, told, arrival);
  if (state !== undefined) {
    const isClosed = isUntracked && decision.change === 'resolve';
    return answer(isClosed ? withoutUntracked(state, alarm.id) : state, told, decision, arrival);
  }
  const wasTracked = alarmOf(known, alarm.id) !== undefined;
  if (!arrival.isAlarm || (wasTracked && decision.change !== 'open')) {
    return answer(known, told, decision, arrival);
  }
  const sent = withUntracked(known, alarm.id, arrival.now);
  return { ...answer(sent, told, SENT_UNTRACKED, arrival), tracked: false };
}

/** The state with an alarm as it is now; `undefined` where it matters and there is no room for it. */
function withRoomFor(known: TrackState, alarm: AlarmState, { policy, now }: Arrival): TrackState | undefined {
  const silentSince = now - policy.forgetAfterMs;
  const matters = isOpenAlarm(alarm) || alarm.by.some(({ sees }) => sees === 1);
  const next = withAlarm(known, alarm, (other) => isOver(other, policy, now));
  if (bytesOfState(next) <= MAX_ALARM_BYTES) return next;
  const isNew = alarmOf(known, alarm.id) === undefined;
  if (matters && isNew && !canMakeRoom(known, silentSince)) return undefined;
  const roomy = withRoom(next, silentSince);
  if (matters && alarmOf(roomy, alarm.id) === undefined) return undefined;
  return bytesOfState(roomy) <= MAX_ALARM_BYTES ? roomy : undefined;
}

function closesUntracked(alarm: AlarmState, decided: Decision, { isAlarm }: Arrival): boolean {
  return !isAlarm && decided.change === 'hold' && !alarm.by.some(({ sees }) => sees === 1);
}

function answer(
  state: TrackState,
  alarm: AlarmState,
  { change, reason }: Decision,
  { report, policy, at }: Arrival,
): Tracked {
  return {
    state,
    decision: change,
    reason,
    alert: alertToSend(report.alert, alarm, policy),
    at: newestAt(alarm.by, at),
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
