import { createHash } from 'node:crypto';

import { z } from 'zod/v4';

import { parseInput } from './input.ts';
import { cut, oneLine, printable } from './text.ts';

export const ALERT_STATUSES = ['Alarm', 'OK'] as const;
export const ALERT_PRIORITIES = ['Critical', 'Medium'] as const;

/** The longest text of each kind, in UTF-16 units; what is longer is cut with "…". */
export const ALERT_LENGTHS = { name: 250, id: 250, text: 250, url: 2_048, description: 10_000 } as const;

const absent = (value: unknown) =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(absent, schema.optional()).optional();

const line = (length: number) => z.string().transform((text) => cut(oneLine(text), length));

/**
 * What every source becomes and every destination takes: the body of Temperstack's webhook, by its own field names.
 * Unknown fields are refused, so that a typo is seen; optional fields that are empty are left out.
 *
 * Source: Temperstack's documentation, "Webhook Integration", section "Request".
 */
export const alertSchema = z.strictObject({
  /** A brief description of what is wrong; the same for the Alarm and the OK that ends it. */
  alert_name: z
    .string()
    .refine((text) => oneLine(text) !== '', 'must not be empty')
    .transform((text) => cut(oneLine(text), ALERT_LENGTHS.name)),
  /** `Alarm` opens an alert, `OK` closes it. */
  status: z.enum(ALERT_STATUSES),
  alert_priority: optional(z.enum(ALERT_PRIORITIES)),
  /** Two posts with one id are one alert. */
  alert_id: optional(z.string().transform(boundedId)),
  description: optional(
    z.string().transform((text) => cut(printable(text).trim(), ALERT_LENGTHS.description)),
  ),
  alert_url: optional(line(ALERT_LENGTHS.url)),
  metric_name: optional(line(ALERT_LENGTHS.text)),
  resource_id: optional(line(ALERT_LENGTHS.text)),
  resource_name: optional(line(ALERT_LENGTHS.text)),
  /** For example `API`. */
  resource_type: optional(line(ALERT_LENGTHS.text)),
  run_book_url: optional(line(ALERT_LENGTHS.url)),
});

export type Alert = z.output<typeof alertSchema>;
export type AlertStatus = Alert['status'];
export type AlertPriority = NonNullable<Alert['alert_priority']>;

/**
 * An alert as it goes over the wire.
 *
 * @throws InvalidInputError naming each field that is missing, wrong or unknown.
 */
export function parseAlert(input: unknown): Alert {
  const alert = parseInput(alertSchema, input, 'alert');
  return Object.fromEntries(
    Object.entries(alert).filter(([, value]) => value !== undefined && value !== ''),
  ) as Alert;
}

/**
 * An id for an alert that has none: the same for an Alarm and the OK that ends it, because it is made only from what the
 * two have in common (the name, the resource and the metric).
 */
export function derivedAlertId(alert: Alert): string {
  const common = [
    alert.alert_name,
    alert.resource_type,
    alert.resource_id,
    alert.resource_name,
    alert.metric_name,
  ];
  return `alertbridge-${digest(JSON.stringify(common.map((part) => part ?? '')))}`;
}

/** Ids that are too long are shortened by a digest, since cutting alone could make two alerts one. */
function boundedId(id: string): string {
  const whole = oneLine(id);
  return whole.length <= ALERT_LENGTHS.id ? whole : `${cut(whole, ALERT_LENGTHS.id - 33)}-${digest(whole)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
