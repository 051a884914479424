import * as z from 'zod/v4';

import { includesText, notOneOf, verdictOf, type FilterVerdict } from '../../filter.ts';
import { parseInput } from '../../input.ts';
import { RESULT_CLASSES, type ApiContextResult } from './schema.ts';

const anyOf = z.array(z.string()).optional();

/**
 * Which results count. Every field that is set must match; a list matches when one of its values does, without regard
 * to case; an empty list and an empty filter match everything.
 */
export const apiContextFilterSchema = z.strictObject({
  classes: z.array(z.enum(RESULT_CLASSES)).optional(),
  /** E.g. `HTTP_SERVER_ERROR`. "SLA Warning" and `SLA_WARNING` are the same. */
  results: anyOf,
  /** A tag of the call or of its project that must be there: one of these. */
  includeTags: anyOf,
  /** None of these may be a tag of the call or of its project. */
  excludeTags: anyOf,
  /** Location ids, e.g. `apimetrics_azurenorwayeast`. */
  locations: anyOf,
  domains: anyOf,
  callIds: anyOf,
  /** Milliseconds. A result that has no response time does not match. */
  minResponseTimeMs: z.number().nonnegative().optional(),
});

export type ApiContextFilter = z.output<typeof apiContextFilterSchema>;

/**
 * Whether a result counts.
 *
 * @throws InvalidInputError when the filter itself is wrong.
 */
export function matchesApiContext(result: ApiContextResult, filter: ApiContextFilter): FilterVerdict {
  const wanted = parseInput(apiContextFilterSchema, filter, 'APIContext filter');
  const tags = [...(result.call_meta?.tags ?? []), ...(result.project_meta?.tags ?? [])];
  const reason =
    notOneOf('result_class', [result.result_class], wanted.classes) ??
    notOneOf('result', [asCode(result.result ?? '')], wanted.results?.map(asCode)) ??
    notOneOf('call_id', [result.call_id], wanted.callIds) ??
    notOneOf('location_id', [result.location_id ?? ''], wanted.locations) ??
    notOneOf('domain', [result.call_meta?.domain ?? ''], wanted.domains) ??
    notOneOf('tags', tags, wanted.includeTags) ??
    excluded(tags, wanted.excludeTags) ??
    tooFast(result.response_time, wanted.minResponseTimeMs);
  return verdictOf(reason);
}

function asCode(result: string): string {
  return result.trim().replaceAll(/[\s-]+/g, '_');
}

function excluded(tags: string[], unwanted: string[] | undefined): string | undefined {
  const found = tags.find((tag) => includesText(unwanted ?? [], tag));
  return found === undefined ? undefined : `tag ${found} is excluded`;
}

function tooFast(responseTimeMs: number | null | undefined, leastMs: number | undefined): string | undefined {
  if (leastMs === undefined || leastMs === 0) return undefined;
  if (typeof responseTimeMs !== 'number') return 'response_time is missing';
  return responseTimeMs >= leastMs
    ? undefined
    : `response_time is ${responseTimeMs} ms, less than ${leastMs} ms`;
}
