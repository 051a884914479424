import * as z from 'zod/v4';

import { notOneOf, verdictOf, type FilterVerdict } from '../../filter.ts';
import { parseInput } from '../../input.ts';
import { APONO_STATUSES, type AponoEvent } from './schema.ts';

/** Which events count. Every field that is set must match; a list matches when one of its values does; empty matches all. */
export const aponoFilterSchema = z.strictObject({
  /** Names or ids of integrations, as they are written. */
  integrations: z.array(z.string()).optional(),
  /** Types of integrations, e.g. `aws-account`, in any case. */
  types: z.array(z.string()).optional(),
  statuses: z.array(z.enum(APONO_STATUSES)).optional(),
});

export type AponoFilter = z.output<typeof aponoFilterSchema>;

/**
 * Whether an event counts.
 *
 * Source: Apono's documentation, "Integration Webhook", "Filters".
 *
 * @throws InvalidInputError when the filter itself is wrong.
 */
export function matchesApono({ data }: AponoEvent, filter: AponoFilter): FilterVerdict {
  const wanted = parseInput(aponoFilterSchema, filter, 'Apono filter');
  return verdictOf(
    notOneOf('status', [data.status], wanted.statuses) ??
      notOneOf('type', [data.type ?? ''], wanted.types) ??
      notOneOf('integration', [data.name ?? '', data.id ?? ''], wanted.integrations, isWritten),
  );
}

function isWritten(wanted: string[], value: string): boolean {
  return wanted.some((name) => name.trim() === value.trim());
}
