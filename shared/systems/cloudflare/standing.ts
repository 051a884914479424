import type { AlertPriority } from '../../alert.ts';
import { cut, oneLine } from '../../text.ts';
import { kindOf, type Kind, type StateRule } from './kinds.ts';
import { readerOf, readersOf } from './read.ts';
import type { Notification } from './schema.ts';

/** What a notification says of its matter: it has begun (or happened once), or it is over. */
export const EVENTS = ['start', 'end'] as const;
export type NotificationEvent = (typeof EVENTS)[number];

/** How the matter of a notification stands. */
export interface Standing {
  readonly event: NotificationEvent;
  /** The state's word, e.g. `DEGRADED`; absent where the notification has none or its kind is not known to have one. */
  readonly state?: string | undefined;
  /** Whether the word is one of those that the kind is known to have. */
  readonly isKnownState: boolean;
  readonly priority: AlertPriority;
}

/**
 * How the matter of a notification stands. A state that is known decides, whatever `alert_event` says: what Cloudflare sends
 * of a pool that is healthy again often has none. Where there is no known state, `alert_event` decides; what has neither
 * happened once, which is a start without an end.
 */
export function standingOf({ alert_type, alert_event, data }: Notification): Standing {
  const kind = kindOf(alert_type ?? '');
  const ofEvent = alert_event?.trim().toUpperCase() === 'ALERT_STATE_EVENT_END' ? 'end' : 'start';
  const state = kind.state && stateOf(kind.state, data ?? {});
  const isOver = kind.state?.over.some((word) => isSame(word, state)) ?? false;
  const isOpen = kind.state?.open.some((word) => isSame(word, state)) ?? false;
  const isLesser = kind.state?.medium?.some((word) => isSame(word, state)) ?? false;
  return {
    event: isOver ? 'end' : isOpen && !kind.state?.endsByEventToo ? 'start' : ofEvent,
    state,
    isKnownState: isOver || isOpen,
    priority: isLesser ? 'Medium' : priorityOf(kind, data),
  };
}

/** Whether a notification tells of a start or of an end; see `standingOf`. */
export function eventOf(notification: Notification): NotificationEvent {
  return standingOf(notification).event;
}

/** How many elements of a list are asked for their state. */
const MAX_STATES = 1_000;
/** No word for a state is longer. */
const MAX_WORD_LENGTH = 200;

function stateOf(rule: StateRule, data: object): string | undefined {
  const readers = rule.ofEach === undefined ? [readerOf(data)] : readersOf(data, rule.ofEach, MAX_STATES);
  const words = readers
    .flatMap((read) => rule.at.map((path) => read(path) ?? ''))
    .map((text) => wordOf(rule, cut(oneLine(text), MAX_WORD_LENGTH)))
    .filter((word) => word !== '');
  return words.find((word) => !rule.over.some((over) => isSame(over, word))) ?? words[0];
}

function wordOf({ prefix = '', lastPart = false }: StateRule, text: string): string {
  const word = lastPart ? text.slice(text.lastIndexOf('.') + 1) : text;
  return word.toUpperCase().startsWith(prefix.toUpperCase()) ? word.slice(prefix.length) : word;
}

function priorityOf({ priority, critical }: Kind, data: unknown): AlertPriority {
  if (critical === undefined) return priority;
  const word = (readerOf(data)(critical.at) ?? '').toUpperCase();
  return critical.words.some((one) => word === critical.prefix + one || word === one) ? 'Critical' : priority;
}

function isSame(one: string, other: string | undefined): boolean {
  return other !== undefined && one.toUpperCase() === other.toUpperCase();
}
