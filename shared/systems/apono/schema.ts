export { STATUSES as APONO_STATUSES, integrationSchema as aponoEventSchema } from './integration.ts';
export type {
  IntegrationEvent as AponoEvent,
  Issue as AponoIssue,
  Status as AponoStatus,
} from './integration.ts';
export {
  parseIntegration as parseAponoEvent,
  type ParseOptions as ParseAponoOptions,
  type Paths as AponoPaths,
} from './event.ts';

/** Whether an event is meant to be Apono's, faulty or not: by what the documented template has around an integration. */
export function resemblesAponoEvent(event: object): boolean {
  const { data } = event as { data?: unknown };
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return false;
  return Object.hasOwn(event, 'event_type') || Object.hasOwn(data, 'issues');
}
