import * as z from 'zod/v4';

import { notOneOf, verdictOf, type FilterVerdict } from '../../filter.ts';
import { once } from '../../once.ts';
import { parseOptions } from '../../options.ts';
import type { Notification } from './schema.ts';
import { EVENTS, eventOf } from './standing.ts';
import type { Immutable } from '../../immutable.ts';

/**
 * Which notifications count. Every field that is set must match; a list matches when one of its values does, without
 * regard to case; an empty list and an empty filter match everything.
 */
export const schemaOfFilters = once(() => {
  const anyOf = z.array(z.string()).optional();
  return z.strictObject({
    /** E.g. `advanced_ddos_attack_l7_alert`. */
    alertTypes: anyOf,
    /** Notification policies, each by its id or its name. */
    policies: anyOf,
    /** What happened once counts as a start. */
    events: z.array(z.enum(EVENTS)).optional(),
  });
});

export interface Filter extends Immutable<z.output<ReturnType<typeof schemaOfFilters>>> {}

/**
 * Whether a notification counts.
 *
 * @throws InvalidInputError when the filter itself is wrong.
 */
export function matches(notification: Notification, filter: Filter): FilterVerdict {
  const wanted = parseOptions(schemaOfFilters(), filter, 'Cloudflare filter');
  const { alert_type, policy_id, policy_name, name } = notification;
  const policy = [policy_name || name || '', policy_id ?? ''].filter((text) => text !== '');
  return verdictOf(
    notOneOf('alert_type', [alert_type ?? ''], wanted.alertTypes) ??
      notOneOf('policy', policy, wanted.policies) ??
      notOneOf('event', [eventOf(notification)], wanted.events),
  );
}
