import { parseAlert, type Alert, type AlertPriority, type AlertStatus } from '../../alert.ts';
import { renderOption } from '../../text-template.ts';
import { cut, labelled, oneLine } from '../../text.ts';
import type { AponoEvent, AponoIssue, AponoStatus } from './schema.ts';

export const DEFAULT_APONO_RESOURCE_TYPE = 'Integration';

/** What becomes of each status. `ignore` makes no alert. */
export const DEFAULT_APONO_STATUS_FOR: Record<AponoStatus, AlertStatus | 'ignore'> = {
  Error: 'Alarm',
  Warning: 'Alarm',
  Active: 'OK',
};

/** How urgent the Alarm of each status is. */
export const DEFAULT_APONO_PRIORITY_FOR: Record<AponoStatus, AlertPriority> = {
  Error: 'Critical',
  Warning: 'Medium',
  Active: 'Medium',
};

/** Templates are text with `{{path.to.field}}` of the event in it, e.g. `{{data.name}}`. */
export interface AponoAlertOptions {
  /** Default: Error and Warning are Alarm, Active is OK. */
  statusFor?: Partial<Record<AponoStatus, AlertStatus | 'ignore'>> | undefined;
  /** Default: Error is Critical, Warning is Medium. */
  priorityFor?: Partial<Record<AponoStatus, AlertPriority>> | undefined;
  /** A template. Give it only what an Alarm and the OK that ends it have in common. */
  name?: string | undefined;
  /** A template. */
  description?: string | undefined;
  /** A template. */
  runBookUrl?: string | undefined;
  /** Default `Integration`. */
  resourceType?: string | undefined;
}

/**
 * The alert that an integration's status stands for; `null` where the status is ignored.
 *
 * The `alert_id` is the integration's id (its name, where the event has no id), so that one integration is one alert, which
 * Error and Warning open or change and Active ends.
 */
export function alertFromApono(event: AponoEvent, options: AponoAlertOptions = {}): Alert | null {
  const { id, name, status: reported } = event.data;
  const status = options.statusFor?.[reported] ?? DEFAULT_APONO_STATUS_FOR[reported];
  if (status === 'ignore') return null;
  return parseAlert({
    alert_name: renderOption(options.name, event) || `Apono integration: ${name?.trim() || id}`,
    status,
    ...(status === 'Alarm' && {
      alert_priority: options.priorityFor?.[reported] ?? DEFAULT_APONO_PRIORITY_FOR[reported],
    }),
    alert_id: id ?? name,
    description: renderOption(options.description, event) || describe(event),
    metric_name: 'Integration status',
    resource_id: id,
    resource_name: name,
    resource_type: options.resourceType || DEFAULT_APONO_RESOURCE_TYPE,
    run_book_url: renderOption(options.runBookUrl, event),
  });
}

/** More of them would only hide the first. */
const MOST_ISSUES = 20;

function describe({ event_type, event_time, data }: AponoEvent): string {
  const { id, name, type, status, issues } = data;
  const listed = issues.map(describeIssue).filter((line) => line !== '');
  return [
    `${status}: integration ${oneLine(name ?? '') || id}`,
    ...listed.slice(0, MOST_ISSUES).map((line) => `- ${line}`),
    listed.length > MOST_ISSUES ? `- and ${listed.length - MOST_ISSUES} more` : undefined,
    labelled('Type', [type]),
    labelled('Id', [id]),
    labelled('Time', [timeOf(event_time)]),
    labelled('Event', [event_type]),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function describeIssue({ status, message }: AponoIssue): string {
  return [status, message]
    .map((text) => cut(oneLine(text ?? ''), 1_000))
    .filter((text) => text !== '')
    .join(': ');
}

/** Apono writes seconds since the epoch, with a fraction, or a date as text. */
function timeOf(time: AponoEvent['event_time']): string | undefined {
  const seconds = typeof time === 'string' && time.trim() !== '' ? Number(time) : time;
  if (typeof seconds !== 'number' || Number.isNaN(seconds))
    return typeof time === 'string' ? time : undefined;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}
