/**
 * What someone writes who turns APIContext results into alerts without a library: a JSON Schema of what APIContext documents,
 * for ajv to compile, and a function that fills in the fields. It says what our mapping says of a result that is in order,
 * so that both have the same to do, and does nothing about control characters, lengths or HTML.
 */

const text = { type: ['string', 'null'], maxLength: 65_536 };
const required = { type: 'string', minLength: 1, maxLength: 65_536 };
const integer = { type: ['integer', 'null'] };
const texts = { type: ['array', 'null'], maxItems: 10_000, items: { type: 'string', maxLength: 65_536 } };
const fields = (properties: object) => ({ type: ['object', 'null'], properties });
const place = {
  ip_addr: text,
  cloud: text,
  city: text,
  region: text,
  country: text,
  continent: text,
  latitude: text,
  longitude: text,
};

export const RESULT_SCHEMA = {
  type: 'object',
  required: ['call_id', 'result_id', 'result_class'],
  properties: {
    call_id: required,
    call_url: text,
    call_meta: fields({ name: text, description: text, tags: texts, domain: text }),
    project_meta: fields({ name: text, organization: text, tags: texts }),
    result_id: required,
    result_url: text,
    result: text,
    result_class: { enum: ['PASS', 'SLOW', 'WARNING', 'FAIL'] },
    location_id: text,
    response_size: integer,
    response_time: integer,
    context: fields({
      _notification: fields({ title: text, description: text, category: text }),
      _result_category: text,
      _result_streak: integer,
    }),
    http_code: integer,
    http_reason: text,
    workflow_id: text,
    workflow_name: text,
    workflow_result_id: text,
    workflow_url: text,
    workflow_result_url: text,
    start_time: text,
    target_data: fields({ ...place, network: text, cdn: text, asn: text }),
    timing_data: fields({
      dns: integer,
      connect: integer,
      tls_handshake: integer,
      upload: integer,
      processing: integer,
      download: integer,
      total: integer,
    }),
    location_data: fields(place),
    dns_records: fields({ a: texts, ns: texts, cname: texts }),
  },
};

interface Place {
  ip_addr?: string | null;
  cloud?: string | null;
  city?: string | null;
  region?: string | null;
  country?: string | null;
}

type Phases = 'dns' | 'connect' | 'tls_handshake' | 'upload' | 'processing' | 'download';

/** What of a result is read. */
export interface HandResult {
  call_id: string;
  call_url?: string | null;
  call_meta?: {
    name?: string | null;
    description?: string | null;
    tags?: string[] | null;
    domain?: string | null;
  } | null;
  project_meta?: { name?: string | null; organization?: string | null; tags?: string[] | null } | null;
  result_url?: string | null;
  result?: string | null;
  result_class: 'PASS' | 'SLOW' | 'WARNING' | 'FAIL';
  location_id?: string | null;
  response_time?: number | null;
  http_code?: number | null;
  http_reason?: string | null;
  start_time?: string | null;
  target_data?: (Place & { network?: string | null; cdn?: string | null }) | null;
  timing_data?: Partial<Record<Phases | 'total', number | null>> | null;
  location_data?: Place | null;
}

const PHASES: [Phases, string][] = [
  ['dns', 'DNS lookup'],
  ['connect', 'connecting'],
  ['tls_handshake', 'TLS handshake'],
  ['upload', 'upload'],
  ['processing', 'processing'],
  ['download', 'download'],
];

export function mappedByHand(result: HandResult): Record<string, string> {
  const name = result.call_meta?.name ?? result.call_id;
  const isPass = result.result_class === 'PASS';
  return {
    alert_name: `${name} is failing`,
    status: isPass ? 'OK' : 'Alarm',
    ...(!isPass && { alert_priority: result.result_class === 'FAIL' ? 'Critical' : 'Medium' }),
    alert_id: `apicontext:${result.call_id}`,
    description: descriptionByHand(result, name),
    alert_url: result.result_url ?? result.call_url ?? '',
    metric_name: 'API call result',
    resource_id: result.call_id,
    resource_name: name,
    resource_type: 'API',
  };
}

function descriptionByHand(result: HandResult, name: string): string {
  const { call_meta, project_meta, location_data, target_data, timing_data } = result;
  let slowest = '';
  let most = 0;
  for (const [phase, label] of PHASES) {
    const ms = timing_data?.[phase] ?? 0;
    if (ms > most) [slowest, most] = [label, ms];
  }
  const tags = new Set([...(call_meta?.tags ?? []), ...(project_meta?.tags ?? [])]);
  const line = (label: string, values: (string | null | undefined)[]) => {
    const present = values.filter(Boolean);
    return present.length > 0 ? `${label}: ${present.join(', ')}` : '';
  };
  const places = (place: Place | null | undefined) => [
    place?.city ?? place?.region,
    place?.country,
    place?.cloud,
  ];
  return [
    `${result.result_class}: ${result.result ?? ''}, HTTP ${result.http_code ?? ''} ${result.http_reason ?? ''}`,
    line('Call', [name, call_meta?.domain]),
    line('About', [call_meta?.description]),
    line('Project', [project_meta?.name, project_meta?.organization]),
    line('From', [result.location_id, ...places(location_data)]),
    line('Target', [target_data?.ip_addr, target_data?.cdn ?? target_data?.network, ...places(target_data)]),
    line('Time', [
      `${result.response_time ?? timing_data?.total ?? 0} ms`,
      most > 0 ? `slowest phase ${slowest} ${most} ms` : '',
    ]),
    line('Started', [result.start_time]),
    line('Tags', [...tags]),
    line('Result', [result.result_url]),
    line('Call settings', [result.call_url]),
  ]
    .filter((one) => one !== '')
    .join('\n');
}
