import type { Source } from '../../source.ts';
import { parse, recognises, SHAPES, type ApiContextEvent } from './event.ts';
import { matches, schemaOfFilters, type Filter } from './filter.ts';
import { schemaOfMappings, type Mapping } from './mapping.ts';
import { toReports, whyIgnored } from './reports.ts';
import { sample } from './sample.ts';

/** APIContext: results of API calls, made again and again from many locations, and of conformance checks. */
export const apicontext: Source<ApiContextEvent, Filter, Mapping> = {
  name: 'apicontext',
  title: 'APIContext',
  shapes: SHAPES,
  recognises,
  parse,
  matches,
  toReports,
  whyIgnored,
  get filterSchema() {
    return schemaOfFilters();
  },
  get mappingSchema() {
    return schemaOfMappings();
  },
  sample,
};

/** What may stand in a filter; see {@link Filter}. */
export const filterSchema = /* @__PURE__ */ schemaOfFilters();
/** What may stand in a mapping, with its defaults; see {@link Mapping}. */
export const mappingSchema = /* @__PURE__ */ schemaOfMappings();

export { SEVERITIES, type ConformanceResult, type Severity } from './conformance.ts';
export {
  isConformance,
  parse,
  parseConformance,
  parseResult,
  recognises,
  type ApiContextEvent,
} from './event.ts';
export { matches, type Filter } from './filter.ts';
export {
  DEFAULT_PRIORITY_FOR,
  DEFAULT_RESOURCE_TYPE,
  DEFAULT_SCOPE,
  DEFAULT_STATUS_FOR,
  SCOPES,
  type Mapping,
  type Scope,
} from './mapping.ts';
export { toReports, whyIgnored } from './reports.ts';
export { KNOWN_RESULTS, RESULT_CLASSES, type ApiContextResult, type ResultClass } from './result.ts';
export { sample, sampleConformance } from './sample.ts';
