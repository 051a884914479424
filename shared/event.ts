import type * as z from 'zod/v4';

import { parseInput } from './input.ts';
import { plainCheckOf } from './plain-check.ts';

/**
 * An event as its schema has it, for a source that sends many. Nearly every event is in order: for that a quick look is
 * enough, and the schema is asked about the others alone. What is in order is given back as it is, not as a copy.
 *
 * @param what As a person would say it, e.g. "APIContext result".
 * @throws InvalidInputError as `parseInput` does.
 */
export function parseEvent<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  what: string,
): z.output<Schema> {
  return parseInput(schema, input, what, plainCheckOf(schema));
}
