import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod/v4';

import { InvalidInputError } from './errors.ts';
import type { Immutable } from './immutable.ts';
import { parseInput } from './input.ts';
import { once } from './once.ts';
import { beginningOf, cut, lineOf, oneLine, printable } from './text.ts';

export const ALERT_STATUSES = ['Alarm', 'OK'] as const;
export const ALERT_PRIORITIES = ['Critical', 'Medium'] as const;

/** The longest text of each kind, in UTF-16 units; what is longer is cut with "…". */
export const ALERT_LENGTHS = { name: 250, id: 250, text: 250, url: 2_048, description: 10_000 } as const;
const LONGEST = ALERT_LENGTHS.description;

const absent = (value: unknown) =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(absent, schema.optional()).optional();

const line = (length: number) => (text: string) => lineOf(text, length);
const same = (text: string) => text;
const shortLine = line(ALERT_LENGTHS.text);
const url = line(ALERT_LENGTHS.url);

/** What is made of each field's text, in the order in which they go over the wire. */
const MADE_OF = {
  alert_name: line(ALERT_LENGTHS.name),
  status: same,
  alert_priority: same,
  alert_id: boundedId,
  description: (text: string) => cut(printable(beginningOf(text, LONGEST)).trim(), LONGEST),
  alert_url: url,
  metric_name: shortLine,
  resource_id: shortLine,
  resource_name: shortLine,
  resource_type: shortLine,
  run_book_url: url,
};

type Field = keyof typeof MADE_OF;
const FIELDS = Object.keys(MADE_OF) as Field[];
const EMPTY = 'must not be empty';

const optionalText = (field: Field) => optional(z.string().transform(MADE_OF[field]));

/**
 * What every source becomes and every destination takes: the body of Temperstack's webhook, by its own field names.
 * Unknown fields are refused, so that a typo is seen; optional fields that are empty are left out.
 *
 * Source: Temperstack's documentation, "Webhook Integration", section "Request".
 *
 * Pure, so that a bundle leaves it out where only `mappedAlert` is used.
 */
export const schemaOfAlerts = /* @__PURE__ */ once(() =>
  z.strictObject({
    /** A brief description of what is wrong; the same for the Alarm and the OK that ends it. */
    alert_name: z
      .string()
      .transform(MADE_OF.alert_name)
      .refine((name) => name !== '', EMPTY),
    /** `Alarm` opens an alert, `OK` closes it. */
    status: z.enum(ALERT_STATUSES),
    /** How urgent an Alarm is. */
    alert_priority: optional(z.enum(ALERT_PRIORITIES)),
    /** Two posts with one id are one alert. @default made of the name, the resource and the metric */
    alert_id: optionalText('alert_id'),
    /** What a person on call needs to know, in lines. */
    description: optionalText('description'),
    /** The page that the alert links to. */
    alert_url: optionalText('alert_url'),
    /** What was measured. */
    metric_name: optionalText('metric_name'),
    /** The id of what the alert is about. */
    resource_id: optionalText('resource_id'),
    /** What a person calls that. */
    resource_name: optionalText('resource_name'),
    /** What kind of thing it is, e.g. `API`. */
    resource_type: optionalText('resource_type'),
    /** A page that says what to do. */
    run_book_url: optionalText('run_book_url'),
  }),
);

/** An alert as its fields are given, before it is checked. */
export interface AlertInput extends Immutable<z.input<ReturnType<typeof schemaOfAlerts>>> {}
/** An alert as a mapping makes it. Texts are made fit for a line of their length; what is empty is left out. */
export type AlertFields = { readonly [Name in Field]?: Alert[Name] | null | undefined };
/** An alert that was checked. It always has an `alert_id`, so sending it again raises nothing new. */
export interface Alert extends Immutable<Omit<z.output<ReturnType<typeof schemaOfAlerts>>, 'alert_id'>> {
  readonly alert_id: string;
}
export type AlertStatus = Alert['status'];
export type AlertPriority = NonNullable<Alert['alert_priority']>;

/**
 * An alert as it goes over the wire. One that is given without an `alert_id` gets one that is derived from its name, its
 * resource and its metric, so that an Alarm and the OK that ends it are one alert.
 *
 * What it gives is frozen, so that an alert is checked once on its way, however often it is handed to this function.
 *
 * @throws InvalidInputError naming each field that is missing, wrong or unknown.
 */
export function parseAlert(input: unknown): Alert {
  if (typeof input === 'object' && input !== null && parsed.has(input)) return input as Alert;
  return finished(parseInput(schemaOfAlerts(), input, 'alert'));
}

/**
 * The alert that a mapping makes: what `parseAlert` makes of the same, without asking the schema what the types say already.
 *
 * @throws InvalidInputError when there is no name, or no status.
 */
export function mappedAlert(fields: AlertFields): Alert {
  const made: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const text = fields[field];
    if (text) made[field] = MADE_OF[field](text);
  }
  for (const path of ['alert_name', 'status'] as const) {
    if (!made[path]) throw new InvalidInputError('alert', [{ path, message: EMPTY }]);
  }
  return finished(made);
}

/** Without the fields that are empty, and never without an id. */
function finished(fields: Partial<Record<Field, string | undefined>>): Alert {
  const alert: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) if (fields[field]) alert[field] = fields[field];
  alert.alert_id ??= derivedAlertId(alert);
  parsed.add(Object.freeze(alert));
  return alert as Alert;
}

const parsed = new WeakSet<object>();

/**
 * The id of an alert of one system: `apicontext:call-7f3a9c:oslo`. A colon or a percent sign within a part is escaped, so
 * that `a:b` and `c` differ from `a` and `b:c`.
 */
export function alertIdOf(system: string, ...parts: readonly string[]): string {
  return [system, ...parts.map((part) => ends(part).replaceAll('%', '%25').replaceAll(':', '%3A'))].join(':');
}

/** No system's id is longer; of one that is, only the ends and the length count, so that it costs no more. */
const MAX_ID_READ = 4_096;

function ends(id: string): string {
  if (id.length <= MAX_ID_READ) return id;
  return `${id.slice(0, MAX_ID_READ / 2)} ${id.length} ${id.slice(-MAX_ID_READ / 2)}`;
}

/** Made only from what an Alarm and its OK have in common: the name, the resource and the metric. */
function derivedAlertId(alert: Partial<Record<Field, string>>): string {
  const common = [
    alert.alert_name,
    alert.resource_type,
    alert.resource_id,
    alert.resource_name,
    alert.metric_name,
  ];
  return alertIdOf('alertbridge', digest(JSON.stringify(common.map((part) => part ?? ''))));
}

/** Ids that are too long are shortened by a digest, since cutting alone could make two alerts one. */
function boundedId(id: string): string {
  const whole = oneLine(ends(id));
  return whole.length <= ALERT_LENGTHS.id ? whole : `${cut(whole, ALERT_LENGTHS.id - 33)}-${digest(whole)}`;
}

function digest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, 32);
}
