import type { UntrackedAlert } from './alarm.ts';
import { untrackedId } from './ids.ts';
import { withUntrackedAlerts, type TrackState } from './state.ts';

/** So many alerts that were sent untracked are known, for their OK; of more, the one sent longest ago is forgotten. */
const MAX_UNTRACKED = 128;

export function wasSentUntracked({ untracked = [] }: TrackState, id: string): boolean {
  if (untracked.length === 0) return false;
  const digest = untrackedId(id);
  return untracked.some(([other]) => other === digest);
}

/** An alert that there is no room for is only known to have been sent, so that its OK will be sent too. */
export function withUntracked(state: TrackState, id: string, now: number): TrackState {
  const others = withoutUntracked(state, id).untracked ?? [];
  return withUntrackedAlerts(state, ordered([...others, [untrackedId(id), now]]));
}

export function withoutUntracked(state: TrackState, id: string): TrackState {
  const digest = untrackedId(id);
  return withUntrackedAlerts(
    state,
    (state.untracked ?? []).filter(([other]) => other !== digest),
  );
}

/** Of two copies: of each alert the later time. */
export function mergeUntracked(
  one: readonly UntrackedAlert[],
  other: readonly UntrackedAlert[],
): readonly UntrackedAlert[] {
  if (other.length === 0) return one;
  const sent = new Map<string, number>();
  for (const [id, at] of [...one, ...other]) sent.set(id, Math.max(at, sent.get(id) ?? 0));
  return ordered([...sent]);
}

function ordered(alerts: readonly UntrackedAlert[]): UntrackedAlert[] {
  return alerts
    .toSorted(([one, at], [other, till]) => at - till || (one < other ? -1 : 1))
    .slice(-MAX_UNTRACKED);
}
