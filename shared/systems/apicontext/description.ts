import { labelled, webUrl } from '../../text.ts';
import type { ConformanceResult } from './conformance.ts';
import { saidBySender, sentence } from './notification.ts';
import type { ApiContextResult } from './result.ts';

/** What a person on call needs first: what failed, from where, how it answered, what took so long, where to look. */
export function descriptionOf(result: ApiContextResult, name: string): string {
  const { call_meta, project_meta, context, location_data, target_data, dns_records } = result;
  const streak = context?._result_streak;
  return lines([
    `${result.result_class}: ${[result.result, httpStatus(result)].filter(Boolean).join(', ') || 'no details'}`,
    ...saidBySender(result),
    labelled('Call', [name, call_meta?.domain !== name ? call_meta?.domain : undefined]),
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
  ]);
}

/** The sender's own sentence first, then what identifies the check. */
export function descriptionOfCheck({ severityNumber, body, attributes }: ConformanceResult): string {
  const { category, check_name, call_id, project_id, timestamp, result_id } = attributes;
  return lines([
    sentence(body) ?? `${category} conformance check ${severityNumber === 'WARN' ? 'failed' : 'passed'}`,
    labelled('Check', [check_name]),
    labelled('Category', [category]),
    labelled('Call', [call_id]),
    labelled('Project', [project_id]),
    labelled('Time', [timestamp]),
    labelled('Result', [result_id]),
  ]);
}

function lines(of: readonly (string | undefined)[]): string {
  return of.filter(Boolean).join('\n');
}

function httpStatus({ http_code, http_reason }: ApiContextResult): string | undefined {
  if (!http_code) return undefined;
  return `HTTP ${http_code}${http_reason ? ` ${http_reason}` : ''}`;
}

function placeOf(place: ApiContextResult['location_data']): (string | null | undefined)[] {
  return place ? [place.city || place.region, place.country, place.cloud] : [];
}

const PHASES = [
  ['dns', 'DNS lookup'],
  ['connect', 'connecting'],
  ['tls_handshake', 'TLS handshake'],
  ['upload', 'upload'],
  ['processing', 'processing'],
  ['download', 'download'],
] as const;

function timings({ response_time, timing_data }: ApiContextResult): (string | undefined)[] {
  const total = response_time ?? timing_data?.total;
  let slowest: string | undefined;
  let most = 0;
  for (const [phase, label] of PHASES) {
    const ms = timing_data?.[phase] ?? 0;
    if (ms > most) {
      most = ms;
      slowest = `slowest phase ${label} ${ms} ms`;
    }
  }
  return [typeof total === 'number' ? `${total} ms` : undefined, slowest];
}
