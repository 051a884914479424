/** Whether an event counts, and if it does not, why not, in words for a person. */
export type FilterVerdict = { matches: true; reason: null } | { matches: false; reason: string };

/** The verdict that the reasons of a filter's fields add up to: the first one given decides. */
export function verdictOf(reason: string | undefined): FilterVerdict {
  return reason === undefined ? { matches: true, reason: null } : { matches: false, reason };
}

/**
 * Why none of an event's values is one of the wanted, by default without regard to case; `undefined` where one is, or where
 * nothing in particular is wanted.
 */
export function notOneOf(
  field: string,
  values: readonly string[],
  wanted: readonly string[] | undefined,
  includes = includesText,
): string | undefined {
  if (wanted === undefined || wanted.length === 0) return undefined;
  if (values.some((value) => includes(wanted, value))) return undefined;
  const shown = values.filter((value) => value !== '').join(', ') || 'missing';
  return `${field} is ${shown}, not ${wanted.length === 1 ? '' : 'one of '}${wanted.join(', ')}`;
}

/** Whether a list has a text, without regard to case and to white space at its ends. */
export function includesText(list: readonly string[], text: string): boolean {
  return list.some((item) => item.trim().toLowerCase() === text.trim().toLowerCase());
}
