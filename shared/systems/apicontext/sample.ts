import type { ConformanceResult, Severity } from './conformance.ts';
import type { ApiContextResult, ResultClass } from './result.ts';

const OUTCOMES: Record<ResultClass, Partial<ApiContextResult>> = {
  PASS: { result: 'COMPLETE', http_code: 200, http_reason: 'OK', response_time: 231 },
  SLOW: { result: 'SLOW_COMPLETE', http_code: 200, http_reason: 'OK', response_time: 4_180 },
  WARNING: { result: 'CONTENT_WARNING', http_code: 200, http_reason: 'OK', response_time: 402 },
  FAIL: {
    result: 'HTTP_SERVER_ERROR',
    http_code: 503,
    http_reason: 'Service Unavailable',
    response_time: 1_240,
  },
};

const OSLO = {
  ip_addr: '198.51.100.23',
  cloud: 'Azure',
  city: 'Oslo',
  region: 'Oslo',
  country: 'Norway',
  continent: 'Europe',
  latitude: '59.91',
  longitude: '10.75',
};

/** A result with every documented field, as APIContext would send it: for tests, for trying things out, for examples. */
export function sample(
  resultClass: ResultClass = 'FAIL',
  overrides: Partial<ApiContextResult> = {},
): ApiContextResult {
  const outcome = OUTCOMES[resultClass];
  const total = outcome.response_time ?? 0;
  return {
    call_id: 'call-7f3a9c',
    call_url: 'https://client.apicontext.com/call/call-7f3a9c',
    call_meta: {
      name: 'Get orders',
      description: 'Lists the orders of the last hour',
      tags: ['orders', 'production'],
      domain: 'orders.example.com',
    },
    project_meta: { name: 'Shop', organization: 'Acme', tags: ['tier-1'] },
    result_id: `result-${resultClass.toLowerCase()}-1`,
    result_url: `https://client.apicontext.com/result/result-${resultClass.toLowerCase()}-1`,
    result_class: resultClass,
    location_id: 'apimetrics_azurenorwayeast',
    response_size: 512,
    context: {},
    workflow_id: null,
    workflow_name: null,
    workflow_result_id: null,
    workflow_url: null,
    workflow_result_url: null,
    start_time: '2026-03-14T02:11:09.412Z',
    target_data: {
      ip_addr: '203.0.113.7',
      cloud: null,
      city: 'London',
      region: 'England',
      country: 'United Kingdom',
      continent: 'Europe',
      latitude: '51.5',
      longitude: '-0.12',
      network: 'Cloudflare',
      cdn: 'Cloudflare',
      asn: 'AS13335',
    },
    timing_data: {
      dns: 12,
      connect: 24,
      tls_handshake: 41,
      upload: 1,
      processing: Math.max(0, total - 90),
      download: 12,
      total,
    },
    // The place is the location's, so it goes where another location is asked for.
    location_data: overrides.location_id === undefined ? OSLO : null,
    dns_records: { a: ['203.0.113.7'], ns: ['ns1.example.com'], cname: null },
    ...outcome,
    ...overrides,
  };
}

/** A conformance result as APIContext would send it. */
export function sampleConformance(
  severity: Severity = 'WARN',
  overrides: Partial<ConformanceResult['attributes']> = {},
): ConformanceResult {
  return {
    severityNumber: severity,
    severityText: severity,
    body: `security conformance check ${severity === 'WARN' ? 'failed' : 'passed'}`,
    attributes: {
      project_id: 'project-1',
      timestamp: '2026-03-14T02:11:09Z',
      category: 'security',
      check_name: 'hsts',
      call_id: 'call-7f3a9c',
      result_id: `result-${severity.toLowerCase()}-1`,
      ...overrides,
    },
  };
}
