import type { AlertPriority } from '../../alert.ts';
import { labelled } from '../../text.ts';
import { nameOfAlertType } from './alert-types.ts';
import {
  idsOfEach,
  linesOfFields,
  linkOf,
  measured,
  readerOf,
  readersOf,
  spaced,
  textOfEach,
  withUnit,
  type Read,
} from './read.ts';

export interface Resource {
  id: string | undefined;
  name: string | undefined;
  type: string;
}

/** Where in `data` it stands whether the matter is over, and in which words. Upper and lower case are one. */
export interface StateRule {
  /** A list in `data` whose elements have the states; by default `data` has one itself. */
  readonly ofEach?: string | undefined;
  /** Dotted paths. Of several states one that is not over decides. */
  readonly at: readonly string[];
  /** What the words begin with and is cut off, e.g. `INCIDENT_STATUS_`. */
  readonly prefix?: string | undefined;
  /** Only what follows the last dot counts: `failed` of `ssl.certificate.validation.failed`. */
  readonly lastPart?: boolean | undefined;
  /** The words for "it is over". */
  readonly over: readonly string[];
  /** The words for "it is not". */
  readonly open: readonly string[];
  /** Whether `alert_event` can say that it is over though the state is one of the open ones. */
  readonly endsByEventToo?: boolean | undefined;
  /** Those of the open ones that can wait until the morning, whatever the kind's priority. */
  readonly medium?: readonly string[] | undefined;
}

/** What is known of one kind of notification: what a person on call calls it, what it is about and what to say of it. */
export interface Kind {
  /** The alert types that are of this kind. */
  readonly types: readonly string[];
  /** What is wrong, in the words of the alert's name; the same for the start and the end. */
  readonly title: string | undefined;
  /** In the documentation: there is one alert for each of these. */
  readonly each: string;
  readonly priority: AlertPriority;
  /** What makes it Critical, where `priority` says that it is Medium else. */
  readonly critical?: { readonly at: string; readonly prefix: string; readonly words: readonly string[] };
  /**
   * The thing that the notification is about, by ids that are the same for its start and its end; it makes the `alert_id`.
   * Without one Cloudflare's correlation id decides, else the policy, the type and `about`.
   */
  thing?(read: Read, data: object): readonly (string | undefined)[] | undefined;
  /** In the `alert_id` in place of the type, where the start and the end are of two types. */
  readonly family?: string;
  readonly state?: StateRule;
  resource(read: Read, data: object): Resource;
  /** What tells two matters of one policy apart where there is neither a thing nor a correlation id; default: the resource. */
  about?(read: Read, data: object): readonly (string | undefined)[];
  /** A page for a person, where `dashboard_link` has none. */
  link?(read: Read): string | undefined;
  /** The lines of the description that the kind has of its own. */
  lines(read: Read, data: object): readonly (string | undefined)[];
  /** What a person must be told again when it changes, besides the state. */
  gist?(read: Read): string | undefined;
  /** `data` as Cloudflare sends it when the matter begins, and what is different in it when the matter is over. */
  readonly example: { readonly start: object; readonly end?: object };
}

/** A kind of which it is known what is wrong. */
interface NamedKind extends Kind {
  readonly title: string;
}

const ddosLines = (read: Read) => [
  labelled('Mitigation', [read('mitigation'), read('action')]),
  labelled('Rule', [read('rule_name'), read('rule_description')]),
  labelled('Started', [read('start_time')]),
  labelled('Attack id', [read('attack_id')]),
];

