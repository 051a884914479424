import type { AlarmState, UntrackedAlert } from './alarm.ts';
import { readAlarms } from './read.ts';
import { sizeOfAlarm } from './size.ts';

const VERSION = 1;

/** Alarms are spread over so many lists, so that a report copies one short list and not all alarms. */
const BUCKETS = 64;

/**
 * What a tracker remembers: plain JSON, at most `MAX_STATE_BYTES` of it. Never write into it: a state shares most of itself
 * with the one before. To hand it to something that does (n8n's static data wraps what it is given), hand over its
 * `JSON.stringify`, which {@link readState} takes.
 */
export interface TrackState {
  readonly v: typeof VERSION;
  /** Each list is ordered by id. */
  readonly alarms: readonly (readonly AlarmState[])[];
  readonly untracked?: readonly UntrackedAlert[];
}

/**
 * The size of each state that was made here; one that is not listed comes from outside and is read before it is used. Only a
 * memory of what could be computed again.
 */
const SIZES = new WeakMap<TrackState, number>();

export function emptyState(): TrackState {
  return stateOf([]);
}

/**
 * A state as it was stored: an object or its JSON text. What cannot be read (a later version, not JSON, cut off) is nothing
 * remembered, and so is each alarm in it that cannot be: a tracker must not fail on its memory.
 */
export function readState(stored: unknown): TrackState {
  if (isOwn(stored)) return stored;
  const { alarms, untracked } = readAlarms(stored, VERSION);
  return stateOf(alarms, untracked);
}

function isOwn(state: unknown): state is TrackState {
  return SIZES.has(state as TrackState);
}

/** At least as many bytes as a state takes as JSON in UTF-8. */
export function sizeOfState(state: TrackState): number {
  return SIZES.get(state) ?? 0;
}

/** A state of alarms in any order; of two with one id the later in the list stays. */
export function stateOf(
  alarms: readonly AlarmState[],
  untracked: readonly UntrackedAlert[] = [],
): TrackState {
  const buckets: AlarmState[][] = Array.from({ length: BUCKETS }, () => []);
  for (const alarm of new Map(alarms.map((alarm) => [alarm.id, alarm])).values()) {
    buckets[bucketOf(alarm.id)]?.push(alarm);
  }
  for (const bucket of buckets) bucket.sort((one, other) => (one.id < other.id ? -1 : 1));
  return ofBuckets(buckets, untracked);
}

export function ofBuckets(
  buckets: readonly (readonly AlarmState[])[],
  untracked: readonly UntrackedAlert[] | undefined,
  size = buckets.reduce((all, bucket) => bucket.reduce((sum, alarm) => sum + sizeOfAlarm(alarm), all), EMPTY),
): TrackState {
  const state: TrackState = {
    v: VERSION,
    alarms: buckets,
    ...(untracked !== undefined && untracked.length > 0 && { untracked }),
  };
  SIZES.set(state, size);
  return state;
}

const EMPTY = '{"v":1,"alarms":[],"untracked":[]}'.length + BUCKETS * '[],'.length;

export function alarmOf(state: TrackState, id: string): AlarmState | undefined {
  return state.alarms[bucketOf(id)]?.find((alarm) => alarm.id === id);
}

/** The state with one alarm put in or replaced; others of its list that are `over` are left out on the way. */
export function withAlarm(
  state: TrackState,
  alarm: AlarmState,
  over: (other: AlarmState) => boolean,
): TrackState {
  const index = bucketOf(alarm.id);
  const bucket: AlarmState[] = [];
  let size = sizeOfState(state) + sizeOfAlarm(alarm);
  let isIn = false;
  for (const other of state.alarms[index] ?? []) {
    if (!isIn && other.id >= alarm.id) {
      bucket.push(alarm);
      isIn = true;
    }
    if (other.id === alarm.id || over(other)) size -= sizeOfAlarm(other);
    else bucket.push(other);
  }
  if (!isIn) bucket.push(alarm);
  const buckets = state.alarms.slice();
  buckets[index] = bucket;
  return ofBuckets(buckets, state.untracked, size);
}

export function withUntrackedAlerts(state: TrackState, untracked: readonly UntrackedAlert[]): TrackState {
  return ofBuckets(state.alarms, untracked, sizeOfState(state));
}

/** FNV-1a over the id, so that the same alert is always in the same list. */
function bucketOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 16) % BUCKETS;
}
