import { InvalidInputError } from '../../errors.ts';
import { parseInput, read } from '../../input.ts';
import { valueAt } from '../../path.ts';
import { hasShape, type Shape } from '../../source.ts';
import { schemaOfAccessRequests, type AccessRequestEvent } from './access-request.ts';
import { schemaOfAudit, type AuditEvent } from './audit.ts';
import { itemsOf, schemaOfIntegrations, type IntegrationEvent } from './integration.ts';
import { kindOfType, type EventKind } from './kinds.ts';

/** What Apono sends: an integration's status, an access request's stage, or an entry of the audit log. */
export type AponoEvent = IntegrationEvent | AccessRequestEvent | AuditEvent;

const isOfKind = (kind: EventKind) => (event: object) =>
  kindOfType((event as { event_type?: unknown }).event_type) === kind;

/** Of an integration's event only the documented template can be recognised, not one that a customer has changed. */
export const SHAPES: readonly Shape[] = [
  { title: "an event of Apono's integrations", fields: ['event_type', 'data.status', 'data.issues'] },
  {
    title: 'an access request of Apono',
    fields: ['event_type', 'data.id', 'data.requester'],
    holds: isOfKind('access-request'),
  },
  {
    title: "Apono's audit log",
    fields: ['event_type', 'data.action', 'data.actor_id', 'data.target_id'],
    holds: isOfKind('audit'),
  },
];

/** Whether an input has all the fields that one of Apono's events is known by; it may be faulty elsewhere. */
export function recognises(input: unknown): boolean {
  return SHAPES.some((shape) => hasShape(input, shape));
}

export function kindOf(event: AponoEvent): EventKind {
  return kindOfType(event.event_type);
}

export function isAudit(event: AponoEvent): event is AuditEvent {
  return kindOf(event) === 'audit';
}

export function isAccessRequest(event: AponoEvent): event is AccessRequestEvent {
  return kindOf(event) === 'access-request';
}

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
 * Where the fields of an integration's event lie that a customer's own body template has moved, as dotted paths from the
 * top of the body; `issue_status` and `issue_message` as paths from the top of one issue. A field that is not named stays
 * where Apono's documentation has it.
 */
export type Paths = Partial<
  Record<keyof typeof DOCUMENTED_PATHS | 'issue_status' | 'issue_message', string | undefined>
>;

export interface ParseOptions {
  /** Where a body template of your own has put fields. @default where Apono's documentation has them */
  readonly paths?: Paths | undefined;
}

/**
 * An event that can be acted on, in the documented shape, wherever its fields lie.
 *
 * @throws InvalidInputError naming each field that is missing or wrong by the path at which it was looked for.
 */
export function parse(input: unknown, { paths = {} }: ParseOptions = {}): AponoEvent {
  const kind = kindOfType(read('Apono event', () => valueAt(input, DOCUMENTED_PATHS.event_type)));
  if (kind === 'audit') return parseInput(schemaOfAudit(), input, 'Apono audit event');
  if (kind === 'access-request') return parseInput(schemaOfAccessRequests(), input, 'Apono access request');
  return parseIntegration(input, { paths });
}

/** Like `parse`, where only an integration's event will do. @throws InvalidInputError */
export function parseIntegration(input: unknown, { paths = {} }: ParseOptions = {}): IntegrationEvent {
  try {
    return parseInput(
      schemaOfIntegrations(),
      read('Apono event', () => inDocumentedShape(input, paths)),
      'Apono event',
    );
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(
      'Apono event',
      error.issues.map(({ path, message }) => ({ path: movedPath(path, paths), message })),
    );
  }
}

function inDocumentedShape(input: unknown, paths: Paths): unknown {
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
      issues: itemsOf(at('issues')).map((issue) => issueInDocumentedShape(issue, paths)),
    },
  };
}

function issueInDocumentedShape(issue: unknown, { issue_status, issue_message }: Paths): unknown {
  if (issue === null || typeof issue !== 'object') return issue;
  return {
    ...issue,
    status: valueAt(issue, issue_status?.trim() || 'status'),
    message: valueAt(issue, issue_message?.trim() || 'message'),
  };
}

/** `data.status` as the customer's template names it. */
function movedPath(path: string, paths: Paths): string {
  for (const [field, documented] of Object.entries(DOCUMENTED_PATHS)) {
    const moved = paths[field as keyof typeof DOCUMENTED_PATHS]?.trim();
    if (moved && (path === documented || path.startsWith(`${documented}.`))) {
      return moved + path.slice(documented.length);
    }
  }
  return path;
}