const networkAttack: NamedKind = {
  types: ['advanced_ddos_attack_l4_alert', 'dos_attack_l4', 'fbm_dosd_attack', 'fbm_volumetric_attack'],
  title: 'DDoS attack (layer 3/4)',
  each: 'attack',
  priority: 'Critical',
  resource: (read) => ({
    id: read('target_id') ?? read('target_ip'),
    name: read('target_ip'),
    type: 'IP address',
  }),
  about: (read) => [read('target_id') ?? read('target_ip'), read('attack_id') ?? read('rule_name')],
  lines: (read, data) => [
    labelled('Attack', [read('attack_vector') ?? read('attack_type'), read('protocol')]),
    labelled('Rate', [
      read('max_rate'),
      withUnit(read('packets_per_second'), 'packets/s'),
      withUnit(read('megabits_per_second'), 'Mbit/s'),
    ]),
    labelled('Threshold', [read('rule_threshold'), read('rule_duration') && `for ${read('rule_duration')}`]),
    labelled('Target', [read('target_ip'), read('target_port') && `port ${read('target_port')}`]),
    labelled('Advertised', [
      textOfEach(data, 'advertise_status', (one) => spaced(one('prefix'), one('status'))),
    ]),
    ...ddosLines(read),
  ],
  example: {
    start: {
      action: 'block',
      attack_id: '3ea8c7a1f0d44a53a5d1b5b1f7a2c001',
      attack_vector: 'SYN flood',
      max_rate: '2.1 Mpps',
      megabits_per_second: 1_340,
      mitigation: 'Blocked at the edge',
      packets_per_second: 2_100_000,
      protocol: 'TCP',
      rule_description: 'SYN flood with unusual options',
      rule_name: 'syn-flood-7',
      start_time: '2026-03-14T02:10:00Z',
      target_id: 'target-1',
      target_ip: '203.0.113.7',
      target_port: 443,
    },
  },
};

const httpAttack: NamedKind = {
  types: ['advanced_ddos_attack_l7_alert', 'dos_attack_l7'],
  title: 'DDoS attack (layer 7)',
  each: 'attack',
  priority: 'Critical',
  resource: (read) => ({
    id: read('zone_tag') ?? read('target_id'),
    name: read('target_hostname') ?? read('zone_name') ?? read('target_zone_name'),
    type: 'Hostname',
  }),
  about: (read) => [read('target_hostname') ?? read('zone_name'), read('attack_id')],
  lines: (read) => [
    labelled('Attack', [read('attack_type')]),
    labelled('Rate', [read('max_rate'), withUnit(read('requests_per_second'), 'requests/s')]),
    labelled('Target', [read('target_hostname'), zoneBeside(read)]),
    ...ddosLines(read),
    labelled('Rule settings', [linkOf(read('rule_link'))]),
  ],
  example: {
    start: {
      action: 'managed_challenge',
      attack_id: '9c1a5a4a2e6d4b0fb2b7d2f54c7a1002',
      attack_type: 'HTTP flood',
      max_rate: '48 krps',
      mitigation: 'Challenged at the edge',
      requests_per_second: 48_200,
      rule_description: 'Requests with a known attack tool signature',
      rule_link: 'https://dash.cloudflare.com/?to=/:account/:zone/security/ddos',
      start_time: '2026-03-14T02:10:00Z',
      target_hostname: 'shop.example.com',
      zone_name: 'example.com',
      zone_tag: '023e105f4ecef8ad9ca31a8372d0c353',
    },
  },
};

const healthCheck: NamedKind = {
  types: ['health_check_status_notification'],
  title: 'Health check fails',
  each: 'health check',
  priority: 'Critical',
  thing: (read) => [read('health_check_id') ?? read('health_check_name') ?? read('name')],
  state: {
    at: ['new_status', 'new_health_status', 'status'],
    over: ['healthy'],
    open: ['unhealthy', 'suspended', 'unknown'],
  },
  resource: (read) => ({
    id: read('health_check_id'),
    name: read('health_check_name') ?? read('name') ?? read('origin_ip'),
    type: 'Health check',
  }),
  lines: (read) => [
    labelled('Health check', [read('health_check_name') ?? read('name')]),
    labelled('Status', [
      change(read('old_status'), read('new_status') ?? read('new_health_status') ?? read('status')),
    ]),
    labelled('Reason', [read('reason')]),
    labelled('Answer', [
      spaced(read('actual_code'), read('expected_codes') && `(expected: ${read('expected_codes')})`),
    ]),
    labelled('Origin', [read('origin_ip')]),
    labelled('Failing regions', [read('failing_regions')]),
    labelled('Changed', [read('status_change_time') ?? read('time')]),
    labelled('Since the last failure', [read('time_since_last_failure')]),
    labelled('Zone', [read('zone_name')]),
  ],
  example: {
    start: {
      failing_regions: 'WEU, ENAM',
      health_check_id: '699d98642c564d2e855e9661899b7252',
      health_check_name: 'origin-api',
      new_status: 'Unhealthy',
      old_status: 'Healthy',
      origin_ip: '203.0.113.20',
      reason: 'TCP connection failed',
      status_change_time: '2026-03-14T02:11:00Z',
      time_since_last_failure: '11 days',
      zone_name: 'example.com',
      zone_tag: '023e105f4ecef8ad9ca31a8372d0c353',
    },
    end: { failing_regions: '', new_status: 'Healthy', old_status: 'Unhealthy', reason: 'No failures' },
  },
};

