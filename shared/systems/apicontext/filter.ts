import * as z from 'zod/v4';

import { listOf, shortText } from '../../bounds.ts';
import { includesText, notOneOf, verdictOf, type FilterVerdict } from '../../filter.ts';
import { once } from '../../once.ts';
import { parseOptions } from '../../options.ts';
import type { ConformanceResult } from './conformance.ts';
import { classOf, isConformance, type ApiContextEvent } from './event.ts';
import { RESULT_CLASSES, type ApiContextResult } from './result.ts';
import type { Immutable } from '../../immutable.ts';

/**
 * Which events may open an alarm. Every field that is set must match; a list matches when one of its values does, without
 * regard to case; an empty list and an empty filter match everything.
 *
 * A conformance check that failed is of the class WARNING, one that passed of the class PASS. It has no location, tag,
 * domain or response time, so a filter that asks for one leaves it out.
 */
export const schemaOfFilters = once(() => {
  const anyOf = listOf(shortText()).optional();
  return z.strictObject({
    /** Classes of results. */
    classes: listOf(z.enum(RESULT_CLASSES)).optional(),
    /** E.g. `HTTP_SERVER_ERROR`. "SLA Warning" and `SLA_WARNING` are the same. */
    results: anyOf,
    /** A tag of the call or of its project that must be there: one of these. */
    includeTags: anyOf,
    /** None of these may be a tag of the call or of its project. */
    excludeTags: anyOf,
    /** Location ids, e.g. `apimetrics_azurenorwayeast`. */
    locations: anyOf,
    /** Domains that the call goes to. */
    domains: anyOf,
    /** Ids of calls. */
    callIds: anyOf,
    /** Milliseconds. A result that has no response time does not match. */
    minResponseTimeMs: z.number().nonnegative().optional(),
  });
});

export interface Filter extends Immutable<z.output<ReturnType<typeof schemaOfFilters>>> {}

/**
 * Whether an event may open an alarm.
 *
 * @throws InvalidInputError when the filter itself is wrong.
 */
export function matches(event: ApiContextEvent, filter: Filter): FilterVerdict {
  const wanted = parseOptions(schemaOfFilters(), filter, 'APIContext filter');
  const result = isConformance(event) ? resultLike(event) : event;
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

/** What a filter can ask of a conformance result. */
function resultLike(
  event: ConformanceResult,
): Pick<
  ApiContextResult,
  'call_id' | 'result_class' | 'result' | 'location_id' | 'call_meta' | 'project_meta' | 'response_time'
> {
  return { call_id: event.attributes.call_id, result_class: classOf(event) };
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
