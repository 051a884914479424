import type * as z from 'zod/v4';

import { parseInput } from './input.ts';

/** What was checked already, with the schema that it was checked by. */
const CHECKED = new WeakMap<object, z.ZodType>();

/**
 * A filter or a mapping as its schema has it, with its defaults. The result is frozen and known again: handed in once more
 * it is given back as it is, so that whoever keeps it pays for the check once and not for each event.
 *
 * @param what As a person would say it, e.g. "APIContext filter".
 * @throws InvalidInputError naming each field that is wrong or unknown.
 */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  options: unknown,
  what: string,
): z.output<Schema> {
  if (typeof options === 'object' && options !== null && CHECKED.get(options) === schema) {
    return options as z.output<Schema>;
  }
  const parsed = parseInput(schema, options, what);
  if (typeof parsed === 'object' && parsed !== null) CHECKED.set(frozen(parsed), schema);
  return parsed;
}

/** Recursion is safe: what was parsed is no deeper than an input may be. */
function frozen<Value extends object>(value: Value): Value {
  for (const item of Object.values(value)) {
    if (typeof item === 'object' && item !== null) frozen(item as object);
  }
  return Object.freeze(value);
}