/** Whether it is one origin that is unhealthy, not the whole pool. */
const ofOrigin = (read: Read) =>
  (read('event_source')?.toLowerCase() ?? 'origin') === 'origin' && read('origin_name') !== undefined;

const loadBalancing: NamedKind = {
  types: ['load_balancing_health_alert'],
  title: 'Load balancing is unhealthy',
  each: 'pool, or origin within it',
  priority: 'Critical',
  thing: (read) => {
    const pool = read('pool_id') ?? read('pool_name');
    return pool === undefined ? undefined : [pool, ...(ofOrigin(read) ? [read('origin_name')] : [])];
  },
  state: {
    at: ['new_health'],
    over: ['healthy'],
    open: ['unhealthy', 'critical', 'degraded'],
    medium: ['degraded'],
  },
  resource: (read) =>
    ofOrigin(read)
      ? {
          id: read('pool_id'),
          name: spaced(read('origin_name'), read('pool_name') && `of pool ${read('pool_name')}`),
          type: 'Origin',
        }
      : { id: read('pool_id'), name: read('pool_name') && `pool ${read('pool_name')}`, type: 'Pool' },
  lines: (read, data) => [
    labelled('Pool', [read('pool_name')]),
    labelled('Origin', [read('origin_name')]),
    labelled('Health', [change(read('old_health'), read('new_health'))]),
    labelled('Reason', [read('origin_failure_reason') ?? read('pool_failure_reason') ?? read('reason')]),
    labelled('Load balancer', [
      read('load_balancer_name'),
      textOfEach(data, 'load_balancers', (one) => one('name')) ?? read('load_balancers'),
    ]),
    labelled('Regions', [read('regions')]),
    labelled('Changed', [read('timestamp')]),
  ],
  example: {
    start: {
      event_source: 'pool',
      load_balancers: 'www.example.com',
      new_health: 'Unhealthy',
      pool_id: '17b5962d775c646f3f9725cbc7a53df4',
      pool_name: 'primary',
      regions: 'ENAM',
      timestamp: '2026-03-14T02:11:00Z',
    },
    end: { new_health: 'Healthy' },
  },
};

const poolEnablement: NamedKind = {
  types: ['load_balancing_pool_enablement_alert'],
  title: 'Pool is disabled',
  each: 'pool',
  priority: 'Medium',
  thing: (read) => [read('pool_id') ?? read('pool_name')],
  state: { at: ['enabled'], over: ['true'], open: ['false'] },
  resource: (read) => ({ id: read('pool_id'), name: read('pool_name'), type: 'Pool' }),
  lines: (read) => [
    labelled('Pool', [read('pool_name')]),
    labelled('Enabled', [read('enabled')]),
    labelled('By', [read('auth_info.actor_email')]),
    labelled('Changed', [read('updated_at')]),
  ],
  example: {
    start: {
      auth_info: { actor_email: 'jo@example.com' },
      enabled: false,
      pool_id: '17b5962d775c646f3f9725cbc7a53df4',
      pool_name: 'primary',
      updated_at: '2026-03-14T02:11:00Z',
    },
    end: { enabled: true },
  },
};

const tunnel: NamedKind = {
  types: ['tunnel_health_event'],
  title: 'Tunnel is not healthy',
  each: 'tunnel',
  priority: 'Critical',
  thing: (read) => [read('tunnel_id') ?? read('tunnel_name')],
  state: {
    at: ['new_status'],
    prefix: 'TUNNEL_STATUS_TYPE_',
    over: ['HEALTHY'],
    open: ['DOWN', 'DEGRADED', 'INACTIVE'],
    medium: ['DEGRADED'],
  },
  resource: (read) => ({ id: read('tunnel_id'), name: read('tunnel_name'), type: 'Tunnel' }),
  lines: (read) => [
    labelled('Tunnel', [read('tunnel_name'), read('tunnel_id')]),
    labelled('Status', [read('new_status')]),
    labelled('Reason', [read('status_reason')]),
    labelled('Changed', [read('timestamp')]),
  ],
  example: {
    start: {
      alert_name: 'tunnel_health_event',
      new_status: 'TUNNEL_STATUS_TYPE_DOWN',
      status_reason: 'status change',
      timestamp: '2026-03-14T02:11:00Z',
      tunnel_id: '3a8f2b9c-7d2e-4a8f-bc91-1a2b3c4d5e6f',
      tunnel_name: 'office',
    },
    end: { new_status: 'TUNNEL_STATUS_TYPE_HEALTHY' },
  },
};

