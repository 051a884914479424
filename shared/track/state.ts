import type { AlarmState, UntrackedAlert } from './alarm.ts';
import {
  bytesOfAlarm,
  isText,
  isTime,
  list,
  orderedById,
  readAlarm,
  writeAlarm,
  type WrittenAlarm,
} from './written.ts';

const VERSION = 1;

/** Alarms are spread over so many lists, so that a report copies one short list and not all alarms. */
const LISTS = 64;

/**
 * What a tracker remembers: plain JSON, at most `MAX_STATE_BYTES` of it. Never write into it: a state shares most of itself
 * with the one before. To hand it to something that does (n8n's static data wraps what it is given), hand over its
 * `JSON.stringify`, which {@link readState} takes.
 */
export interface TrackState {
  readonly v: typeof VERSION;
  /** Each list is ordered by id. */
  readonly alarms: readonly (readonly WrittenAlarm[])[];
  readonly untracked?: readonly UntrackedAlert[];
}

/**
 * How many bytes of JSON each state takes that was made here; one that is not listed comes from outside and is read before
 * it is used. Only a memory of what could be computed again.
 */
const BYTES = new WeakMap<TrackState, number>();

export function emptyState(): TrackState {
  return stateOf([]);
}

/**
 * A state as it was stored: an object or its JSON text. What cannot be read (a later version, not JSON, cut off) is nothing
 * remembered, and so is each alarm in it that cannot be: a tracker must not fail on its memory.
 */
export function readState(stored: unknown): TrackState {
  if (isOwn(stored)) return stored;
  const state = typeof stored === 'string' ? parsed(stored) : stored;
  if (typeof state !== 'object' || state === null || !('v' in state) || state.v !== VERSION)
    return emptyState();
  const alarms = 'alarms' in state ? list(state.alarms).flatMap(list) : [];
  const untracked = 'untracked' in state ? list(state.untracked) : [];
  return stateOf(
    orderedById(alarms.map(readAlarm).filter((alarm) => alarm !== undefined)).map(writeAlarm),
    untracked.flatMap((entry): UntrackedAlert[] => {
      const [id, sent] = list(entry);
      return isText(id) && isTime(sent) ? [[id, sent]] : [];
    }),
  );
}

function isOwn(state: unknown): state is TrackState {
  return BYTES.has(state as TrackState);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** How many bytes a state takes as JSON in UTF-8, but for the alerts that were sent untracked. */
export function bytesOfState(state: TrackState): number {
  return BYTES.get(state) ?? 0;
}

/** A state of alarms in any order, each with an id of its own. */
export function stateOf(
  alarms: readonly WrittenAlarm[],
  untracked: readonly UntrackedAlert[] = [],
): TrackState {
  const lists: WrittenAlarm[][] = Array.from({ length: LISTS }, () => []);
  for (const alarm of alarms) lists[listOf(alarm[0])]?.push(alarm);
  for (const list of lists) list.sort(([one], [other]) => (one < other ? -1 : 1));
  return ofLists(lists, untracked);
}

const EMPTY_BYTES = '{"v":1,"alarms":[]}'.length + LISTS * '[],'.length;

/** @param bytes Where it is known already. */
export function ofLists(
  alarms: readonly (readonly WrittenAlarm[])[],
  untracked: readonly UntrackedAlert[] = [],
  bytes = alarms.reduce((sum, each) => sum + bytesOfAlarms(each), EMPTY_BYTES),
): TrackState {
  const state: TrackState = { v: VERSION, alarms, ...(untracked.length > 0 && { untracked }) };
  BYTES.set(state, bytes);
  return state;
}

function bytesOfAlarms(alarms: readonly WrittenAlarm[]): number {
  return alarms.reduce((bytes, alarm) => bytes + bytesOfAlarm(alarm), 0);
}

export function alarmOf(state: TrackState, id: string): AlarmState | undefined {
  const written = state.alarms[listOf(id)]?.find(([other]) => other === id);
  return written && readAlarm(written);
}

/** The state with one alarm put in or replaced; what is `over` in its list is left out on the way, it too. */
export function withAlarm(
  state: TrackState,
  alarm: AlarmState,
  over: (alarm: AlarmState) => boolean,
): TrackState {
  const index = listOf(alarm.id);
  const before = state.alarms[index] ?? [];
  const others = before.filter((written) => {
    const other = readAlarm(written);
    return other !== undefined && other.id !== alarm.id && !over(other);
  });
  const after = over(alarm) ? others : inserted(others, alarm);
  const alarms = state.alarms.slice();
  alarms[index] = after;
  const bytes = bytesOfState(state) - bytesOfAlarms(before) + bytesOfAlarms(after);
  return ofLists(alarms, state.untracked, bytes);
}

function inserted(ordered: readonly WrittenAlarm[], alarm: AlarmState): WrittenAlarm[] {
  const at = ordered.findIndex(([id]) => id > alarm.id);
  return ordered.toSpliced(at === -1 ? ordered.length : at, 0, writeAlarm(alarm));
}

export function withUntrackedAlerts(state: TrackState, untracked: readonly UntrackedAlert[]): TrackState {
  return ofLists(state.alarms, untracked, bytesOfState(state));
}

/** FNV-1a over the id, so that the same alert is always in the same list. */
function listOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 16) % LISTS;
}
