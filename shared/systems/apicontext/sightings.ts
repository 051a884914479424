const DEFAULT_FORGET_AFTER_MS = 24 * 60 * 60_000;
import type { ApiContextResult, ResultClass } from './schema.ts';

/** The last result of one call from one location. */
export interface Sighting {
  call_id: string;
  location_id: string;
  workflow_id: string;
  result_class: ResultClass;
  /** When it came, in ms since the epoch. */
  at: number;
}

/**
 * The last result of each call from each location that has failed lately, by call and location. Plain JSON, to be kept
 * wherever the caller keeps things. PASS is remembered only where it ends a failure.
 */
export type Sightings = Record<string, Sighting>;

/** What is known already is not noted again for so long, in ms (10 minutes), so that most results change nothing. */
const NOTE_AGAIN_AFTER_MS = 10 * 60 * 1000;

/**
 * What is remembered once a result has come, and the other sightings of its call or workflow that have failed and not
 * passed since. `changed` is false where there is nothing new to keep.
 *
 * @param now The current time, in ms since the epoch.
 */
export function sightingsWith(
  known: Sightings,
  result: ApiContextResult,
  now: number,
): { sightings: Sightings; changed: boolean; alsoFailing: Sighting[] } {
  const sighting: Sighting = {
    call_id: result.call_id,
    location_id: result.location_id ?? '',
    workflow_id: result.workflow_id ?? '',
    result_class: result.result_class,
    at: now,
  };
  const key = JSON.stringify([sighting.call_id, sighting.location_id]);
  const sightings = new Map(Object.entries(known).filter(([, { at }]) => now - at < DEFAULT_FORGET_AFTER_MS));
  const before = sightings.get(key);
  const isNews =
    before === undefined
      ? sighting.result_class !== 'PASS'
      : before.result_class !== sighting.result_class ||
        (sighting.result_class !== 'PASS' && now - before.at >= NOTE_AGAIN_AFTER_MS);
  if (isNews) sightings.set(key, sighting);
  const alsoFailing = [...sightings].flatMap(([otherKey, other]) =>
    otherKey !== key && other.result_class !== 'PASS' && isOfSameAlert(other, sighting) ? [other] : [],
  );
  return { sightings: Object.fromEntries(sightings), changed: isNews, alsoFailing };
}

/**
 * Two memories as one: of each call and location the later sighting counts. Merging is the same in either order and however
 * often it is done, so memories kept by several processes come together again.
 */
export function mergedSightings(one: Sightings, other: Sightings): Sightings {
  const merged = new Map(Object.entries(one));
  for (const [key, sighting] of Object.entries(other)) {
    const known = merged.get(key);
    if (known === undefined || isLater(sighting, known)) merged.set(key, sighting);
  }
  return Object.fromEntries(merged);
}

/** Of two at the same moment a failure counts more than a PASS; beyond that the order is arbitrary, but always the same. */
function isLater(one: Sighting, other: Sighting): boolean {
  if (one.at !== other.at) return one.at > other.at;
  const fails = [one, other].map(({ result_class }) => result_class !== 'PASS');
  return fails[0] === fails[1] ? JSON.stringify(one) > JSON.stringify(other) : fails[0] === true;
}

function isOfSameAlert(one: Sighting, other: Sighting): boolean {
  return one.call_id === other.call_id || (one.workflow_id !== '' && one.workflow_id === other.workflow_id);
}
