import type { AlarmState } from './alarm.ts';
import { gistDigest } from './ids.ts';

/** So many different gists are remembered of one alarm; of more, the one told longest ago is forgotten. */
const MAX_GISTS = 16;

type Gists = NonNullable<AlarmState['gists']>;

export function wasTold(gists: Gists | undefined, gist: string): boolean {
  if (gists === undefined) return false;
  const digest = gistDigest(gist);
  return gists.some(([told]) => told === digest);
}

export function gistsWith(known: Gists, gist: string, told: number): Gists {
  const digest = gistDigest(gist);
  return [...known.filter(([other]) => other !== digest), [digest, told] as const].slice(-MAX_GISTS);
}

/** What was told in the alarm that is open, by either of two copies; ordered by when. */
export function mergeGists(mine: Gists = [], theirs: Gists = [], closed: number): Gists {
  const told = new Map<string, number>();
  for (const [gist, at] of [...mine, ...theirs]) {
    if (at > closed) told.set(gist, Math.max(at, told.get(gist) ?? 0));
  }
  return [...told].sort(([one, at], [other, till]) => at - till || (one < other ? -1 : 1)).slice(-MAX_GISTS);
}