const magicTunnel: NamedKind = {
  types: ['magic_tunnel_health_check_event', 'magic_wan_tunnel_health'],
  title: 'Magic tunnel is down',
  each: 'tunnel',
  priority: 'Critical',
  thing: (read) => [read('tunnel_id') ?? read('tunnel_name')],
  state: { at: ['new_status'], prefix: 'MAGIC_TUNNEL_STATUS_', over: ['UP'], open: ['DOWN'] },
  resource: (read) => ({ id: read('tunnel_id'), name: read('tunnel_name'), type: 'Tunnel' }),
  lines: (read) => [
    labelled('Tunnel', [read('tunnel_name'), read('tunnel_id')]),
    labelled('Status', [change(read('previous_status'), read('new_status'))]),
    labelled('Site', [read('mwan_site_name')]),
    labelled('Data centers', [read('pop_names')]),
    labelled('Successful health checks', [
      spaced(read('observed_slo'), read('slo') && `(wanted: ${read('slo')})`),
    ]),
    labelled('Changed', [read('event_ts') ?? read('timestamp')]),
  ],
  example: {
    start: {
      event_ts: '2026-03-14T02:11:00Z',
      mwan_site_name: 'Oslo',
      new_status: 'MAGIC_TUNNEL_STATUS_DOWN',
      observed_slo: '85.5',
      pop_names: 'ARN, FRA',
      previous_status: 'MAGIC_TUNNEL_STATUS_UP',
      slo: '99.9',
      tunnel_id: '1a9ed2c83f5d4f5bb52e8c3d11f3a7b9',
      tunnel_name: 'gre-primary',
    },
    end: {
      new_status: 'MAGIC_TUNNEL_STATUS_UP',
      observed_slo: '100',
      previous_status: 'MAGIC_TUNNEL_STATUS_DOWN',
    },
  },
};

const incident: NamedKind = {
  types: ['incident_alert'],
  title: 'Incident',
  each: 'incident',
  priority: 'Medium',
  critical: { at: 'incident_impact', prefix: 'INCIDENT_IMPACT_', words: ['MAJOR', 'CRITICAL'] },
  thing: (read) => [read('incident_id')],
  state: {
    at: ['incident_status'],
    prefix: 'INCIDENT_STATUS_',
    // A postmortem is written after the end.
    over: ['RESOLVED', 'POSTMORTEM'],
    open: ['INVESTIGATING', 'IDENTIFIED', 'MONITORING'],
  },
  resource: (read) => ({ id: read('incident_id'), name: read('incident_name'), type: 'Incident' }),
  link: (read) => {
    const id = read('incident_id') ?? '';
    return /^[a-z0-9]+$/i.test(id) ? `https://www.cloudflarestatus.com/incidents/${id}` : undefined;
  },
  lines: (read, data) => [
    labelled('Incident', [read('incident_name')]),
    labelled('Status', [read('incident_status')]),
    labelled('Impact', [read('incident_impact')]),
    labelled('Message', [read('message')]),
    labelled('Affected', [textOfEach(data, 'affected_components', (one) => one('name'))]),
    labelled('Began', [read('incident_created_at') ?? read('created_at')]),
  ],
  example: {
    start: {
      affected_components: [{ id: 'kf0ktv29xrfy', name: 'Zero Trust' }],
      incident_created_at: '2026-03-14T02:00:00Z',
      incident_id: 'n7058grjk59r',
      incident_impact: 'INCIDENT_IMPACT_MAJOR',
      incident_name: 'Regional degraded connectivity for Secure Web Gateway',
      incident_status: 'INCIDENT_STATUS_INVESTIGATING',
      message: 'We are investigating.',
    },
    end: { incident_status: 'INCIDENT_STATUS_RESOLVED', message: 'This incident has been resolved.' },
  },
};

