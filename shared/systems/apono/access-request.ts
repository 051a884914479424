import * as z from 'zod/v4';

import { listOf } from '../../bounds.ts';
import { once } from '../../once.ts';
import { id, requiredId, text, time } from './integration.ts';
import { REQUEST_PREFIX } from './kinds.ts';

/**
 * What Apono sends when an access request comes one stage further. Only its id is required; unknown fields are kept.
 *
 * @see https://docs.apono.io/docs/webhook-integrations/webhook-payload-references/webhook-payload-schema-reference
 */
export const schemaOfAccessRequests = once(() => {
  const named = z.looseObject({ id: id(), name: text() }).nullish();
  return z.looseObject({
    event_type: z.string().regex(REQUEST_PREFIX, 'must begin with AccessRequest'),
    event_time: time(),
    data: z.looseObject({
      id: requiredId(),
      /** E.g. `AR-123`. */
      friendly_id: text(),
      requester: z.looseObject({ id: id(), name: text(), email: text() }).nullish(),
      justification: text(),
      creation_date: time(),
      revocation_date: time(),
      access_flow: named,
      access_bundle: named,
      access_groups: listOf(
        z.looseObject({
          integration: z.looseObject({ id: id(), name: text(), type: text() }).nullish(),
          access_units: listOf(z.looseObject({ resource: named, permission: named })).nullish(),
        }),
      ).nullish(),
      approvals: listOf(z.looseObject({ name: text(), status: text(), approver: named })).nullish(),
    }),
  });
});

export interface AccessRequestEvent extends z.output<ReturnType<typeof schemaOfAccessRequests>> {}
