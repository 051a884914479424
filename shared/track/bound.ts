import { heardAt, isOpenAlarm, type AlarmState, type ReporterState } from './alarm.ts';
import { sizeOfAlarm, sizeOfReporter } from './size.ts';
import { sizeOfState, stateOf, type TrackState } from './state.ts';

/** A state is at most so many bytes of JSON (256 KB): a host may load and save it with each request. */
export const MAX_STATE_BYTES = 256 * 1024;
/** Of these, so many are for alarms; the rest is for what was sent untracked. */
export const MAX_ALARM_BYTES = MAX_STATE_BYTES - 16 * 1024;
/** Where room must be made, so much is made that the next reports need none. */
const TARGET_BYTES = 0.9 * MAX_ALARM_BYTES;

/** So many reporters of one alarm are remembered one by one, so that no alarm makes all reports slow. */
export const MAX_REPORTERS = 256;

/** An alarm with at most {@link MAX_REPORTERS}: those that pass go first, then those not heard for longest. */
export function boundedAlarm(alarm: AlarmState): AlarmState {
  return alarm.by.length <= MAX_REPORTERS ? alarm : withReporters(alarm, MAX_REPORTERS);
}

/**
 * A state that has room again, if it can be made. What matters least goes first: what is closed, the oldest first; what has
 * not been heard of since `silentSince`; reporters that pass, of the largest alarms; what is not open yet; further reporters
 * that see an alarm. An open alarm with one that sees it stays.
 */
export function withRoom(state: TrackState, silentSince: number): TrackState {
  if (sizeOfState(state) <= MAX_ALARM_BYTES) return state;
  const alarms = new Map(state.alarms.flat().map((alarm) => [alarm.id, alarm]));
  let excess = sizeOfState(state) - TARGET_BYTES;
  const drop = (isDroppable: (alarm: AlarmState) => boolean) => {
    for (const alarm of oldestFirst([...alarms.values()].filter(isDroppable))) {
      if (excess <= 0) return;
      alarms.delete(alarm.id);
      excess -= sizeOfAlarm(alarm);
    }
  };
  const shrink = (least: (alarm: AlarmState) => number) => {
    const bySize = [...alarms.values()].sort((one, other) => sizeOfAlarm(other) - sizeOfAlarm(one));
    for (const alarm of bySize) {
      if (excess <= 0) return;
      const smaller = withReporters(alarm, least(alarm));
      alarms.set(alarm.id, smaller);
      excess -= sizeOfAlarm(alarm) - sizeOfAlarm(smaller);
    }
  };
  drop((alarm) => !isOpenAlarm(alarm) && !isSeen(alarm));
  drop((alarm) => lastHeard(alarm) <= silentSince);
  shrink(({ by }) => Math.max(1, by.filter(({ sees }) => sees === 1).length));
  drop((alarm) => !isOpenAlarm(alarm));
  shrink(() => 1);
  return stateOf([...alarms.values()], state.untracked);
}

/** The same, and within the bound whatever it takes: the open alarms that were told longest ago go last. */
export function boundedState(state: TrackState): TrackState {
  const roomy = withRoom(state, -Infinity);
  let excess = sizeOfState(roomy) - MAX_ALARM_BYTES;
  if (excess <= 0) return roomy;
  const kept = oldestFirst(roomy.alarms.flat()).filter((alarm) => {
    if (excess <= 0) return true;
    excess -= sizeOfAlarm(alarm);
    return false;
  });
  return stateOf(kept, roomy.untracked);
}

function isSeen({ by }: AlarmState): boolean {
  return by.some(({ sees }) => sees === 1);
}

function lastHeard({ told, closed, by }: AlarmState): number {
  return by.reduce((latest, reporter) => Math.max(latest, heardAt(reporter)), Math.max(told, closed));
}

function oldestFirst(alarms: readonly AlarmState[]): AlarmState[] {
  return alarms
    .map((alarm) => ({ alarm, at: lastHeard(alarm) }))
    .sort((one, other) => one.at - other.at || (one.alarm.id < other.alarm.id ? -1 : 1))
    .map(({ alarm }) => alarm);
}

/** An alarm with so many of its reporters at most; the others are only counted. */
function withReporters(alarm: AlarmState, most: number): AlarmState {
  if (alarm.by.length <= most) return alarm;
  const ranked = alarm.by.toSorted(
    (one, other) =>
      other.sees - one.sees || heardAt(other) - heardAt(one) || sizeOfReporter(one) - sizeOfReporter(other),
  );
  const kept = new Set(ranked.slice(0, most));
  const dropped: readonly ReporterState[] = ranked.slice(most);
  const seeing = dropped.filter(({ sees }) => sees === 1).length;
  const [seeingBefore, passingBefore] = alarm.dropped ?? [0, 0];
  return {
    ...alarm,
    dropped: [seeingBefore + seeing, passingBefore + dropped.length - seeing],
    by: alarm.by.filter((reporter) => kept.has(reporter)),
  };
}
