import type * as z from 'zod/v4';

import type { FilterVerdict } from './filter.ts';
import { parseOptions } from './options.ts';
import { valueAt } from './path.ts';
import type { Report } from './report.ts';

/** The fields by which an event of one kind is known. */
export interface Shape {
  /** As a person would say it, with its article: "an APIContext result". */
  readonly title: string;
  /** Dotted paths from the top of the event; every one of them must be there. */
  readonly fields: readonly string[];
  /** What else must hold, where the fields alone could belong to something else. @default nothing */
  readonly holds?: ((event: object) => boolean) | undefined;
}

/** Whether an input has all the fields of a shape, and whatever else must hold of it; not where it cannot be read. */
export function hasShape(input: unknown, { fields, holds = () => true }: Shape): boolean {
  try {
    return isObject(input) && fields.every((field) => valueAt(input, field) !== undefined) && holds(input);
  } catch {
    // One of its getters throws, which nothing that came as JSON has.
    return false;
  }
}

/** Whether a value is one JSON object, as every event is. */
export function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/**
 * A system that events come from: how its events are recognised, read, filtered and mapped. Every source has these names,
 * and each stands behind the source's own door too (`import { recognises } from 'alertbridge/cloudflare'`).
 */
export interface Source<Event = unknown, Filter = unknown, Mapping = unknown> {
  /** As in ids and options, e.g. `apicontext`. */
  readonly name: string;
  /** As the system writes itself, e.g. `APIContext`. */
  readonly title: string;
  /** Every kind of event that the source sends. */
  readonly shapes: readonly Shape[];
  /** Whether an input has all the fields that one of the source's events is known by. It may still be faulty elsewhere. */
  recognises(input: unknown): boolean;
  /** @throws InvalidInputError naming each field that is missing or wrong. */
  parse(input: unknown): Event;
  /**
   * Whether an event may open an alarm, by a filter of `filterSchema`. Whoever asks again and again hands in what
   * `parseFilter` gave, which is not checked once more.
   *
   * @throws InvalidInputError when the filter is wrong.
   */
  matches(event: Event, filter: Filter): FilterVerdict;
  /**
   * The alerts that the event stands for; none where the mapping ignores it. Whoever asks again and again hands in what
   * `parseMapping` gave, which is not checked once more.
   *
   * @throws InvalidInputError when the mapping is wrong.
   */
  toReports(event: Event, mapping?: Mapping): readonly Report[];
  /** Why the mapping makes no alert of an event, in words for a person; `undefined` where it makes one. */
  whyIgnored(event: Event, mapping?: Mapping): string | undefined;
  /** What may stand in a filter. */
  readonly filterSchema: z.ZodType<unknown, Filter>;
  /** What may stand in a mapping, with its defaults. */
  readonly mappingSchema: z.ZodType<unknown, Mapping>;
  /** An event as the system would send it: for tests, for trying things out, for examples. */
  sample(...args: never[]): Event;
}

/**
 * A filter, checked once for all events that it is asked about; see `Source.matches`.
 *
 * @throws InvalidInputError naming each field that is wrong or unknown.
 */
export function parseFilter<Filter>(
  { filterSchema, title }: Pick<Source<never, Filter>, 'filterSchema' | 'title'>,
  filter: unknown,
): Filter {
  return parseOptions(filterSchema, filter, `${title} filter`) as Filter;
}

/**
 * A mapping with its defaults, checked once for all events that it maps; see `Source.toReports`.
 *
 * @throws InvalidInputError naming each field that is wrong or unknown.
 */
export function parseMapping<Mapping>(
  { mappingSchema, title }: Pick<Source<never, never, Mapping>, 'mappingSchema' | 'title'>,
  mapping: unknown = {},
): Mapping {
  return parseOptions(mappingSchema, mapping, `${title} mapping`) as Mapping;
}
