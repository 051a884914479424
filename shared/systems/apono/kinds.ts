/** The kinds of events, as a filter names them. */
export const EVENT_KINDS = ['integration', 'access-request', 'audit'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** The type of every event of the audit log. */
export const AUDIT_TYPE = 'audit';

/** How the type of every access request's event begins; its stage follows. */
export const REQUEST_PREFIX = /^AccessRequest/i;

/** How far an access request has come. */
export const REQUEST_STAGES = ['Created', 'Approved', 'Rejected', 'Granted', 'Expired', 'Failed'] as const;
export type RequestStage = (typeof REQUEST_STAGES)[number];

/** Every type that is none of the others is an integration's, since customers name that one themselves. */
export function kindOfType(eventType: unknown): EventKind {
  if (eventType === AUDIT_TYPE) return 'audit';
  return typeof eventType === 'string' && REQUEST_PREFIX.test(eventType) ? 'access-request' : 'integration';
}

/** How far a request has come; what Apono calls a stage that is not among {@link REQUEST_STAGES} is given as it is. */
export function stageOf({ event_type }: { event_type: string }): RequestStage | (string & {}) {
  const stage = event_type.replace(REQUEST_PREFIX, '').trim();
  return REQUEST_STAGES.find((known) => known.toLowerCase() === stage.toLowerCase()) ?? stage;
}
