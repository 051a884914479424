import { parseAlert, type Alert, type AlertPriority, type AlertStatus } from '../../alert.ts';
import { renderOption } from '../../text-template.ts';
import { cut, labelled, textOfHtml, webUrl } from '../../text.ts';
import type { ApiContextResult, ResultClass } from './schema.ts';

export const SCOPES = ['call-and-location', 'call', 'workflow'] as const;

/** What one alert stands for: a call as seen from one location, a call from wherever it is seen, or a whole workflow. */
export type Scope = (typeof SCOPES)[number];

export const DEFAULT_SCOPE: Scope = 'call-and-location';
export const DEFAULT_RESOURCE_TYPE = 'API';

/** What becomes of each class of result. `ignore` makes no alert. */
export const DEFAULT_STATUS_FOR: Record<ResultClass, AlertStatus | 'ignore'> = {
  PASS: 'OK',
  SLOW: 'Alarm',
  WARNING: 'Alarm',
  FAIL: 'Alarm',
};

/** How urgent the Alarm of each class is. */
export const DEFAULT_PRIORITY_FOR: Record<ResultClass, AlertPriority> = {
  PASS: 'Medium',
  SLOW: 'Medium',
  WARNING: 'Medium',
  FAIL: 'Critical',
};

/** Templates are text with `{{path.to.field}}` of the result in it, e.g. `{{call_meta.name}}`. */
export interface ApiContextAlertOptions {
  /** Default: FAIL, WARNING and SLOW are Alarm, PASS is OK. */
  statusFor?: Partial<Record<ResultClass, AlertStatus | 'ignore'>> | undefined;
  /** Default: FAIL is Critical, WARNING and SLOW are Medium. */
  priorityFor?: Partial<Record<ResultClass, AlertPriority>> | undefined;
  /** Default `call-and-location`. `workflow` falls back to `call` for a result that is of no workflow. */
  scope?: Scope | undefined;
  /** A template. Give it only what an Alarm and the OK that ends it have in common. */
  name?: string | undefined;
  /** A template. */
  description?: string | undefined;
  /** A template. */
  runBookUrl?: string | undefined;
  /** Default `API`. */
  resourceType?: string | undefined;
}

/**
 * The alert that a performance result stands for; `null` where its class is ignored.
 *
 * The `alert_id` is the same for an Alarm and the OK that ends it: it holds the call and, by default, the location that
 * reports it. The description says what a person on call needs first.
 */
export function alertFromApiContext(
  result: ApiContextResult,
  options: ApiContextAlertOptions = {},
): Alert | null {
  const status = options.statusFor?.[result.result_class] ?? DEFAULT_STATUS_FOR[result.result_class];
  if (status === 'ignore') return null;
  const scope = scopeOf(result, options.scope ?? DEFAULT_SCOPE);
  return parseAlert({
    alert_name: renderOption(options.name, result) || defaultName(result, scope),
    status,
    ...(status === 'Alarm' && {
      alert_priority: options.priorityFor?.[result.result_class] ?? DEFAULT_PRIORITY_FOR[result.result_class],
    }),
    alert_id: alertId(result, scope),
    description: renderOption(options.description, result) || describe(result),
    alert_url:
      webUrl(scope === 'workflow' ? result.workflow_result_url : undefined) ??
      webUrl(result.result_url) ??
      webUrl(result.call_url),
    metric_name: 'API call result',
    resource_id: scope === 'workflow' ? result.workflow_id : result.call_id,
    resource_name: scope === 'workflow' ? (result.workflow_name ?? result.workflow_id) : callName(result),
    resource_type: options.resourceType || DEFAULT_RESOURCE_TYPE,
    run_book_url: renderOption(options.runBookUrl, result),
  });
}

/**
 * Who speaks of the alert that a result stands for: the location where the alert is a call's, the call and location where
 * it is a workflow's. One reporter's PASS must not end what another still reports; see `changeOf`.
 */
export function apiContextReporter(result: ApiContextResult, scope: Scope = DEFAULT_SCOPE): string {
  return reporterOf(result, scopeOf(result, scope));
}

/** Who else sees the alert that a result stands for, by what the receiver added to it as `_also_failing`. */
export function otherApiContextReporters(
  result: ApiContextResult,
  { scope = DEFAULT_SCOPE, statusFor }: ApiContextAlertOptions = {},
): string[] {
  const actualScope = scopeOf(result, scope);
  if (actualScope === 'call-and-location') return [];
  return (result._also_failing ?? [])
    .filter(({ call_id, workflow_id }) =>
      actualScope === 'workflow' ? workflow_id === result.workflow_id : call_id === result.call_id,
    )
    .filter(
      (other) => (statusFor?.[other.result_class] ?? DEFAULT_STATUS_FOR[other.result_class]) === 'Alarm',
    )
    .map((other) => reporterOf(other, actualScope));
}

