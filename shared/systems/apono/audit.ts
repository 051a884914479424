import * as z from 'zod/v4';

import { shortText } from '../../bounds.ts';
import { once } from '../../once.ts';
import { id, text, time } from './integration.ts';
import { AUDIT_TYPE } from './kinds.ts';

/**
 * An entry of Apono's audit log: who did what to what. Only the action is required; unknown fields are kept.
 *
 * @see https://docs.apono.io/docs/webhook-integrations/audit-log-webhook
 */
export const schemaOfAudit = once(() =>
  z.looseObject({
    event_type: z.literal(AUDIT_TYPE),
    event_time: time(),
    data: z.looseObject({
      timestamp: time(),
      /** E.g. `create`, `edit` or `delete`. */
      action: shortText().min(1, 'must not be empty'),
      /** The e-mail address of who did it. */
      actor_id: id(),
      actor_name: text(),
      actor_type: text(),
      /** From where: `API`, `integration`, `Terraform` or `web application`. */
      source: text(),
      target_id: id(),
      /** E.g. `access flow`, `bundle` or `integration`. */
      target_type: text(),
      target_name: text(),
    }),
  }),
);

export interface AuditEvent extends z.output<ReturnType<typeof schemaOfAudit>> {}