const maintenance: NamedKind = {
  types: ['maintenance_event_notification'],
  title: 'Maintenance',
  each: 'maintenance',
  priority: 'Medium',
  thing: (read) => [read('maintenance_id')],
  state: {
    at: ['event_type'],
    prefix: 'MAINTENANCE_EVENT_TYPE_',
    over: ['CANCELED', 'CANCELLED'],
    open: ['SCHEDULED', 'CHANGED'],
  },
  resource: (read) => ({ id: read('maintenance_id'), name: read('airport_code'), type: 'Maintenance' }),
  lines: (read) => [
    labelled('Data center', [read('airport_code')]),
    labelled('Event', [read('event_type')]),
    labelled('From', [read('scheduled_start')]),
    labelled('To', [read('scheduled_end')]),
  ],
  gist: (read) => spaced(read('scheduled_start'), read('scheduled_end')),
  example: {
    start: {
      airport_code: 'LHR',
      event_type: 'MAINTENANCE_EVENT_TYPE_SCHEDULED',
      maintenance_id: '20260314-lhr',
      scheduled_end: '2026-03-16T05:00:00Z',
      scheduled_start: '2026-03-16T01:00:00Z',
    },
    end: { event_type: 'MAINTENANCE_EVENT_TYPE_CANCELED' },
  },
};

/** The ids of a certificate: a pack outlives the certificates in it, so it comes first. */
const certificateThing = (read: Read) => {
  const zone = read('metadata.zone.id') ?? read('zone_tag');
  const certificate =
    read('data.id') ?? read('certificate_pack_id') ?? read('pack_id') ?? read('certificate_id');
  return certificate === undefined ? undefined : [...(zone === undefined ? [] : [zone]), certificate];
};

const hostsOf = (read: Read) =>
  read('data.hosts') ?? read('data.hostname') ?? read('data.ssl.hosts') ?? read('hostnames');

const certificateResource = (read: Read, data: object): Resource => ({
  id: certificateThing(read)?.at(-1),
  name: hostsOf(read) ?? read('zone_name') ?? challengedHost(data),
  type: 'Certificate',
});

const certificateLines = (read: Read, data: object) => [
  labelled('Certificate for', [hostsOf(read) ?? challengedHost(data)]),
  labelled('Expires in', [withUnit(read('days_til_expiration'), 'days')]),
  labelled('Expires', [read('data.expires_on') ?? read('data.ssl.expires_on')]),
  labelled('Event', [read('metadata.event.type') ?? read('event_type')]),
  labelled('Status', [
    read('data.status') ?? read('data.ssl.status') ?? read('certificate_status') ?? read('pack_status'),
  ]),
  labelled('Authority', [
    read('data.issuer') ?? read('pack_ca'),
    withValidation(read('data.method') ?? read('data.ssl.method') ?? read('pack_validation')),
  ]),
  ...['data.validation_errors', 'data.ssl.validation_errors'].map((path) =>
    labelled('Error', [textOfEach(data, path, (one) => one('message')) ?? read(path)]),
  ),
  ...VALIDATION_RECORDS.flatMap((path) => readersOf(data, path).flatMap(validationSteps)),
  labelled('Zone', [read('zone_name') ?? read('metadata.zone.id')]),
  labelled('Certificate id', [certificateThing(read)?.at(-1)]),
];

const VALIDATION_RECORDS = ['data.validation_records', 'data.ssl.validation_records'];

/** What a person does so that a certificate can be validated. */
function validationSteps(record: Read): (string | undefined)[] {
  const [txt, cname, url] = [record('txt_name'), record('cname'), record('http_url')];
  return [
    labelled('To do', [txt && spaced('create the TXT record', txt, 'with the value', record('txt_value'))]),
    labelled('To do', [cname && spaced('create the CNAME record', cname, 'to', record('cname_target'))]),
    labelled('To do', [url && spaced('serve', url, 'with the body', record('http_body'))]),
    labelled('To do', [record('emails') && `answer the mail that was sent to ${record('emails')}`]),
  ];
}

/** The host that a validation record proves the control of; a notification can come without any other name. */
function challengedHost(data: object): string | undefined {
  return VALIDATION_RECORDS.flatMap((path) => readersOf(data, path))
    .map((record) => record('txt_name')?.replace(/^_acme-challenge\./i, ''))
    .find((host) => host !== undefined);
}

