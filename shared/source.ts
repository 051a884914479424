import type * as z from 'zod/v4';

import type { FilterVerdict } from './filter.ts';
import type { Report } from './report.ts';

/** The fields by which an event of one kind is known. */
export interface Shape {
  /** As a person would say it, with its article: "an APIContext result". */
  readonly title: string;
  /** Dotted paths from the top of the event; every one of them must be there. */
  readonly fields: readonly string[];
  /** What else must hold, where the fields alone could belong to something else. */
  readonly holds?: ((event: object) => boolean) | undefined;
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
  /** Whether an event may open an alarm, by a filter of `filterSchema`. @throws InvalidInputError when the filter is wrong. */
  matches(event: Event, filter: Filter): FilterVerdict;
  /** The alerts that the event stands for; none where the mapping ignores it. @throws InvalidInputError when the mapping is wrong. */
  toReports(event: Event, mapping?: Mapping): readonly Report[];
  /** Why the mapping makes no alert of an event, in words for a person; `undefined` where it makes one. */
  whyIgnored(event: Event, mapping?: Mapping): string | undefined;
  readonly filterSchema: z.ZodType<Filter>;
  readonly mappingSchema: z.ZodType<Mapping>;
  /** An event as the system would send it: for tests, for trying things out, for examples. */
  sample(...args: never[]): Event;
}
