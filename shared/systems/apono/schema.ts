import * as z from 'zod/v4';

import { InvalidInputError } from '../../errors.ts';
import { parseInput } from '../../input.ts';
import { valueAt } from '../../path.ts';

export const APONO_STATUSES = ['Error', 'Warning', 'Active'] as const;
export type AponoStatus = (typeof APONO_STATUSES)[number];

const text = z.string().nullish();

/** An id can be a number where a customer's template leaves out the quotes; one without content is none. */
const id = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim() || null)
  .nullish();

const issueSchema = z.looseObject({ status: text, message: text });

/** A list; one issue alone and bare messages count too, since a customer's template may write them so. */
const issues = z.preprocess(
  (value) => listOf(value).map((issue) => (typeof issue === 'string' ? { message: issue } : issue)),
  z.array(issueSchema),
);

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null || value === '') return [];
  return Array.isArray(value) ? value : [value];
}

const status = z.preprocess(
  (value) => APONO_STATUSES.find((known) => isSameWord(known, value)) ?? value,
  z.enum(APONO_STATUSES, { error: `must be one of ${APONO_STATUSES.join(', ')}` }),
);

function isSameWord(word: string, value: unknown): boolean {
  return typeof value === 'string' && value.trim().toLowerCase() === word.toLowerCase();
}

/** Asked also of data that is faulty or missing; what is missing altogether has its own fault. */
function isIdentified(data: { id?: unknown; name?: unknown } | undefined): boolean {
  if (data === undefined) return true;
  return Boolean(data.id) || (typeof data.name === 'string' && data.name.trim() !== '');
}

/**
 * What Apono sends when the status of an integration changes, by the documented body template. A customer can change the
 * template, so only what an event cannot be acted on without is required: the status, and the integration's id or name.
 * Unknown fields are kept.
 *
 * Source: Apono's documentation, "Integration Webhook", the example of a body template.
 */
export const aponoEventSchema = z.looseObject({
  event_type: text,
  /** Seconds since the epoch, with a fraction and maybe as text; or a date as text. */
  event_time: z.union([z.string(), z.number()]).nullish(),
  data: z
    .looseObject({
      /** The integration's. */
      id,
      /** The integration's. */
      name: text,
      /** The integration's, e.g. `aws-account`. */
      type: text,
      /** In any case; Apono writes `Error`, `Warning`, `Active`. */
      status,
      issues,
    })
    .refine(isIdentified, {
      path: ['id'],
      error: 'must be there, or else the name: without both, no one knows which integration it is',
      when: () => true,
    }),
});

export type AponoEvent = z.output<typeof aponoEventSchema>;
export type AponoIssue = z.output<typeof issueSchema>;

/** Where each field lies in the documented body template. */
const DOCUMENTED_PATHS = {
  event_type: 'event_type',
  event_time: 'event_time',
  id: 'data.id',
  name: 'data.name',
  type: 'data.type',
  status: 'data.status',
  issues: 'data.issues',
} as const;

/**
 * Where the fields lie that a customer's own body template has moved, as dotted paths from the top of the body;
 * `issue_status` and `issue_message` as paths from the top of one issue. A field that is not named stays where Apono's
 * documentation has it.
 */
export type AponoPaths = Partial<
  Record<keyof typeof DOCUMENTED_PATHS | 'issue_status' | 'issue_message', string | undefined>
>;

export interface ParseAponoOptions {
  paths?: AponoPaths | undefined;
}

/**
 * An event that can be acted on, in the documented shape, wherever its fields lie.
 *
 * @throws InvalidInputError naming each field that is missing or wrong by the path at which it was looked for.
 */
export function parseAponoEvent(input: unknown, { paths = {} }: ParseAponoOptions = {}): AponoEvent {
  try {
    return parseInput(aponoEventSchema, inDocumentedShape(input, paths), 'Apono event');
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(
      'Apono event',
      error.issues.map(({ path, message }) => ({ path: movedPath(path, paths), message })),
    );
  }
}

/** Whether an event is meant to be Apono's, faulty or not: by what the documented template has around an integration. */
export function resemblesAponoEvent(event: object): boolean {
  const { data } = event as { data?: unknown };
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return false;
  return Object.hasOwn(event, 'event_type') || Object.hasOwn(data, 'issues');
}

function inDocumentedShape(input: unknown, paths: AponoPaths): unknown {
  const moved = Object.entries(paths).filter(([, path]) => path !== undefined && path.trim() !== '');
  if (moved.length === 0 || input === null || typeof input !== 'object' || Array.isArray(input)) return input;
  const at = (field: keyof typeof DOCUMENTED_PATHS) =>
    valueAt(input, paths[field]?.trim() || DOCUMENTED_PATHS[field]);
  const { data } = input as { data?: unknown };
  return {
    ...input,
    event_type: at('event_type'),
    event_time: at('event_time'),
    data: {
      ...(data !== null && typeof data === 'object' && data),
      id: at('id'),
      name: at('name'),
      type: at('type'),
      status: at('status'),
      issues: listOf(at('issues')).map((issue) => issueInDocumentedShape(issue, paths)),
    },
  };
}

function issueInDocumentedShape(issue: unknown, { issue_status, issue_message }: AponoPaths): unknown {
  if (issue === null || typeof issue !== 'object') return issue;
  return {
    ...issue,
    status: valueAt(issue, issue_status?.trim() || 'status'),
    message: valueAt(issue, issue_message?.trim() || 'message'),
  };
}

/** `data.status` as the customer's template names it. */
function movedPath(path: string, paths: AponoPaths): string {
  for (const [field, documented] of Object.entries(DOCUMENTED_PATHS)) {
    const moved = paths[field as keyof typeof DOCUMENTED_PATHS]?.trim();
    if (moved && (path === documented || path.startsWith(`${documented}.`))) {
      return moved + path.slice(documented.length);
    }
  }
  return path;
}
