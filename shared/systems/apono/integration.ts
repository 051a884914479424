import * as z from 'zod/v4';

import { listOf, shortText } from '../../bounds.ts';
import { once } from '../../once.ts';

/** What an integration's status can be. */
export const STATUSES = ['Error', 'Warning', 'Active'] as const;
export type Status = (typeof STATUSES)[number];

export const text = once(() => shortText().nullish());

/** Seconds since the epoch, with a fraction and maybe as text; or a date as text. */
export const time = once(() => z.union([shortText(), z.number()]).nullish());

/** An id can be a number where a customer's template leaves out the quotes. */
const anyId = once(() => z.union([shortText(), z.number()], { error: 'must be text or a number' }));

/** One without content is none. */
export const id = once(() =>
  anyId()
    .transform((value) => String(value).trim() || null)
    .nullish(),
);

export const requiredId = once(() =>
  anyId()
    .transform((value) => String(value).trim())
    .refine((value) => value !== '', 'must not be empty'),
);

const schemaOfIssues = once(() => z.looseObject({ status: text(), message: text() }));

/** A list; one issue alone and bare messages count too, since a customer's template may write them so. */
const issues = once(() =>
  z.preprocess(
    (value) => itemsOf(value).map((issue) => (typeof issue === 'string' ? { message: issue } : issue)),
    listOf(schemaOfIssues()),
  ),
);

export function itemsOf(value: unknown): unknown[] {
  if (value === undefined || value === null || value === '') return [];
  return Array.isArray(value) ? value : [value];
}

const status = once(() =>
  z.preprocess(
    (value) => STATUSES.find((known) => isSameWord(known, value)) ?? value,
    z.enum(STATUSES, { error: `must be one of ${STATUSES.join(', ')}` }),
  ),
);

function isSameWord(word: string, value: unknown): boolean {
  return typeof value === 'string' && value.trim().toLowerCase() === word.toLowerCase();
}

/** Asked also of data that is faulty or missing; what is no object at all has its own fault. */
function isIdentified(data: unknown): boolean {
  if (data === null || typeof data !== 'object') return true;
  const known = data as { id?: unknown; name?: unknown };
  return Boolean(known.id) || (typeof known.name === 'string' && known.name.trim() !== '');
}

/**
 * What Apono sends when the status of an integration changes, by the documented body template. A customer can change the
 * template, so only what an event cannot be acted on without is required: the status, and the integration's id or name.
 * Unknown fields are kept.
 *
 * @see https://docs.apono.io/docs/webhook-integrations/integration-webhook
 */
export const schemaOfIntegrations = once(() =>
  z.looseObject({
    event_type: text(),
    event_time: time(),
    data: z
      .looseObject({
        /** The integration's. */
        id: id(),
        /** The integration's. */
        name: text(),
        /** The integration's, e.g. `aws-account`. */
        type: text(),
        /** In any case; Apono writes `Error`, `Warning`, `Active`. */
        status: status(),
        issues: issues(),
      })
      .refine(isIdentified, {
        path: ['id'],
        error: 'must be there, or else the name: without both, no one knows which integration it is',
        when: () => true,
      }),
  }),
);

export interface IntegrationEvent extends z.output<ReturnType<typeof schemaOfIntegrations>> {}
export interface Issue extends z.output<ReturnType<typeof schemaOfIssues>> {}
