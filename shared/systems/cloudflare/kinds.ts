import type { AlertPriority } from '../../alert.ts';
import { valueAt } from '../../path.ts';
import { cut, labelled, oneLine, webUrl } from '../../text.ts';

/** Reads a field of a notification's `data` by its dotted path as text; `undefined` where there is none. */
export type Read = (path: string) => string | undefined;

interface Resource {
  id: string | undefined;
  name: string | undefined;
  type: string;
}

/** What is known of one kind of notification: what a person on call calls it, what it is about and what to say of it. */
export interface Kind {
  /** The same for the start and the end. */
  title: string | undefined;
  priority: AlertPriority;
  resource(read: Read): Resource;
  /** The lines of the description that the kind has of its own. */
  lines(read: Read, data: object): (string | undefined)[];
}

const DDOS_COMMON = (read: Read) => [
  labelled('Mitigation', [read('mitigation'), read('action')]),
  labelled('Rule', [read('rule_name'), read('rule_description')]),
  labelled('Started', [read('start_time')]),
  labelled('Attack id', [read('attack_id')]),
];

const networkAttack: Kind = {
  title: 'DDoS attack (layer 3/4)',
  priority: 'Critical',
  resource: (read) => ({
    id: read('target_id') ?? read('target_ip'),
    name: read('target_ip'),
    type: 'IP address',
  }),
  lines: (read) => [
    labelled('Attack', [read('attack_vector'), read('protocol')]),
    labelled('Rate', [
      read('max_rate'),
      withUnit(read('packets_per_second'), 'packets/s'),
      withUnit(read('megabits_per_second'), 'Mbit/s'),
    ]),
    labelled('Target', [read('target_ip'), read('target_port') && `port ${read('target_port')}`]),
    ...DDOS_COMMON(read),
  ],
};

const httpAttack: Kind = {
  title: 'DDoS attack (layer 7)',
  priority: 'Critical',
  resource: (read) => ({
    id: read('zone_tag'),
    name: read('target_hostname') ?? read('zone_name'),
    type: 'Hostname',
  }),
  lines: (read) => [
    labelled('Attack', [read('attack_type')]),
    labelled('Rate', [read('max_rate'), withUnit(read('requests_per_second'), 'requests/s')]),
    labelled('Target', [read('target_hostname'), zoneOf(read)]),
    ...DDOS_COMMON(read),
    labelled('Rule settings', [webUrl(read('rule_link'))]),
  ],
};

const certificate: Kind = {
  title: 'Certificate',
  priority: 'Medium',
  resource: (read) => ({
    id: read('certificate_id') ?? read('certificate_pack_id') ?? read('pack_id'),
    name: read('hostnames') ?? read('zone_name'),
    type: 'Certificate',
  }),
  lines: (read) => [
    labelled('Certificate for', [read('hostnames')]),
    labelled('Expires in', [withUnit(read('days_til_expiration'), 'days')]),
    labelled('Event', [read('event_type')]),
    labelled('Status', [read('certificate_status') ?? read('pack_status')]),
    labelled('Authority', [
      read('pack_ca'),
      read('pack_validation') && `validated by ${read('pack_validation')}`,
    ]),
    labelled('Zone', [read('zone_name')]),
    labelled('Certificate id', [read('certificate_id') ?? read('certificate_pack_id') ?? read('pack_id')]),
  ],
};

const healthCheck: Kind = {
  title: 'Health check',
  priority: 'Critical',
  resource: (read) => ({
    id: read('health_check_id'),
    name: read('health_check_name') ?? read('origin_ip'),
    type: 'Health check',
  }),
  lines: (read) => [
    labelled('Health check', [read('health_check_name')]),
    labelled('Status', [
      [read('old_status'), read('new_status') ?? read('new_health_status')].filter(Boolean).join(' → '),
    ]),
    labelled('Reason', [read('reason')]),
    labelled('Origin', [read('origin_ip')]),
    labelled('Failing regions', [read('failing_regions')]),
    labelled('Changed', [read('status_change_time')]),
    labelled('Since the last failure', [read('time_since_last_failure')]),
    labelled('Zone', [read('zone_name')]),
  ],
};

const MOST_SCRIPTS = 10;

const workers: Kind = {
  title: 'Workers usage',
  priority: 'Medium',
  resource: (read) => ({ id: read('account_tag'), name: read('account_name'), type: 'Account' }),
  lines: (read, data) => {
    const scripts = valueAt(data, 'scripts');
    const shown = Array.isArray(scripts) ? scripts.slice(0, MOST_SCRIPTS) : [];
    const hidden = Array.isArray(scripts) ? scripts.length - shown.length : 0;
    return [
      labelled('Report', [read('alert_type')]),
      labelled('Period', [[read('start_date'), read('end_date')].filter(Boolean).join(' to ')]),
      labelled('Scripts over their usual use', [
        [read('exceeding_script_count'), read('account_script_count')].filter(Boolean).join(' of '),
      ]),
      ...shown.map((script: unknown) => scriptLine(readerOf(script))),
      hidden > 0 ? `and ${hidden} more scripts` : undefined,
      labelled('Total', [
        measured(read, 'total_request_count', 'requests'),
        measured(read, 'total_duration', ''),
        measured(read, 'total_data_egress', 'egress'),
      ]),
    ];
  },
};

