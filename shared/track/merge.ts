import { heardAt, type AlarmState, type ReporterState } from './alarm.ts';
import { boundedAlarm, boundedState } from './bound.ts';
import { isEqual } from './equal.ts';
import { ofLists, readState, type TrackState } from './state.ts';
import { mergeGists } from './gists.ts';
import { mergeUntracked } from './untracked.ts';
import { readAlarm, writeAlarm, type WrittenAlarm } from './written.ts';

/**
 * Two memories as one, for processes that share a store and cannot lock it. The order makes no difference, nor how often it
 * is done; below the bound, nor does the grouping. Of each reporter the newer report counts; what was told last, by either,
 * is what was told.
 *
 * @returns The very first one where the second adds nothing to it.
 */
export function mergeStates(one: TrackState | undefined, other: TrackState | undefined): TrackState {
  const mine = readState(one);
  const theirs = readState(other);
  if (mine === theirs) return mine;
  const lists = mine.alarms.map((list, index) =>
    mergeOrdered(list, theirs.alarms[index] ?? [], mergeWritten, ([id]) => id),
  );
  const untracked = mergeUntracked(mine.untracked ?? [], theirs.untracked ?? []);
  const isMine =
    lists.every((list, index) => list === mine.alarms[index]) && isEqual(untracked, mine.untracked ?? []);
  return isMine ? mine : boundedState(ofLists(lists, untracked));
}

function mergeWritten(mine: WrittenAlarm, theirs: WrittenAlarm): WrittenAlarm {
  if (mine === theirs || isEqual(mine, theirs)) return mine;
  const alarm = readAlarm(mine);
  const other = readAlarm(theirs);
  if (alarm === undefined || other === undefined) return mine;
  const merged = mergeAlarms(alarm, other);
  return merged === alarm ? mine : writeAlarm(merged);
}

function mergeAlarms(mine: AlarmState, theirs: AlarmState): AlarmState {
  const closed = Math.max(mine.closed, theirs.closed);
  const okTold = later(mine.okTold, theirs.okTold);
  const critical = later(mine.critical, theirs.critical);
  const name = ofLater(mine.told, mine.name, theirs.told, theirs.name);
  const event = ofLater(lastTold(mine), mine.event, lastTold(theirs), theirs.event);
  const gists = mergeGists(mine.gists, theirs.gists, closed);
  const dropped = mergeDropped(mine, theirs);
  const merged: AlarmState = boundedAlarm({
    id: mine.id,
    told: Math.max(mine.told, theirs.told),
    closed,
    // What was told in the course of an alarm says nothing once it is closed.
    ...(critical !== undefined && critical > closed && { critical }),
    ...(okTold !== undefined && { okTold }),
    ...(name !== undefined && { name }),
    ...(event !== undefined && { event }),
    ...(gists.length > 0 && { gists }),
    ...(dropped && { dropped }),
    by: mergeOrdered(mine.by, theirs.by, newer, ({ id }) => id),
  });
  return isEqual(merged, mine) ? mine : merged;
}

/** The newer report of one reporter; of two at one time the one that came later, then the Alarm, then always the same. */
function newer(mine: ReporterState, theirs: ReporterState): ReporterState {
  if (isEqual(mine, theirs)) return mine;
  const order =
    mine.at - theirs.at ||
    heardAt(mine) - heardAt(theirs) ||
    mine.sees - theirs.sees ||
    mine.row - theirs.row;
  if (order !== 0) return order > 0 ? mine : theirs;
  return JSON.stringify(mine) >= JSON.stringify(theirs) ? mine : theirs;
}

function lastTold({ told, okTold = 0 }: AlarmState): number {
  return Math.max(told, okTold);
}

function later(mine: number | undefined, theirs: number | undefined): number | undefined {
  if (mine === undefined || theirs === undefined) return mine ?? theirs;
  return Math.max(mine, theirs);
}

function ofLater(
  at: number,
  mine: string | undefined,
  otherAt: number,
  theirs: string | undefined,
): string | undefined {
  if (at !== otherAt) return at > otherAt ? mine : theirs;
  return (mine ?? '') >= (theirs ?? '') ? mine : theirs;
}

function mergeDropped({ dropped: mine }: AlarmState, { dropped: theirs }: AlarmState): AlarmState['dropped'] {
  if (mine === undefined || theirs === undefined) return mine ?? theirs;
  return [Math.max(mine[0], theirs[0]), Math.max(mine[1], theirs[1])];
}

/** Two lists that are ordered by id, as one; the very first one where the second adds nothing. */
function mergeOrdered<Item>(
  mine: readonly Item[],
  theirs: readonly Item[],
  merge: (mine: Item, theirs: Item) => Item,
  idOf: (item: Item) => string,
): readonly Item[] {
  if (mine === theirs || theirs.length === 0) return mine;
  const merged: Item[] = [];
  let isMine = true;
  let at = 0;
  for (const item of mine) {
    const id = idOf(item);
    let other = theirs[at];
    for (; other !== undefined && idOf(other) < id; other = theirs[++at]) {
      merged.push(other);
      isMine = false;
    }
    let both = item;
    if (other !== undefined && idOf(other) === id) {
      both = merge(item, other);
      at++;
    }
    isMine &&= both === item;
    merged.push(both);
  }
  if (at < theirs.length) return [...merged, ...theirs.slice(at)];
  return isMine ? mine : merged;
}
