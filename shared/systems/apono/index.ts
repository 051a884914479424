import type { Source } from '../../source.ts';
import { parse, recognises, SHAPES, type AponoEvent, type Paths } from './event.ts';
import { matches, schemaOfFilters, type Filter } from './filter.ts';
import { schemaOfMappings, type Mapping } from './mapping.ts';
import { toReports, whyIgnored } from './reports.ts';
import { sample } from './sample.ts';

/** Apono: the status of integrations, the stages of access requests, the audit log. */
export const apono: Source<AponoEvent, Filter, Mapping> = {
  name: 'apono',
  title: 'Apono',
  shapes: SHAPES,
  recognises,
  parse: (input) => parse(input),
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

/** Apono, where a customer's own body template has moved fields of the integrations' events. */
export function aponoWithPaths(paths: Paths): typeof apono {
  return { ...apono, parse: (input) => parse(input, { paths }) };
}

/** What may stand in a filter; see {@link Filter}. */
export const filterSchema = /* @__PURE__ */ schemaOfFilters();
/** What may stand in a mapping, with its defaults; see {@link Mapping}. */
export const mappingSchema = /* @__PURE__ */ schemaOfMappings();

export { type AccessRequestEvent } from './access-request.ts';
export { type AuditEvent } from './audit.ts';
export {
  isAccessRequest,
  isAudit,
  kindOf,
  parse,
  parseIntegration,
  recognises,
  type AponoEvent,
  type ParseOptions,
  type Paths,
} from './event.ts';
export { matches, type Filter } from './filter.ts';
export { EVENT_KINDS, REQUEST_STAGES, type EventKind, type RequestStage } from './kinds.ts';
export { STATUSES, type IntegrationEvent, type Issue, type Status } from './integration.ts';
export {
  DEFAULT_AUDIT_PRIORITY,
  DEFAULT_PRIORITY_FOR,
  DEFAULT_REQUEST_PRIORITY_FOR,
  DEFAULT_REQUEST_STATUS_FOR,
  DEFAULT_RESOURCE_TYPE,
  DEFAULT_STATUS_FOR,
  type Mapping,
} from './mapping.ts';
export { toReports, whyIgnored } from './reports.ts';
export { BODY_TEMPLATE, sample, sampleAccessRequest, sampleAudit } from './sample.ts';
