import type * as z from 'zod/v4';

import { InvalidInputError, type InputIssue } from './errors.ts';

/** No real event nests deeper; beyond some thousand levels a host's own recursion would end the process. */
export const MAX_DEPTH = 64;

/**
 * The input as its schema has it.
 *
 * @param what The input's name as a person would say it, e.g. "APIContext result".
 * @throws InvalidInputError with each fault and the path where it lies.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  what: string,
): z.output<Schema> {
  if (isDeeperThan(input, MAX_DEPTH)) {
    throw new InvalidInputError(what, [
      { path: '', message: `must not be nested more than ${MAX_DEPTH} levels deep` },
    ]);
  }
  const parsed = schema.safeParse(withoutProtoKeys(input));
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(what, parsed.error.issues.flatMap(issuesOf));
}

function issuesOf(issue: z.core.$ZodIssue): InputIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not a known field' }));
  }
  return [{ path: pathOf(issue.path), message: issue.message.replace(/^Invalid input: /, '') }];
}

function pathOf(path: PropertyKey[]): string {
  return path.map(String).join('.');
}

/** Whether a JSON value nests deeper; walks level by level instead of recursing, so that the input's depth cannot overflow the stack. */
export function isDeeperThan(input: unknown, depth: number): boolean {
  let level: unknown[] = [input];
  for (let at = 0; level.length > 0; at++) {
    if (at > depth) return true;
    level = level.flatMap((value): unknown[] =>
      value !== null && typeof value === 'object' ? Object.values(value) : [],
    );
  }
  return false;
}

/**
 * The value without any `__proto__` key of its own, as JSON text can bring one: a validator that copies unknown fields
 * would set the copy's prototype with it. The input's depth is bounded before, so recursing is safe.
 */
function withoutProtoKeys(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutProtoKeys);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '__proto__')
      .map(([key, item]) => [key, withoutProtoKeys(item)]),
  );
}
