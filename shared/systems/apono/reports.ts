import { alertIdOf, mappedAlert, type AlertFields, type AlertPriority } from '../../alert.ts';
import type { StatusChoice } from '../../mapping.ts';
import type { Report } from '../../report.ts';
import { renderOption } from '../../text-template.ts';
import { timeOf } from '../../time.ts';
import type { AccessRequestEvent } from './access-request.ts';
import type { AuditEvent } from './audit.ts';
import { descriptionOfAudit, descriptionOfIntegration, descriptionOfRequest } from './description.ts';
import { isAccessRequest, isAudit, type AponoEvent } from './event.ts';
import type { IntegrationEvent } from './integration.ts';
import { stageOf, type RequestStage } from './kinds.ts';
import {
  DEFAULT_RESOURCE_TYPE,
  EVERY_ACTION,
  parsedMapping,
  type Mapping,
  type ParsedMapping,
} from './mapping.ts';

/**
 * The alert that an event stands for; none where the mapping ignores it.
 *
 * One integration is one alert, which Error and Warning open or change and Active ends; so is one access request. An entry
 * of the audit log is an alert that nothing ends.
 *
 * @throws InvalidInputError when the mapping is wrong.
 */
export function toReports(event: AponoEvent, mapping: Mapping = {}): readonly Report[] {
  const options = parsedMapping(mapping);
  if (ignoredBecause(event, options) !== undefined) return [];
  if (isAudit(event)) return [reportOfAudit(event, options)];
  return [isAccessRequest(event) ? reportOfRequest(event, options) : reportOfIntegration(event, options)];
}

/** Why the mapping makes no alert of an event; `undefined` where it makes one. @throws InvalidInputError */
export function whyIgnored(event: AponoEvent, mapping: Mapping = {}): string | undefined {
  return ignoredBecause(event, parsedMapping(mapping));
}

function ignoredBecause(event: AponoEvent, options: ParsedMapping): string | undefined {
  if (isAudit(event)) {
    const { action } = event.data;
    return isChosen(action, options)
      ? undefined
      : `the mapping does not choose the audit log's action ${action}`;
  }
  if (isAccessRequest(event)) {
    return statusOfRequest(event, options) === 'ignore'
      ? `the mapping ignores access requests at the stage ${stageOf(event)}`
      : undefined;
  }
  return options.statusFor[event.data.status] === 'ignore'
    ? `the mapping ignores integrations of status ${event.data.status}`
    : undefined;
}

function isChosen(action: string, { auditActions }: ParsedMapping): boolean {
  const done = action.trim().toLowerCase();
  return auditActions.some((chosen) => [done, EVERY_ACTION].includes(chosen.trim().toLowerCase()));
}

function reportOfIntegration(event: IntegrationEvent, options: ParsedMapping): Report {
  const { id, name, status } = event.data;
  const known = name?.trim() || id || '';
  return {
    alert: mappedAlert({
      alert_name: renderOption(options.name, event) || `Apono integration ${known} is failing`,
      ...statusAndPriority(options.statusFor[status], options.priorityFor[status]),
      ...typeAndRunBook(event, options, DEFAULT_RESOURCE_TYPE),
      alert_id: alertIdOf('apono', id ?? known),
      description: renderOption(options.description, event) || descriptionOfIntegration(event),
      metric_name: 'Integration status',
      resource_id: id,
      resource_name: name,
    }),
    reporter: '',
    at: timeOf(event.event_time),
    kind: 'turn',
    gist: `${status} ${gistOf(event.data.issues)}`,
  };
}

/** So much of either end of an issue's text tells whether it is another one, in UTF-16 units; its length does too. */
const MAX_TELLING = 32;

/**
 * Two numbers that differ where the issues do. An order that changes is no news, so they are a sum over the issues: to sort a
 * thousand long ones would take longer than all else.
 *
 * @see http://www.isthe.com/chongo/tech/comp/fnv/ for how each one is hashed
 */
