import * as z from 'zod/v4';

import { listOf } from '../../bounds.ts';
import { id, text, time } from './integration.ts';

/** How far an access request has come, as Apono writes it after `AccessRequest` in the event's type. */
export const REQUEST_STAGES = ['Created', 'Approved', 'Rejected', 'Granted', 'Expired', 'Failed'] as const;
export type RequestStage = (typeof REQUEST_STAGES)[number];

const PREFIX = /^AccessRequest/i;

const named = z.looseObject({ id, name: text }).nullish();

/**
 * What Apono sends when an access request comes one stage further. Only its id is required; unknown fields are kept.
 *
 * @see https://docs.apono.io/docs/webhook-integrations/webhook-payload-references/webhook-payload-schema-reference
 */
export const accessRequestSchema = z.looseObject({
  event_type: z.string().regex(PREFIX, 'must begin with AccessRequest'),
  event_time: time,
  data: z.looseObject({
    id: id.refine((given) => typeof given === 'string', 'must be there'),
    /** E.g. `AR-123`. */
    friendly_id: text,
    requester: z.looseObject({ id, name: text, email: text }).nullish(),
    justification: text,
    creation_date: time,
    revocation_date: time,
    access_flow: named,
    access_bundle: named,
    access_groups: listOf(
      z.looseObject({
        integration: z.looseObject({ id, name: text, type: text }).nullish(),
        access_units: listOf(z.looseObject({ resource: named, permission: named })).nullish(),
      }),
    ).nullish(),
    approvals: listOf(z.looseObject({ name: text, status: text, approver: named })).nullish(),
  }),
});

export type AccessRequestEvent = z.output<typeof accessRequestSchema>;

/** Whether an event's type is that of an access request. */
export function isRequestType(eventType: unknown): boolean {
  return typeof eventType === 'string' && PREFIX.test(eventType);
}

/** How far a request has come; what Apono calls a stage that is not among {@link REQUEST_STAGES} is given as it is. */
export function stageOf({ event_type }: AccessRequestEvent): RequestStage | (string & {}) {
  const stage = event_type.replace(PREFIX, '').trim();
  return REQUEST_STAGES.find((known) => known.toLowerCase() === stage.toLowerCase()) ?? stage;
}
