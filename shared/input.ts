import type * as z from 'zod/v4';

import { AlertbridgeError, InvalidInputError, MAX_ISSUES, type InputIssue } from './errors.ts';

/** No real event nests deeper; beyond some thousand levels a host's own recursion would end the process. */
export const MAX_DEPTH = 64;
/** The longest list that a schema looks at. What no schema knows is kept as it is, however long. */
export const MAX_ITEMS = 1_000;
/** As many fields of an object as a schema looks at. */
export const MAX_FIELDS = 10_000;
/** More than 16 MB of JSON holds; objects that hold one another several times could hold any number. */
const MAX_VALUES = 10_000_000;

/**
 * The input as its schema has it.
 *
 * Whatever the input, this costs no more than a small multiple of `JSON.parse` of the same: a list longer than `MAX_ITEMS`
 * is a fault where the schema would look at each item, and is kept unseen elsewhere.
 *
 * @param what The input's name as a person would say it, e.g. "APIContext result".
 * @param isPlain Whether a value is surely as the schema would give it back, which then is not asked.
 * @throws InvalidInputError with each fault and the path where it lies; also where the input cannot be read at all (it
 *   refers to itself, or one of its getters throws).
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  what: string,
  isPlain?: (value: unknown) => boolean,
): z.output<Schema> {
  const walk: Walk = { values: 0, path: [], large: new Map() };
  try {
    const given = readable(input, walk);
    if (isPlain?.(given) && walk.large.size === 0) return given as z.output<Schema>;
    const parsed = schema.safeParse(given);
    if (parsed.success) return restored(parsed.data, walk.large);
    throw new InvalidInputError(what, faultsOf(parsed.error.issues, walk.large));
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    const message = error instanceof Unreadable ? error.message : 'cannot be read';
    throw new InvalidInputError(what, [{ path: '', message }]);
  }
}

/**
 * What can be read of an input that no schema has looked at.
 *
 * @param what The input's name as a person would say it, e.g. "event".
 * @throws InvalidInputError where it cannot be read: one of its getters throws, say.
 */
export function read<Value>(what: string, reading: () => Value): Value {
  try {
    return reading();
  } catch (error) {
    if (error instanceof AlertbridgeError) throw error;
    throw new InvalidInputError(what, [{ path: '', message: 'cannot be read' }]);
  }
}

/**
 * Lists and objects that are too large to be looked at, by the symbols that stand for them: a schema refuses a symbol where
 * it wants to look at a value, and keeps it where it does not care.
 */
type Large = Map<unknown, { value: object; path: string; holdsLarge: boolean }>;

interface Walk {
  /** How many values were seen. */
  values: number;
  /** Where the walk is. */
  path: PropertyKey[];
  large: Large;
}

class Unreadable extends AlertbridgeError {}

/**
 * A value as it is, or a copy where it needs one: without any `__proto__` key of its own, as JSON text can bring one (a
 * validator that copies unknown fields would set the copy's prototype with it), and with symbols for what is too large.
 */
function readable(value: unknown, walk: Walk): unknown {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Array.isArray(value) ? readableList(value, walk) : readableObject(value as Fields, walk);
}

type Fields = Record<string, unknown>;

function readableObject(value: Fields, walk: Walk): unknown {
  const keys = Object.keys(value);
  requireBounded(keys.length, walk);
  let copy: Fields | undefined;
  for (const key of keys) {
    const item = value[key];
    if (key !== '__proto__' && (item === null || typeof item !== 'object')) continue;
    walk.path.push(key);
    const read = key === '__proto__' ? undefined : readable(item, walk);
    walk.path.pop();
    if (read === item) continue;
    copy ??= copyOf(value, keys);
    if (key !== '__proto__') copy[key] = read;
  }
  return keys.length > MAX_FIELDS ? symbolFor(copy ?? value, walk, copy !== undefined) : (copy ?? value);
}

function copyOf(value: Fields, keys: readonly string[]): Fields {
  const copy: Fields = {};
  for (const key of keys) if (key !== '__proto__') copy[key] = value[key];
  return copy;
}

function readableList(list: unknown[], walk: Walk): unknown {
  requireBounded(list.length, walk);
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (item === null || typeof item !== 'object') continue;
    walk.path.push(index);
    const read = readable(item, walk);
    walk.path.pop();
    if (read === item) continue;
    copy ??= [...list];
    copy[index] = read;
  }
  return list.length > MAX_ITEMS ? symbolFor(copy ?? list, walk, copy !== undefined) : (copy ?? list);
}

function requireBounded(values: number, walk: Walk): void {
  if (walk.path.length >= MAX_DEPTH && values > 0) {
    throw new Unreadable(`must not be nested more than ${MAX_DEPTH} levels deep`);
  }
  walk.values += values;
  if (walk.values > MAX_VALUES) throw new Unreadable(`must not hold more than ${MAX_VALUES} values`);
}

function symbolFor(value: object, { path, large }: Walk, holdsLarge: boolean): symbol {
  const symbol = Symbol('too large');
  large.set(symbol, { value, path: pathOf(path), holdsLarge });
  return symbol;
}

/** Puts back what symbols stand for. What it writes to is the schema's or the reader's copy, never the caller's input. */
function restored<Value>(value: Value, large: Large): Value {
  if (large.size === 0) return value;
  const original = large.get(value);
  if (original !== undefined) {
    return (original.holdsLarge ? restored(original.value, large) : original.value) as Value;
  }
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  const fields = value as Fields;
  for (const key of Object.keys(fields)) {
    const item = fields[key];
    if (typeof item !== 'symbol' && typeof item !== 'object') continue;
    const put = restored(item, large);
    if (put !== item) fields[key] = put;
  }
  return value;
}

function faultsOf(issues: readonly z.core.$ZodIssue[], large: Large): InputIssue[] {
  const unseen = [...large.values()].map(({ path }) => path);
  // The others are only counted.
  return issues.flatMap((issue, index) =>
    index < MAX_ISSUES ? faultsIn(issue, unseen) : [{ path: '', message: issue.message }],
  );
}

function faultsIn(issue: z.core.$ZodIssue, unseen: readonly string[]): InputIssue[] {
  const path = pathOf(issue.path);
  if (unseen.some((of) => path === of || path.startsWith(`${of}.`))) {
    return [{ path, message: `must not have more than ${MAX_ITEMS} items or ${MAX_FIELDS} fields` }];
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not a known field' }));
  }
  return [{ path, message: issue.message.replace(/^Invalid input: /, '') }];
}

function pathOf(path: PropertyKey[]): string {
  return path.map(String).join('.');
}

/** Whether a JSON value nests deeper; stops at the first value that does, so that neither depth nor a circle can end it. */
export function isDeeperThan(input: unknown, depth: number): boolean {
  if (depth < 0) return true;
  if (input === null || typeof input !== 'object' || ArrayBuffer.isView(input)) return false;
  const items: unknown[] = Array.isArray(input) ? input : Object.values(input);
  if (depth === 0) return items.length > 0;
  return items.some((item) => isDeeperThan(item, depth - 1));
}
