import { heardAt, isOpenAlarm, type AlarmState, type ReporterState } from './alarm.ts';
import { bytesOfState, stateOf, type TrackState } from './state.ts';
import { bytesOfAlarm, readAlarm, writeAlarm, type WrittenAlarm } from './written.ts';

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
  if (bytesOfState(state) <= MAX_ALARM_BYTES) return state;
  let excess = bytesOfState(state) - TARGET_BYTES;
  let alarms = measured(state);
  const drop = (isDroppable: (alarm: AlarmState) => boolean) => {
    const dropped = new Set<Measured>();
    for (const each of alarms.filter(({ alarm }) => isDroppable(alarm)).sort(byAge)) {
      if (excess <= 0) break;
      dropped.add(each);
      excess -= each.bytes;
    }
    if (dropped.size > 0) alarms = alarms.filter((each) => !dropped.has(each));
  };
  const shrink = (most: (alarm: AlarmState) => number) => {
    for (const each of alarms.toSorted((one, other) => other.bytes - one.bytes)) {
      if (excess <= 0) break;
      const smaller = withReporters(each.alarm, most(each.alarm));
      if (smaller === each.alarm) continue;
      each.alarm = smaller;
      each.written = writeAlarm(each.alarm);
      excess += bytesOfAlarm(each.written) - each.bytes;
      each.bytes = bytesOfAlarm(each.written);
    }
  };
  drop((alarm) => !isOpenAlarm(alarm) && !isSeen(alarm));
  drop((alarm) => lastHeard(alarm) <= silentSince);
  shrink(({ by }) => Math.max(1, by.filter(({ sees }) => sees === 1).length));
  drop((alarm) => !isOpenAlarm(alarm));
  shrink(() => 1);
  return stateOf(
    alarms.map(({ written }) => written),
    state.untracked,
  );
}

/**
 * Whether there is anything that `withRoom` could do without. Known at once where it was asked of these alarms before, since
 * at the bound it is asked with each report.
 */
export function canMakeRoom({ alarms }: TrackState, silentSince: number): boolean {
  const known = FIRST_SILENT.get(alarms);
  if (known !== undefined) return known <= silentSince;
  let first = Infinity;
  for (const alarm of alarms.flat().map(readAlarm)) {
    if (alarm === undefined) continue;
    first = Math.min(first, isOpenAlarm(alarm) && alarm.by.length < 2 ? lastHeard(alarm) : -Infinity);
  }
  FIRST_SILENT.set(alarms, first);
  return first <= silentSince;
}

/** When the alarm that has been silent longest was heard of; always, where there is one that can go anyway. */
const FIRST_SILENT = new WeakMap<TrackState['alarms'], number>();

/** The same, and within the bound whatever it takes: the open alarms that were heard of longest ago go last. */
export function boundedState(state: TrackState): TrackState {
  const roomy = withRoom(state, -Infinity);
  let excess = bytesOfState(roomy) - MAX_ALARM_BYTES;
  if (excess <= 0) return roomy;
  const kept = measured(roomy)
    .sort(byAge)
    .filter(({ bytes }) => {
      if (excess <= 0) return true;
      excess -= bytes;
      return false;
    });
  return stateOf(
    kept.map(({ written }) => written),
    roomy.untracked,
  );
}

interface Measured {
  written: WrittenAlarm;
  alarm: AlarmState;
  bytes: number;
  readonly heard: number;
}

function measured(state: TrackState): Measured[] {
  return state.alarms.flat().flatMap((written) => {
    const alarm = readAlarm(written);
    return alarm === undefined
      ? []
      : [{ written, alarm, bytes: bytesOfAlarm(written), heard: lastHeard(alarm) }];
  });
}

/** Those not heard of for longest first. */
function byAge(one: Measured, other: Measured): number {
  return one.heard - other.heard || (one.alarm.id < other.alarm.id ? -1 : 1);
}

function isSeen({ by }: AlarmState): boolean {
  return by.some(({ sees }) => sees === 1);
}

function lastHeard({ told, closed, by }: AlarmState): number {
  return by.reduce((latest, reporter) => Math.max(latest, heardAt(reporter)), Math.max(told, closed));
}

/** An alarm with so many of its reporters at most; the others are only counted. */
function withReporters(alarm: AlarmState, most: number): AlarmState {
  if (alarm.by.length <= most) return alarm;
  const ranked = alarm.by.toSorted(
    (one, other) => other.sees - one.sees || heardAt(other) - heardAt(one) || (one.id < other.id ? -1 : 1),
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