const certificate: NamedKind = {
  types: [
    'custom_ssl_certificate_event_type',
    'dedicated_ssl_certificate_event_type',
    'universal_ssl_event_type',
  ],
  title: 'Certificate needs attention',
  each: 'certificate of a zone',
  priority: 'Medium',
  thing: certificateThing,
  state: {
    at: ['metadata.event.type'],
    lastPart: true,
    over: ['succeeded'],
    open: ['failed', 'upcoming_certificate_expiration_notification'],
  },
  resource: certificateResource,
  lines: certificateLines,
  example: {
    start: {
      data: {
        hosts: ['example.com', '*.example.com'],
        id: '0d89c70d-ad9f-4843-b99f-6cc0252067e9',
        issuer: 'lets_encrypt',
        method: 'txt',
        status: 'pending_validation',
        validation_errors: [{ message: 'no TXT record was found' }],
        validation_records: [{ txt_name: '_acme-challenge.example.com', txt_value: 'ca3-8f1c2e' }],
      },
      metadata: {
        event: { created_at: '2026-03-14T02:11:00Z', id: 'e1', type: 'ssl.certificate.validation.failed' },
        zone: { id: '023e105f4ecef8ad9ca31a8372d0c353' },
      },
    },
    end: {
      metadata: {
        event: { created_at: '2026-03-14T03:11:00Z', id: 'e2', type: 'ssl.certificate.validation.succeeded' },
        zone: { id: '023e105f4ecef8ad9ca31a8372d0c353' },
      },
    },
  },
};

const expiringCertificate: NamedKind = {
  types: [
    'access_custom_certificate_expiration_type',
    'hostname_aop_custom_certificate_expiration_type',
    'mtls_certificate_store_certificate_expiration_type',
    'zone_aop_custom_certificate_expiration_type',
  ],
  title: 'Certificate expires',
  each: 'certificate of a zone',
  priority: 'Medium',
  thing: certificateThing,
  resource: certificateResource,
  lines: certificateLines,
  example: {
    start: {
      certificate_id: 'certificate-1',
      days_til_expiration: 7,
      hostnames: 'vpn.example.com',
      zone_name: 'example.com',
      zone_tag: '023e105f4ecef8ad9ca31a8372d0c353',
    },
  },
};

const originMonitoring: NamedKind = {
  types: ['real_origin_monitoring'],
  title: 'Origin cannot be reached',
  each: 'set of zones that the policy reports',
  priority: 'Critical',
  resource: (read, data) => ({
    id: read('zone_tag'),
    name: textOfEach(data, 'unreachable_zones', zoneOrHost) ?? read('zone_name'),
    type: 'Zone',
  }),
  about: (_read, data) => idsOfEach(data, 'unreachable_zones', zoneOrHost),
  lines: (read, data) => [
    labelled('Unreachable', [
      textOfEach(data, 'unreachable_zones', (one) =>
        spaced(zoneOrHost(one), one('host') && one('zone_name') && `(host ${one('host')})`),
      ),
    ]),
    labelled('Zone', [read('zone_name')]),
  ],
  example: { start: { unreachable_zones: [{ host: 'www.example.com', zone_name: 'example.com' }] } },
};

const addressOf = (port: Read) => {
  const ip = port('ip');
  return [ip?.includes(':') ? `[${ip}]` : ip, port('number')].filter(Boolean).join(':') || undefined;
};

const portScan: NamedKind = {
  types: ['open_port_scan_alert', 'closed_port_scan_alert'],
  title: 'Port is open',
  each: 'set of ports',
  priority: 'Medium',
  family: 'port_scan',
  thing: (_read, data) => idsOfEach(data, 'ports', addressOf),
  state: {
    ofEach: 'ports',
    at: ['status'],
    over: ['CLOSED'],
    open: ['OPENED', 'OPEN'],
    endsByEventToo: true,
  },
  resource: (_read, data) => ({
    id: undefined,
    name: textOfEach(data, 'ports', addressOf),
    type: 'Port',
  }),
  lines: (read, data) => [
    labelled('Ports', [textOfEach(data, 'ports', (one) => spaced(addressOf(one), one('status')))]),
    labelled('Scanned', [read('scanned_at')]),
    labelled('Account', [read('account_name')]),
  ],
  example: {
    start: {
      ports: [{ ip: '203.0.113.7', number: 8080, status: 'OPENED' }],
      scanned_at: '2026-03-14T02:11:00Z',
    },
    end: {
      ports: [{ ip: '203.0.113.7', number: 8080, status: 'CLOSED' }],
      scanned_at: '2026-03-15T02:11:00Z',
    },
  },
};

