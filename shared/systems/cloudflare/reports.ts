import * as z from 'zod/v4';

import { ALERT_LENGTHS, ALERT_PRIORITIES, alertIdOf, parseAlert, type Alert } from '../../alert.ts';
import { parseInput } from '../../input.ts';
import type { Report } from '../../report.ts';
import { renderOption } from '../../text-template.ts';
import { cut, labelled, oneLine, printable, webUrl } from '../../text.ts';
import { kindOf, readerOf, type Kind, type Read } from './kinds.ts';
import { eventOf, isTestMessage, type Notification } from './schema.ts';

const MAX_TEMPLATE_LENGTH = 10_000;
const template = z.string().max(MAX_TEMPLATE_LENGTH).optional();

/**
 * How notifications become alerts. Templates are text with `{{path.to.field}}` of the notification in it, e.g.
 * `{{data.zone_name}}`.
 */
export const mappingSchema = z.strictObject({
  /** How urgent an Alarm is. @default What is down or under attack is Critical, all else Medium. */
  priority: z.enum(ALERT_PRIORITIES).optional(),
  /** A template. Give it only what the start and the end have in common. */
  name: template,
  /** A template. */
  description: template,
  /** A template. */
  runBookUrl: template,
  /** @default What the notification is about, e.g. `Hostname` or `Certificate`. */
  resourceType: z.string().max(ALERT_LENGTHS.text).optional(),
});

export type Mapping = z.output<typeof mappingSchema>;

/**
 * The alert that a notification stands for, as the one report of it: a start, and what happens once, is an Alarm; an end is
 * an OK. Cloudflare's test message stands for none.
 *
 * @throws InvalidInputError when the mapping is wrong.
 */
export function toReports(notification: Notification, mapping: Mapping = {}): readonly Report[] {
  const options = parseInput(mappingSchema, mapping, 'Cloudflare mapping');
  if (whyIgnored(notification) !== undefined) return [];
  const { ts } = notification;
  return [
    {
      alert: alertOf(notification, options),
      reporter: '',
      kind: 'turn',
      ...(typeof ts === 'number' && { at: ts * 1000 }),
    },
  ];
}

/** Why no alert is made of a notification, in words for a person; `undefined` where one is. */
export function whyIgnored(notification: Notification): string | undefined {
  return isTestMessage(notification)
    ? 'it is the message with which Cloudflare tests a new webhook destination'
    : undefined;
}

function alertOf(notification: Notification, mapping: Mapping): Alert {
  const kind = kindOf(notification.alert_type ?? '');
  const read = readerOf(notification.data);
  const resource = kind.resource(read);
  const status = eventOf(notification) === 'end' ? 'OK' : 'Alarm';
  return parseAlert({
    alert_name: renderOption(mapping.name, notification) || defaultName(notification, kind, read),
    status,
    ...(status === 'Alarm' && { alert_priority: mapping.priority ?? kind.priority }),
    alert_id: alertId(notification, read),
    description: renderOption(mapping.description, notification) || describe(notification, kind, read),
    alert_url: webUrl(read('dashboard_link')) ?? accountUrl(notification.account_id),
    metric_name: notification.alert_type,
    resource_id: resource.id,
    resource_name: resource.name,
    resource_type: mapping.resourceType || (resource.name || resource.id ? resource.type : undefined),
    run_book_url: renderOption(mapping.runBookUrl, notification),
  });
}

/** `undefined` where there is nothing to go by: the alert's name then decides. */
function alertId(
  { alert_correlation_id, alert_type, policy_id, policy_name, name }: Notification,
  read: Read,
): string | undefined {
  if (alert_correlation_id?.trim()) return alertIdOf('cloudflare', alert_correlation_id.trim());
  const policy = policy_id || policy_name || name;
  if (!policy && !alert_type) return undefined;
  // One policy can watch several health checks: one that is healthy again must not close another's alert.
  const check = read('health_check_id');
  return alertIdOf('cloudflare', policy ?? '', alert_type ?? '', ...(check ? [check] : []));
}

/** Made only of what does not change between start and end, so that Alarm and OK have one name. */
function defaultName(notification: Notification, kind: Kind, read: Read): string {
  const { policy_name, name, alert_type, text } = notification;
  const known = [policy_name, name, alert_type?.replaceAll('_', ' '), text].find((known) => known?.trim());
  const what = kind.title ?? known ?? 'notification';
  const subject = kind.resource(read).name;
  return `Cloudflare: ${[oneLine(what), subject].filter(Boolean).join(': ')}`;
}

function describe(notification: Notification, kind: Kind, read: Read): string {
  const { text, data, policy_name, name, alert_type, ts } = notification;
  return [
    text ? cut(printable(text).trim(), 2_000) : undefined,
    ...kind.lines(read, data ?? {}),
    labelled('Policy', [policy_name || name]),
    labelled('Alert type', [alert_type]),
    labelled('Sent', [typeof ts === 'number' ? timeOf(ts) : undefined]),
    labelled('Dashboard', [webUrl(read('dashboard_link'))]),
  ]
    .filter((line) => line !== undefined && line !== '')
    .filter((line, at, lines) => lines.indexOf(line) === at)
    .join('\n');
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function accountUrl(accountId: string | null | undefined): string | undefined {
  return accountId && /^[0-9a-f]{32}$/i.test(accountId)
    ? `https://dash.cloudflare.com/${accountId}/notifications`
    : undefined;
}
