import { MAX_DEPTH } from './input.ts';

/** The most steps of a dotted path: nothing lies deeper in an event. */
const MAX_STEPS = MAX_DEPTH + 1;

/** A list that a path runs through. */
export interface List {
  items: readonly unknown[];
  /** How many keys lead to it. */
  depth: number;
}

/**
 * The value that a dotted path (`call_meta.tags.0`) leads to, `undefined` where it leads nowhere. Only a value's own
 * properties count, so a path never reaches a prototype.
 */
export function valueAt(value: unknown, path: string): unknown {
  return valueAlong(value, path.split('.'), 0);
}

/**
 * Every value that a dotted path leads to, where a list on the way stands for each of its elements: `data.issues.status`
 * leads to the status of every issue. A list at the end counts by its elements too. Lists within lists are looked into up
 * to 64 levels deep.
 */
export function valuesAt(value: unknown, path: string): unknown[] {
  const found: unknown[] = [];
  collectAlong(value, { keys: path.split('.'), from: 0, found }, 0);
  return found;
}

function collectAlong(
  value: unknown,
  { keys, from, found }: { keys: readonly string[]; from: number; found: unknown[] },
  depth: number,
): void {
  const list = listAlong(value, keys, from);
  if (list === undefined) {
    const end = valueAlong(value, keys, from);
    if (Array.isArray(end)) for (const item of end) found.push(item);
    else if (end !== undefined) found.push(end);
  } else if (depth < MAX_DEPTH) {
    for (const item of list.items) collectAlong(item, { keys, from: list.depth, found }, depth + 1);
  }
}

/** What is wrong with a dotted path, as the end of a sentence; `undefined` where nothing is. */
export function pathFault(path: string): string | undefined {
  if (path.trim() === '') return 'must name a field such as data.status';
  if (/[{}]/.test(path)) return 'must be a path such as data.status, without braces';
  const steps = path.split('.', MAX_STEPS + 1);
  if (steps.length > MAX_STEPS) return `must not have more than ${MAX_STEPS} steps`;
  return steps.includes('') ? 'must not have an empty step: one dot between two names' : undefined;
}

/** Like `valueAt`, for a path that is already taken apart, from its key number `from` on. */
export function valueAlong(value: unknown, keys: readonly string[], from: number): unknown {
  let at = value;
  for (let i = from; i < keys.length; i++) {
    const key = keys[i] as string;
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

/** The first list on the way that the path goes through without saying which element it means. */
export function listAlong(value: unknown, keys: readonly string[], from: number): List | undefined {
  let at = value;
  for (let i = from; i < keys.length; i++) {
    const key = keys[i] as string;
    if (at === null || typeof at !== 'object') return undefined;
    if (!Object.hasOwn(at, key)) return Array.isArray(at) ? { items: at, depth: i } : undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return undefined;
}
