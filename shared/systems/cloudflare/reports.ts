import { alertIdOf, mappedAlert, type Alert } from '../../alert.ts';
import { parseOptions } from '../../options.ts';
import type { Report } from '../../report.ts';
import { renderOption } from '../../text-template.ts';
import { cut, labelled, oneLine, printable } from '../../text.ts';
import { kindOf, type Kind, type Resource } from './kinds.ts';
import { schemaOfMappings, type Mapping } from './mapping.ts';
import { linkOf, readerOf, type Read } from './read.ts';
import { isTestMessage, type Notification } from './schema.ts';
import { standingOf, type Standing } from './standing.ts';

/** How much of Cloudflare's own text is shown, in UTF-16 units. */
const MAX_TEXT_SHOWN = 2_000;
/**
 * The alert that a notification stands for, as the one report of it: a start, and what happens once, is an Alarm; an end,
 * and what is healthy again, is an OK. A preview of a health check and the trial that a notification policy can send are
 * mapped like any other, since whoever sends them wants to see them arrive; the description says what they are. The message
 * that tests a new destination stands for none.
 *
 * @throws InvalidInputError when the mapping is wrong.
 */
export function toReports(notification: Notification, mapping: Mapping = {}): readonly Report[] {
  const options = parseOptions(schemaOfMappings(), mapping, 'Cloudflare mapping');
  if (whyIgnored(notification) !== undefined) return [];
  const matter = matterOf(notification);
  const { ts } = notification;
  const gist = [matter.standing.state, matter.kind.gist?.(matter.read)].filter(Boolean).join(' ');
  return [
    {
      alert: alertOf(matter, options),
      reporter: '',
      kind: 'turn',
      ...(typeof ts === 'number' && { at: ts * 1000 }),
      ...(gist !== '' && { gist }),
    },
  ];
}

/** Why no alert is made of a notification, in words for a person; `undefined` where one is. */
export function whyIgnored(notification: Notification): string | undefined {
  return isTestMessage(notification)
    ? 'it is the message with which Cloudflare tests a new webhook destination'
    : undefined;
}

/** A notification with what is known of its kind. */
interface Matter {
  notification: Notification;
  kind: Kind;
  data: object;
  read: Read;
  resource: Resource;
  standing: Standing;
}

function matterOf(notification: Notification): Matter {
  const kind = kindOf(notification.alert_type ?? '');
  const data = notification.data ?? {};
  const read = readerOf(data);
  return {
    notification,
    kind,
    data,
    read,
    resource: kind.resource(read, data),
    standing: standingOf(notification),
  };
}

function alertOf(matter: Matter, mapping: Mapping): Alert {
  const { notification, kind, read, resource, standing } = matter;
  const status = standing.event === 'end' ? 'OK' : 'Alarm';
  return mappedAlert({
    alert_name: renderOption(mapping.name, notification) || defaultName(matter),
    status,
    ...(status === 'Alarm' && { alert_priority: mapping.priority ?? standing.priority }),
    alert_id: alertId(matter),
    description: renderOption(mapping.description, notification) || describe(matter),
    alert_url: linkOf(read('dashboard_link')) ?? kind.link?.(read) ?? accountUrl(notification.account_id),
    metric_name: notification.alert_type,
    resource_id: resource.id,
    resource_name: resource.name,
    resource_type: mapping.resourceType || (resource.name || resource.id ? resource.type : undefined),
    run_book_url: renderOption(mapping.runBookUrl, notification),
  });
}

/**
 * By the thing that the notification is about; else by Cloudflare's correlation id; else by type, policy and what the policy
 * reports. `undefined` where there is nothing to go by: the alert's name then decides.
 */
function alertId({ notification, kind, read, data, resource }: Matter): string | undefined {
  const { alert_correlation_id, policy_id, policy_name, name } = notification;
  const type = notification.alert_type?.trim() ?? '';
  const thing = present(kind.thing?.(read, data));
  if (thing.length > 0) return alertIdOf('cloudflare', kind.family ?? type, ...thing);
  const correlation = alert_correlation_id?.trim();
  if (correlation) return alertIdOf('cloudflare', correlation);
  const policy = policy_id || policy_name || name || '';
  if (policy === '' && type === '') return undefined;
  const about = kind.about?.(read, data) ?? [resource.id ?? resource.name];
  return alertIdOf('cloudflare', type, policy, ...present(about));
}

function present(parts: readonly (string | undefined)[] = []): string[] {
  return parts.filter((part): part is string => part !== undefined && part !== '');
}

/** Made only of what does not change between start and end, so that Alarm and OK have one name. */
function defaultName({ notification, kind, resource }: Matter): string {
  const { policy_name, name, alert_type, text } = notification;
  const known = [policy_name, name, alert_type?.replaceAll('_', ' '), text].find((known) => known?.trim());
  const what = oneLine(kind.title ?? known ?? 'notification');
  return `Cloudflare: ${[what, resource.name].filter(Boolean).join(': ')}`;
}

function describe({ notification, kind, read, data, standing }: Matter): string {
  const { text, policy_name, name, alert_type, ts } = notification;
  const { state, isKnownState } = standing;
  return [
    text ? cut(printable(text).trim(), MAX_TEXT_SHOWN) : undefined,
    state !== undefined && !isKnownState
      ? labelled('State', [`${state}, which is not a known state: look for yourself whether it is over`])
      : undefined,
    ...kind.lines(read, data),
    read('preview') === 'true' ? 'Preview: Cloudflare sent this to try the settings out' : undefined,
    labelled('Policy', [policy_name || name]),
    labelled('Alert type', [alert_type]),
    labelled('Sent', [typeof ts === 'number' ? timeOf(ts) : undefined]),
    labelled('Dashboard', [linkOf(read('dashboard_link'))]),
  ]
    .filter((line) => line !== undefined && line !== '')
    .filter((line, at, lines) => lines.indexOf(line) === at)
    .join('\n');
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** Where the notifications of an account are set up; its id is also written with hyphens. */
function accountUrl(accountId: string | null | undefined): string | undefined {
  const id = accountId?.replaceAll('-', '') ?? '';
  return /^[0-9a-f]{32}$/i.test(id) ? `https://dash.cloudflare.com/${id}/notifications` : undefined;
}
