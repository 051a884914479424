import * as z from 'zod/v4';

import { listOf, shortText } from '../../bounds.ts';
import { notOneOf, verdictOf, type FilterVerdict } from '../../filter.ts';
import { once } from '../../once.ts';
import { parseOptions } from '../../options.ts';
import { isAccessRequest, isAudit, kindOf, type AponoEvent } from './event.ts';
import { STATUSES } from './integration.ts';
import { EVENT_KINDS } from './kinds.ts';
import type { Immutable } from '../../immutable.ts';

/**
 * Which events may open an alarm. Every field that is set must match; a list matches when one of its values does; empty
 * matches all.
 *
 * @see https://docs.apono.io/docs/webhook-integrations/integration-webhook, "Filters"
 */
export const schemaOfFilters = once(() =>
  z.strictObject({
    /** Kinds of events. */
    events: listOf(z.enum(EVENT_KINDS)).optional(),
    /** Names or ids of integrations, as they are written: the event's own, or those that access is requested to. */
    integrations: listOf(shortText()).optional(),
    /** Types of integrations, e.g. `aws-account`, in any case. */
    types: listOf(shortText()).optional(),
    /** Asked of integrations only, since no other event has one of these. */
    statuses: listOf(z.enum(STATUSES)).optional(),
  }),
);

export interface Filter extends Immutable<z.output<ReturnType<typeof schemaOfFilters>>> {}

/**
 * Whether an event may open an alarm.
 *
 * @throws InvalidInputError when the filter itself is wrong.
 */
export function matches(event: AponoEvent, filter: Filter): FilterVerdict {
  const wanted = parseOptions(schemaOfFilters(), filter, 'Apono filter');
  const integrations = integrationsOf(event);
  return verdictOf(
    notOneOf('event', [kindOf(event)], wanted.events) ??
      (kindOf(event) === 'integration'
        ? notOneOf('status', [event.data['status'] as string], wanted.statuses)
        : undefined) ??
      notOneOf('type', textsOf(integrations.map(({ type }) => type)), wanted.types) ??
      notOneOf(
        'integration',
        textsOf(integrations.flatMap(({ name, id }) => [name, id])),
        wanted.integrations,
        isWritten,
      ),
  );
}

interface Integration {
  id?: string | null | undefined;
  name?: string | null | undefined;
  type?: string | null | undefined;
}

/** The integrations that an event is about. */
function integrationsOf(event: AponoEvent): Integration[] {
  if (isAccessRequest(event)) {
    return (event.data.access_groups ?? []).map(({ integration }) => integration ?? {});
  }
  if (!isAudit(event)) return [event.data];
  const { target_type, target_id, target_name } = event.data;
  return target_type === 'integration' ? [{ id: target_id, name: target_name }] : [];
}

function textsOf(values: (string | null | undefined)[]): string[] {
  return values.map((value) => value ?? '');
}

function isWritten(wanted: readonly string[], value: string): boolean {
  return wanted.some((name) => name.trim() === value.trim());
}