const hijack: NamedKind = {
  types: ['bgp_hijack_notification'],
  title: 'Route leak or BGP hijack',
  each: 'prefix that the policy reports',
  priority: 'Critical',
  resource: (read) => ({
    id: undefined,
    name: read('prefix_hijacked') ?? read('prefix_configured'),
    type: 'Prefix',
  }),
  about: (read) => [read('prefix_hijacked') ?? read('prefix_configured'), read('hijack_as')],
  lines: (read) => [
    labelled('Alert', [read('alert_title')]),
    labelled('Prefix', [
      read('prefix_hijacked'),
      read('prefix_configured') && `of ${read('prefix_configured')}`,
    ]),
    labelled('Announced by', [read('hijack_as')]),
    labelled('ASNs seen', [read('ASNs_seen')]),
    labelled('Priority', [read('alert_priority_level')]),
    labelled('Details', [read('additional_info')]),
    labelled('Began', [read('alert_start_time')]),
  ],
  example: {
    start: {
      ASNs_seen: ['64496', '64497'],
      alert_priority_level: 'CRITICAL',
      alert_start_time: '2026-03-14T02:10:00Z',
      alert_title: 'Possible BGP hijack',
      hijack_as: '64511',
      prefix_configured: '203.0.113.0/24',
      prefix_hijacked: '203.0.113.0/25',
    },
  },
};

const radar: NamedKind = {
  types: ['radar_notification'],
  title: 'Radar',
  each: 'event of Radar',
  priority: 'Medium',
  resource: (read) => ({ id: read('event_id'), name: read('event_title'), type: 'Internet event' }),
  link: (read) => linkOf(read('event_link')),
  lines: (read) => [
    labelled('Event', [read('event_title'), read('event_type')]),
    labelled('Locations', [read('affected_locations')]),
    labelled('Networks', [read('affected_asns')]),
    labelled('Leak', [
      ...(['from', 'by', 'to'] as const).map((side) => {
        const network = spaced(read(`bgp_leak.asn_${side}.name`), read(`bgp_leak.asn_${side}.code`));
        return network && `${side} ${network}`;
      }),
    ]),
    labelled('Began', [read('event_start_time')]),
    labelled('Ended', [read('event_end_time')]),
  ],
  example: {
    start: {
      affected_asns: ['64496'],
      affected_locations: ['PT'],
      event_id: '212418',
      event_link: 'https://radar.cloudflare.com/routing/anomalies/leak-212418',
      event_start_time: '2026-03-14T02:10:00Z',
      event_title: 'BGP route leak',
      event_type: 'BGP_LEAK',
    },
  },
};

const workersUsage: NamedKind = {
  types: ['workers_alert'],
  title: 'Workers usage',
  each: 'policy',
  priority: 'Medium',
  resource: (read) => ({ id: read('account_tag'), name: read('account_name'), type: 'Account' }),
  about: () => [],
  lines: (read, data) => [
    labelled('Report', [read('alert_type')]),
    labelled('Period', [[read('start_date'), read('end_date')].filter(Boolean).join(' to ')]),
    labelled('Scripts over their usual use', [
      [read('exceeding_script_count'), read('account_script_count')].filter(Boolean).join(' of '),
    ]),
    ...readersOf(data, 'scripts').map(scriptLine),
    moreScripts(data),
    labelled('Total', [
      measured(read, 'total_request_count', 'requests'),
      measured(read, 'total_duration', ''),
      measured(read, 'total_data_egress', 'egress'),
    ]),
  ],
  example: {
    start: {
      account_script_count: 14,
      alert_type: 'weekly',
      end_date: '2026-03-14',
      exceeding_script_count: 1,
      scripts: [
        {
          cpu_time_previous_value: 12,
          cpu_time_unit: 'ms',
          cpu_time_value: 48,
          request_count_previous_value: 1.1,
          request_count_unit: 'M',
          request_count_value: 4.2,
          routes: ['example.com/api/*'],
          script_name: 'api-gateway',
        },
      ],
      start_date: '2026-03-07',
      total_request_count_unit: 'M',
      total_request_count_value: 9.7,
    },
  },
};

