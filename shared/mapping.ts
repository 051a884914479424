import * as z from 'zod/v4';

import {
  ALERT_LENGTHS,
  ALERT_PRIORITIES,
  ALERT_STATUSES,
  type AlertPriority,
  type AlertStatus,
} from './alert.ts';
import { shortText } from './bounds.ts';
import { once } from './once.ts';

/** What can become of one kind of event. `ignore` makes no alert. */
export const STATUS_CHOICES = [...ALERT_STATUSES, 'ignore'] as const;
export type StatusChoice = AlertStatus | 'ignore';

/** An option that is text with `{{path.to.field}}` of the event in it. */
export const template = once(() => shortText().optional());

/** What kind of thing an alert is about. */
export const resourceType = once(() => z.string().max(ALERT_LENGTHS.text).optional());

/** An option that says for each kind of event what becomes of it; a kind that is not named stays as it is by default. */
export function statusChoices<Kind extends string>(defaults: Readonly<Record<Kind, StatusChoice>>) {
  return choices<Kind, StatusChoice>(defaults, STATUS_CHOICES);
}

/** An option that says for each kind of event how urgent its Alarm is. */
export function priorityChoices<Kind extends string>(defaults: Readonly<Record<Kind, AlertPriority>>) {
  return choices<Kind, AlertPriority>(defaults, ALERT_PRIORITIES);
}

function choices<Kind extends string, Choice extends string>(
  defaults: Readonly<Record<Kind, Choice>>,
  among: readonly Choice[],
) {
  const kinds = Object.keys(defaults) as Kind[];
  const choice = z.enum(among).optional();
  const shape = Object.fromEntries(kinds.map((kind) => [kind, choice])) as Record<Kind, typeof choice>;
  return z
    .strictObject(shape)
    .optional()
    .transform((given) => {
      const chosen = given as Partial<Record<Kind, Choice>> | undefined;
      const whole = kinds.map((kind) => [kind, chosen?.[kind] ?? defaults[kind]]);
      return Object.fromEntries(whole) as Record<Kind, Choice>;
    });
}