function gistOf(issues: IntegrationEvent['data']['issues']): string {
  let count = 0;
  let one = 0;
  let other = 0;
  for (const { status, message } of issues) {
    if (!status && !message) continue;
    count++;
    const hash = hashOf(message ?? '', hashOf(status ?? '', 0x811c9dc5));
    one = (one + hash) >>> 0;
    other = (other + Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)) >>> 0;
  }
  return `${count} ${one.toString(16)} ${other.toString(16)}`;
}

function hashOf(text: string, before: number): number {
  const ends = text.length <= 2 * MAX_TELLING ? text : text.slice(0, MAX_TELLING) + text.slice(-MAX_TELLING);
  let hash = Math.imul(before ^ text.length, 0x01000193);
  for (let at = 0; at < ends.length; at++) hash = Math.imul(hash ^ ends.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

function reportOfRequest(event: AccessRequestEvent, options: ParsedMapping): Report {
  const { id, friendly_id, requester } = event.data;
  const known = friendly_id?.trim() || id;
  const of = requester?.name?.trim() || requester?.email?.trim();
  const stage = stageOf(event);
  return {
    alert: mappedAlert({
      alert_name: `Access request ${known}${of ? ` of ${of}` : ''} failed`,
      ...statusAndPriority(
        statusOfRequest(event, options),
        options.requestPriorityFor[stage as RequestStage],
      ),
      ...typeAndRunBook(event, options, 'Access Request'),
      alert_id: alertIdOf('apono', 'request', id),
      description: descriptionOfRequest(event),
      metric_name: 'Access request',
      resource_id: id,
      resource_name: known,
    }),
    reporter: '',
    at: timeOf(event.event_time),
    kind: 'turn',
    gist: stage,
  };
}

function reportOfAudit(event: AuditEvent, options: ParsedMapping): Report {
  const { timestamp, action, actor_id, actor_name, target_id, target_type, target_name } = event.data;
  const happened = timestamp ?? event.event_time;
  const what = [target_type, target_name?.trim() || target_id].filter(Boolean).join(' ');
  const who = actor_name?.trim() || actor_id;
  return {
    alert: mappedAlert({
      alert_name: `Apono audit log: ${[action, what].filter(Boolean).join(' ')}${who ? ` by ${who}` : ''}`,
      ...statusAndPriority('Alarm', options.auditPriority),
      ...typeAndRunBook(event, options, target_type),
      // Its time is part of the id: what is done twice is two alerts.
      alert_id: alertIdOf(
        'apono',
        'audit',
        ...[happened, actor_id, action, target_type, target_id].map((part) => String(part ?? '')),
      ),
      description: descriptionOfAudit(event),
      metric_name: 'Audit log',
      resource_id: target_id,
      resource_name: target_name,
    }),
    reporter: '',
    at: timeOf(happened),
    kind: 'turn',
  };
}

/** A stage that Apono has added since is ignored. */
function statusOfRequest(event: AccessRequestEvent, { requestStatusFor }: ParsedMapping): StatusChoice {
  const chosen: Partial<Record<string, StatusChoice>> = requestStatusFor;
  return chosen[stageOf(event)] ?? 'ignore';
}

function statusAndPriority(
  status: StatusChoice,
  priority: AlertPriority,
): Pick<AlertFields, 'status' | 'alert_priority'> {
  return {
    status: status === 'ignore' ? undefined : status,
    alert_priority: status === 'Alarm' ? priority : undefined,
  };
}

function typeAndRunBook(
  event: AponoEvent,
  { resourceType, runBookUrl }: ParsedMapping,
  typeOfItself: string | null | undefined,
): Pick<AlertFields, 'resource_type' | 'run_book_url'> {
  return {
    resource_type: resourceType?.trim() || typeOfItself,
    run_book_url: renderOption(runBookUrl, event),
  };
}
