import * as z from 'zod/v4';

import { parseInput } from '../../input.ts';
import { RESULT_CLASSES, resultSchema } from './result.ts';

export { KNOWN_RESULTS, RESULT_CLASSES, type ResultClass } from './result.ts';

/** A result with what its receiver added to it. */
export const apiContextResultSchema = resultSchema.extend({
  /**
   * Not of APIContext: what else is seen to fail of the same call or workflow, added by who receives the results; see
   * `sightingsWith`.
   */
  _also_failing: z
    .array(
      z.looseObject({
        call_id: z.string(),
        location_id: z.string(),
        workflow_id: z.string(),
        result_class: z.enum(RESULT_CLASSES),
      }),
    )
    .nullish(),
});

export type ApiContextResult = z.output<typeof apiContextResultSchema>;

const OWN_FIELDS = ['call_id', 'result_id', 'result_class'] as const;

/** Whether an event is meant to be a performance result, faulty or not: it has one of the fields that every result has. */
export function resemblesApiContextResult(event: object): boolean {
  return OWN_FIELDS.some((field) => Object.hasOwn(event, field));
}

/**
 * A result that can be acted on.
 *
 * @throws InvalidInputError naming each field that is missing or wrong.
 */
export function parseApiContextResult(input: unknown): ApiContextResult {
  return parseInput(apiContextResultSchema, input, 'APIContext result');
}
