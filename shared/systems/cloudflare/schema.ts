import * as z from 'zod/v4';

import { parseInput } from '../../input.ts';
import { once } from '../../once.ts';
import { hasShape, isObject, type Shape } from '../../source.ts';

/** Longer than any id, name or type that Cloudflare sends, in UTF-16 units. */
const MAX_LENGTH = 10_000;
/** The text for a person lists what the policy reports, so it can be long. */
const MAX_TEXT_LENGTH = 1_000_000;

/** As seconds this is the year 5138 and as milliseconds 1973, so from here on the number counts milliseconds. */
const FIRST_MILLISECONDS = 1e11;

/**
 * One notification, as Cloudflare posts it to a generic webhook destination. Which fields come depends on the alert's
 * type, so only that it says anything at all is required. Unknown fields are kept; a wrong type in a documented field is
 * an error.
 *
 * @see https://developers.cloudflare.com/notifications/reference/webhook-payload-schema/
 */
export const schemaOfNotifications = once(() => {
  const text = z.string().max(MAX_LENGTH).nullish();
  const unixSeconds = z
    .number()
    .nonnegative()
    .lt(FIRST_MILLISECONDS * 1000)
    .transform((ts) => (ts >= FIRST_MILLISECONDS ? Math.floor(ts / 1000) : ts))
    .nullish();
  return z
    .looseObject({
      /** The notification policy's name. */
      name: text,
      /** For a person to read. */
      text: z.string().max(MAX_TEXT_LENGTH).nullish(),
      /** What it holds depends on `alert_type`. */
      data: z.looseObject({}).nullish(),
      /** Seconds since the epoch; a time that comes in milliseconds is turned into seconds. */
      ts: unixSeconds,
      account_id: text,
      policy_id: text,
      policy_name: text,
      /** E.g. `advanced_ddos_attack_l7_alert`. */
      alert_type: text,
      /** The same for the start and the end of one thing. */
      alert_correlation_id: text,
      /** `ALERT_STATE_EVENT_START`, `ALERT_STATE_EVENT_END`, or absent for what has no end. */
      alert_event: text,
    })
    .refine(
      ({ name, text: says, alert_type, policy_name }) => [name, says, alert_type, policy_name].some(Boolean),
      'must have a text, a name, a policy_name or an alert_type',
    );
});

export interface Notification extends z.output<ReturnType<typeof schemaOfNotifications>> {}

/**
 * What Cloudflare sends: nearly every notification names its `alert_type`; one that does not still has all of the common
 * fields. Neither `alert_event` nor `alert_correlation_id` can be relied on.
 */
export const SHAPES: readonly Shape[] = [
  { title: 'a Cloudflare notification', fields: ['name', 'data', 'alert_type'] },
  { title: 'a Cloudflare notification without a type', fields: ['name', 'text', 'data', 'ts'] },
  { title: "Cloudflare's test message", fields: ['text'], holds: isTestMessage },
];

/** Whether an input has all the fields that a notification, or the test message, is known by. It may be faulty elsewhere. */
export function recognises(input: unknown): boolean {
  return SHAPES.some((shape) => hasShape(input, shape));
}

/**
 * A notification that can be acted on.
 *
 * @throws InvalidInputError naming each field that is wrong.
 */
export function parse(input: unknown): Notification {
  return parseInput(schemaOfNotifications(), input, 'Cloudflare notification');
}

const TEST_MESSAGE = /^Hello World! This is a test message sent from https:\/\/cloudflare\.com\b/;

/**
 * Whether this is the message that Cloudflare posts to a webhook's URL when a destination is created: a `text` that begins
 * as the documentation shows it, and nothing else.
 *
 * @see https://developers.cloudflare.com/notifications/get-started/configure-webhooks/
 */
export function isTestMessage(input: unknown): boolean {
  if (!isObject(input)) return false;
  const [field, ...others] = Object.entries(input);
  return (
    field?.[0] === 'text' &&
    others.length === 0 &&
    typeof field[1] === 'string' &&
    TEST_MESSAGE.test(field[1])
  );
}