const workersObservability: Kind = {
  title: 'Workers alert',
  priority: 'Critical',
  resource: (read) => ({ id: read('config.id'), name: read('config.name'), type: 'Workers alert' }),
  lines: (read) => [
    labelled('Alert', [read('config.name')]),
    labelled('Status', [read('status')]),
    labelled('Summary', [read('episode.summary')]),
    labelled('First failed', [read('episode.first_failed')]),
    labelled('Last failed', [read('episode.last_failed')]),
    labelled('Resolved', [read('episode.resolved_at')]),
    labelled('Account', [read('account.name')]),
  ],
};

const MOST_FIELDS = 30;

function other(priority: AlertPriority): Kind {
  return {
    title: undefined,
    priority,
    resource: (read) => {
      const zone = read('zone_name') ?? read('zone_tag');
      if (zone !== undefined) return { id: read('zone_tag'), name: zone, type: 'Zone' };
      return { id: read('account_tag'), name: read('account_name'), type: 'Account' };
    },
    lines: (_read, data) => fieldsOf(data).slice(0, MOST_FIELDS),
  };
}

const KINDS: Record<string, Kind> = {
  advanced_ddos_attack_l4_alert: networkAttack,
  dos_attack_l4: networkAttack,
  fbm_dosd_attack: networkAttack,
  fbm_volumetric_attack: networkAttack,
  advanced_ddos_attack_l7_alert: httpAttack,
  dos_attack_l7: httpAttack,
  access_custom_certificate_expiration_type: certificate,
  custom_ssl_certificate_event_type: certificate,
  dedicated_ssl_certificate_event_type: certificate,
  hostname_aop_custom_certificate_expiration_type: certificate,
  mtls_certificate_store_certificate_expiration_type: certificate,
  universal_ssl_event_type: certificate,
  zone_aop_custom_certificate_expiration_type: certificate,
  health_check_status_notification: healthCheck,
  workers_alert: workers,
  workers_observability_alert: workersObservability,
};

/** What is down or under attack cannot wait until the morning; all else (usage, digests, maintenance) can. */
const CRITICAL_TYPES: readonly string[] = [
  'advanced_http_alert_error',
  'bgp_hijack_notification',
  'http_alert_edge_error',
  'http_alert_origin_error',
  'incident_alert',
  'load_balancing_health_alert',
  'magic_tunnel_health_check_event',
  'magic_wan_tunnel_health',
  'real_origin_monitoring',
  'secondary_dns_all_primaries_failing',
  'synthetic_test_low_availability_alert',
  'tunnel_health_event',
];

/** The kind that an alert type is of; types that are not known one by one have a kind in common. */
export function kindOf(alertType: string): Kind {
  if (Object.hasOwn(KINDS, alertType)) return KINDS[alertType] as Kind;
  return other(CRITICAL_TYPES.includes(alertType) ? 'Critical' : 'Medium');
}

/** Reads the fields of a value that was never checked: texts, numbers and truth values as text, lists of them joined. */
export function readerOf(value: unknown): Read {
  return (path) => textOf(valueAt(value, path));
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const texts = value.map(textOf).filter((text) => text !== undefined);
    return texts.length === 0 ? undefined : texts.join(', ');
  }
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function withUnit(value: string | undefined, unit: string): string | undefined {
  return value && `${value} ${unit}`;
}

function zoneOf(read: Read): string | undefined {
  const zone = read('zone_name');
  return zone !== undefined && zone !== read('target_hostname') ? `zone ${zone}` : undefined;
}

function scriptLine(read: Read): string | undefined {
  return labelled(read('script_name') ?? 'Script', [
    measured(read, 'request_count', 'requests'),
    measured(read, 'cpu_time', 'CPU'),
    measured(read, 'duration', 'duration'),
    measured(read, 'data_egress', 'egress'),
  ]);
}

/** A measure as Cloudflare spells it: `<name>_value`, `<name>_unit` and, for most, `<name>_previous_value`. */
function measured(read: Read, name: string, what: string): string | undefined {
  const value = read(`${name}_value`);
  if (value === undefined) return undefined;
  const before = read(`${name}_previous_value`);
  return [value, read(`${name}_unit`), what, before && `(before: ${before})`].filter(Boolean).join(' ');
}

const DEEPEST = 3;

/** A line for each field, those of nested objects by their path; what says nothing to a person is left out. */
function fieldsOf(data: object, path: string[] = []): string[] {
  return Object.entries(data).flatMap(([key, value]) => {
    if (key.endsWith('_tag') || key === 'dashboard_link') return [];
    const at = [...path, key.replaceAll('_', ' ')];
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return at.length < DEEPEST ? fieldsOf(value as object, at) : [];
    }
    const label = cut(oneLine(at.join(' ')), 100);
    return labelled(label.charAt(0).toUpperCase() + label.slice(1), [textOf(value)]) ?? [];
  });
}
