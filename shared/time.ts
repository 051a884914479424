/** From here on a number counts milliseconds: as seconds this is the year 5138, as milliseconds 1973. */
const FIRST_MILLISECONDS = 1e11;

/**
 * The time that a sender means, in ms since the epoch; `undefined` where it cannot be told. It is seconds or milliseconds
 * since the epoch (with a fraction, and maybe as text), or a date as text. A date that names no zone is UTC.
 */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const given = String(value).trim();
  const count = given === '' ? NaN : Number(given);
  const ms = Number.isNaN(count)
    ? Date.parse(inUtc(given))
    : Math.round(Math.abs(count) < FIRST_MILLISECONDS ? count * 1000 : count);
  return Number.isNaN(new Date(ms).getTime()) ? undefined : ms;
}

/** An ISO date and time without a zone would be read as the time of wherever this runs. */
function inUtc(date: string): string {
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(date) ? `${date.replace(' ', 'T')}Z` : date;
}