function reporterOf(of: { call_id: string; location_id?: string | null | undefined }, scope: Scope): string {
  const location = of.location_id ?? '';
  return scope === 'workflow' ? `${of.call_id} ${location}`.trim() : location;
}

function scopeOf(result: ApiContextResult, scope: Scope): Scope {
  return scope === 'workflow' && !result.workflow_id ? 'call' : scope;
}

function alertId(result: ApiContextResult, scope: Scope): string {
  if (scope === 'workflow') return `apicontext:workflow:${result.workflow_id}`;
  const location = scope === 'call-and-location' && result.location_id ? `:${result.location_id}` : '';
  return `apicontext:${result.call_id}${location}`;
}

/** Made only of what does not change from one result to the next, so that Alarm and OK have one name. */
function defaultName(result: ApiContextResult, scope: Scope): string {
  if (scope === 'workflow') return `API workflow: ${result.workflow_name || result.workflow_id}`;
  const location = scope === 'call-and-location' && result.location_id ? ` from ${result.location_id}` : '';
  return `API call: ${callName(result)}${location}`;
}

function callName({ call_meta, call_id }: ApiContextResult): string {
  return call_meta?.name || call_meta?.domain || call_id;
}

/** Bounds the text before it is taken apart, so that a giant payload costs no more than a large one. */
const LONGEST_TEXT = 4_000;

function describe(result: ApiContextResult): string {
  const { call_meta, project_meta, context, location_data, target_data, dns_records } = result;
  const notification = context?._notification;
  const streak = context?._result_streak;
  return [
    `${result.result_class}: ${[result.result, httpStatus(result)].filter(Boolean).join(', ') || 'no further result'}`,
    sentence(notification?.title),
    sentence(notification?.description),
    labelled('Call', [
      callName(result),
      call_meta?.domain !== callName(result) ? call_meta?.domain : undefined,
    ]),
    labelled('About', [sentence(call_meta?.description)]),
    labelled('Project', [project_meta?.name, project_meta?.organization]),
    labelled('Workflow', [result.workflow_name || result.workflow_id]),
    labelled('From', [result.location_id, ...placeOf(location_data)]),
    labelled('Target', [
      target_data?.ip_addr ?? dns_records?.a?.[0],
      target_data?.cdn || target_data?.network,
      ...placeOf(target_data),
    ]),
    labelled('Time', timings(result)),
    labelled('Started', [result.start_time]),
    labelled('In a row', [
      streak && streak > 1 ? `${streak} results of class ${result.result_class}` : undefined,
    ]),
    labelled('Tags', [...new Set([...(call_meta?.tags ?? []), ...(project_meta?.tags ?? [])])].slice(0, 20)),
    labelled('Result', [webUrl(result.result_url)]),
    labelled('Call settings', [webUrl(result.call_url)]),
    labelled('Workflow result', [webUrl(result.workflow_result_url)]),
  ]
    .filter((line) => line !== undefined && line !== '')
    .join('\n');
}

function httpStatus({ http_code, http_reason }: ApiContextResult): string | undefined {
  if (!http_code) return undefined;
  return `HTTP ${http_code}${http_reason ? ` ${http_reason}` : ''}`;
}

function placeOf(place: ApiContextResult['location_data']): (string | null | undefined)[] {
  return place ? [place.city || place.region, place.country, place.cloud] : [];
}

const PHASES = {
  dns: 'DNS lookup',
  connect: 'connecting',
  tls_handshake: 'TLS handshake',
  upload: 'upload',
  processing: 'processing',
  download: 'download',
} as const;

function timings({ response_time, timing_data }: ApiContextResult): string[] {
  const total = response_time ?? timing_data?.total;
  const slowest = Object.entries(PHASES)
    .map(([phase, label]) => ({ label, ms: timing_data?.[phase as keyof typeof PHASES] ?? 0 }))
    .reduce((a, b) => (b.ms > a.ms ? b : a));
  return [
    ...(typeof total === 'number' ? [`${total} ms`] : []),
    ...(slowest.ms > 0 ? [`slowest phase ${slowest.label} ${slowest.ms} ms`] : []),
  ];
}

function sentence(html: string | null | undefined): string | undefined {
  return html ? cut(textOfHtml(html.slice(0, LONGEST_TEXT)), 2_000) : undefined;
}