const workersObservability: NamedKind = {
  types: ['workers_observability_alert'],
  title: 'Workers alert',
  each: 'alert that is set up for Workers',
  priority: 'Critical',
  thing: (read) => [read('config.id')],
  state: { at: ['status'], over: ['RESOLVED'], open: ['PENDING', 'FIRING'], endsByEventToo: true },
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
  example: {
    start: {
      account: { id: '9035f53656c247e895c5a6939ae8a0e0', name: 'Acme' },
      config: { id: 'a1', name: 'Errors of the checkout worker' },
      episode: {
        first_failed: '2026-03-14T02:09:00Z',
        id: 'e1',
        last_failed: '2026-03-14T02:11:00Z',
        summary: '31 errors in 5 minutes',
      },
      status: 'FIRING',
    },
    end: { status: 'RESOLVED' },
  },
};

const workersIssue: NamedKind = {
  types: ['workers_observability_real_time_issue'],
  title: 'Workers issue',
  each: 'issue',
  priority: 'Medium',
  thing: (read) => [read('issue.id')],
  resource: (read) => ({ id: read('issue.id'), name: read('issue.title'), type: 'Workers issue' }),
  lines: (_read, data) => linesOfFields(data),
  example: {
    start: {
      issue: {
        id: '20000000-0000-4000-8000-000000000002',
        services: [{ name: 'checkout' }],
        title: 'TypeError: cart is undefined',
      },
    },
  },
};

/** What is down or under attack cannot wait until the morning; all else (usage, digests, spikes) can. */
export const OTHER_CRITICAL_TYPES: readonly string[] = [
  'advanced_http_alert_error',
  'http_alert_edge_error',
  'http_alert_origin_error',
  'secondary_dns_all_primaries_failing',
  'synthetic_test_low_availability_alert',
];

function other(types: readonly string[], title: string | undefined, priority: AlertPriority): Kind {
  return {
    types,
    title,
    each: 'correlation ID; else zone or subject that a policy reports',
    priority,
    resource: (read) => {
      const zone = read('zone_name') ?? read('zone_tag');
      if (zone !== undefined) return { id: read('zone_tag'), name: zone, type: 'Zone' };
      const subject = read('subject') ?? read('target_hostname') ?? read('hostname') ?? read('host');
      if (subject !== undefined) return { id: undefined, name: subject, type: 'Resource' };
      return { id: read('account_tag'), name: read('account_name'), type: 'Account' };
    },
    lines: (_read, data) => linesOfFields(data),
    example: { start: { zone_name: 'example.com' } },
  };
}

/** A row for each kind of notification that is more than its fields. */
export const KINDS: readonly NamedKind[] = [
  networkAttack,
  httpAttack,
  healthCheck,
  loadBalancing,
  poolEnablement,
  tunnel,
  magicTunnel,
  incident,
  maintenance,
  certificate,
  expiringCertificate,
  originMonitoring,
  portScan,
  hijack,
  radar,
  workersUsage,
  workersObservability,
  workersIssue,
];

const KIND_OF = new Map(KINDS.flatMap((kind) => kind.types.map((type) => [type, kind] as const)));

/** The kind that an alert type is of; types that are not known one by one have a kind in common. */
export function kindOf(alertType: string): Kind {
  return (
    KIND_OF.get(alertType) ??
    other(
      [alertType],
      nameOfAlertType(alertType),
      OTHER_CRITICAL_TYPES.includes(alertType) ? 'Critical' : 'Medium',
    )
  );
}

function change(before: string | undefined, after: string | undefined): string | undefined {
  return [before, after].filter(Boolean).join(' → ') || undefined;
}

function zoneBeside(read: Read): string | undefined {
  const zone = read('zone_name') ?? read('target_zone_name');
  return zone !== undefined && zone !== read('target_hostname') ? `zone ${zone}` : undefined;
}

function zoneOrHost(read: Read): string | undefined {
  return read('zone_name') ?? read('host');
}

function withValidation(method: string | undefined): string | undefined {
  return method && `validated by ${method}`;
}

function scriptLine(read: Read): string | undefined {
  return labelled(read('script_name') ?? 'Script', [
    measured(read, 'request_count', 'requests'),
    measured(read, 'cpu_time', 'CPU'),
    measured(read, 'duration', 'duration'),
    measured(read, 'data_egress', 'egress'),
  ]);
}

function moreScripts(data: object): string | undefined {
  const count = Number(readerOf(data)('scripts.length')) - readersOf(data, 'scripts').length;
  return count > 0 ? `and ${count} more scripts` : undefined;
}
