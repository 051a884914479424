import { parseAlert, type Alert, type AlertPriority } from '../../alert.ts';
import { renderOption } from '../../text-template.ts';
import { cut, labelled, oneLine, printable, webUrl } from '../../text.ts';
import { kindOf, readerOf, type Kind, type Read } from './kinds.ts';
import { cloudflareEventOf, type CloudflareNotification } from './schema.ts';

/** Templates are text with `{{path.to.field}}` of the notification in it, e.g. `{{data.zone_name}}`. */
export interface CloudflareAlertOptions {
  /** How urgent an Alarm is. Default: what is down or under attack is Critical, all else Medium. */
  priority?: AlertPriority | undefined;
  /** A template. Give it only what the start and the end have in common. */
  name?: string | undefined;
  /** A template. */
  description?: string | undefined;
  /** A template. */
  runBookUrl?: string | undefined;
  /** Default: what the notification is about, e.g. `Hostname` or `Certificate`. */
  resourceType?: string | undefined;
}

/**
 * The alert that a notification stands for: a start, and what happens once, is an Alarm; an end, and a health check that
 * is healthy again, is an OK. Both have one `alert_id`: Cloudflare's correlation id, else the policy and the alert's type.
 */
export function alertFromCloudflare(
  notification: CloudflareNotification,
  options: CloudflareAlertOptions = {},
): Alert {
  const kind = kindOf(notification.alert_type ?? '');
  const read = readerOf(notification.data);
  const resource = kind.resource(read);
  const status = cloudflareEventOf(notification) === 'end' ? 'OK' : 'Alarm';
  return parseAlert({
    alert_name: renderOption(options.name, notification) || defaultName(notification, kind, read),
    status,
    ...(status === 'Alarm' && { alert_priority: options.priority ?? kind.priority }),
    alert_id: alertId(notification, read),
    description: renderOption(options.description, notification) || describe(notification, kind, read),
    alert_url: webUrl(read('dashboard_link')) ?? accountUrl(notification.account_id),
    metric_name: notification.alert_type,
    resource_id: resource.id,
    resource_name: resource.name,
    resource_type: options.resourceType || (resource.name || resource.id ? resource.type : undefined),
    run_book_url: renderOption(options.runBookUrl, notification),
  });
}

/** `undefined` where there is nothing to go by: the alert's name then decides. */
function alertId(
  { alert_correlation_id, alert_type, policy_id, policy_name, name }: CloudflareNotification,
  read: Read,
): string | undefined {
  if (alert_correlation_id?.trim()) return `cloudflare:${alert_correlation_id.trim()}`;
  const policy = policy_id || policy_name || name;
  if (!policy && !alert_type) return undefined;
  // One policy can watch several health checks: one that is healthy again must not close another's alert.
  const check = read('health_check_id');
  return ['cloudflare', policy ?? '', alert_type ?? '', ...(check ? [check] : [])].join(':');
}

/** Made only of what does not change between start and end, so that Alarm and OK have one name. */
function defaultName(notification: CloudflareNotification, kind: Kind, read: Read): string {
  const { policy_name, name, alert_type, text } = notification;
  const known = [policy_name, name, alert_type?.replaceAll('_', ' '), text].find((known) => known?.trim());
  const what = kind.title ?? known ?? 'notification';
  const subject = kind.resource(read).name;
  return `Cloudflare: ${[oneLine(what), subject].filter(Boolean).join(': ')}`;
}

function describe(notification: CloudflareNotification, kind: Kind, read: Read): string {
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
