import { alertIdOf, mappedAlert, type AlertFields } from '../../alert.ts';
import type { Report } from '../../report.ts';
import { renderOption } from '../../text-template.ts';
import { webUrl } from '../../text.ts';
import { timeOf } from '../../time.ts';
import type { ConformanceResult } from './conformance.ts';
import { descriptionOf, descriptionOfCheck } from './description.ts';
import { classOf, isConformance, type ApiContextEvent } from './event.ts';
import {
  DEFAULT_RESOURCE_TYPE,
  parsedMapping,
  type Mapping,
  type ParsedMapping,
  type Scope,
} from './mapping.ts';
import { nameInNotification } from './notification.ts';
import type { ApiContextResult } from './result.ts';

/**
 * The alert that an event stands for, and who says it; none where the mapping ignores its class.
 *
 * Name and `alert_id` are the same for an Alarm and the OK that ends it: they hold the call (or the workflow, or the check)
 * and nothing that changes from one result to the next.
 *
 * @throws InvalidInputError when the mapping is wrong.
 */
export function toReports(event: ApiContextEvent, mapping: Mapping = {}): readonly Report[] {
  const options = parsedMapping(mapping);
  const resultClass = classOf(event);
  const status = options.statusFor[resultClass];
  if (status === 'ignore') return [];
  const mapped = {
    status,
    alert_priority: status === 'Alarm' ? options.priorityFor[resultClass] : undefined,
    resource_type: options.resourceType?.trim() || DEFAULT_RESOURCE_TYPE,
  };
  return [
    isConformance(event) ? reportOfCheck(event, mapped, options) : reportOfCall(event, mapped, options),
  ];
}

/** What the mapping says of every alert. */
type MappedFields = Pick<AlertFields, 'status' | 'alert_priority' | 'resource_type'>;

/** Why the mapping makes no alert of an event; `undefined` where it makes one. @throws InvalidInputError */
export function whyIgnored(event: ApiContextEvent, mapping: Mapping = {}): string | undefined {
  const { statusFor } = parsedMapping(mapping);
  const resultClass = classOf(event);
  return statusFor[resultClass] === 'ignore'
    ? `the mapping ignores results of class ${resultClass}`
    : undefined;
}

function reportOfCall(result: ApiContextResult, mapped: MappedFields, options: ParsedMapping): Report {
  const scope = options.scope === 'workflow' && !result.workflow_id ? 'call' : options.scope;
  const ofWorkflow = scope === 'workflow';
  const call = callName(result);
  const location = result.location_id ?? '';
  return {
    alert: mappedAlert({
      alert_name: renderOption(options.name, result) || nameOf(result, scope, call),
      ...mapped,
      alert_id: idOf(result, scope),
      description: renderOption(options.description, result) || descriptionOf(result, call),
      alert_url:
        webUrl(ofWorkflow ? result.workflow_result_url : undefined) ??
        webUrl(result.result_url) ??
        webUrl(result.call_url),
      metric_name: 'API call result',
      resource_id: ofWorkflow ? result.workflow_id : result.call_id,
      resource_name: ofWorkflow ? (result.workflow_name ?? result.workflow_id) : call,
      run_book_url: renderOption(options.runBookUrl, result),
    }),
    reporter: ofWorkflow ? alertIdOf(result.call_id, location) : location,
    reporterName: ofWorkflow ? [call, placeName(result)].filter(Boolean).join(' from ') : placeName(result),
    at: timeOf(result.start_time),
    kind: 'sample',
    eventId: result.result_id,
    streak: result.context?._result_streak ?? undefined,
  };
}

function reportOfCheck(event: ConformanceResult, mapped: MappedFields, options: ParsedMapping): Report {
  const { category, check_name, call_id, result_id, timestamp } = event.attributes;
  return {
    alert: mappedAlert({
      alert_name: `${call_id} fails the ${category} check ${check_name}`,
      ...mapped,
      alert_id: alertIdOf('apicontext', 'conformance', call_id, category, check_name),
      description: descriptionOfCheck(event),
      metric_name: `${category} conformance`,
      resource_id: call_id,
      resource_name: call_id,
      run_book_url: renderOption(options.runBookUrl, { ...event.attributes, ...event }),
    }),
    reporter: '',
    at: timeOf(timestamp),
    kind: 'sample',
    eventId: result_id || undefined,
  };
}

/** The words that stand first in the ids of what is no call. */
const RESERVED = ['call', 'workflow', 'conformance'];

/** A call that is called like a reserved word gets a word before it, so that no call's id is a workflow's. */
function idOf({ call_id, location_id, workflow_id }: ApiContextResult, scope: Scope): string {
  if (scope === 'workflow') return alertIdOf('apicontext', 'workflow', workflow_id ?? '');
  return alertIdOf(
    'apicontext',
    ...(RESERVED.includes(call_id) ? ['call'] : []),
    call_id,
    ...(scope === 'call-and-location' && location_id ? [location_id] : []),
  );
}

/** Made only of what does not change from one result to the next, so that Alarm and OK have one name. */
function nameOf(result: ApiContextResult, scope: Scope, call: string): string {
  if (scope === 'workflow') {
    return `Workflow ${result.workflow_name?.trim() || result.workflow_id} is failing`;
  }
  const location = scope === 'call-and-location' && result.location_id ? ` from ${result.location_id}` : '';
  return `${call} is failing${location}`;
}

function callName(result: ApiContextResult): string {
  const { call_meta, call_id } = result;
  return call_meta?.name?.trim() || nameInNotification(result) || call_meta?.domain?.trim() || call_id;
}

/** What a person calls the place that a call was made from: the city, or what else is known. */
function placeName({ location_data, location_id }: ApiContextResult): string | undefined {
  return location_data?.city?.trim() || location_data?.region?.trim() || location_id || undefined;
}
