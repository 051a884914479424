import { InvalidInputError, parseAlert } from 'alertbridge';
import {
  KINDS,
  KNOWN_ALERT_TYPES,
  nameOfAlertType,
  parse,
  recognises,
  sample,
  toReports,
  whyIgnored,
  type Mapping,
  type Notification,
} from 'alertbridge/cloudflare';
import fc from 'fast-check';

function alertOf(notification: Notification, mapping?: Mapping) {
  const [report, ...others] = toReports(notification, mapping);
  if (report === undefined || others.length > 0) throw new Error('It is not one report.');
  return report.alert;
}

/** Fields that the rows read, most of them on the way to more. */
const FIELDS = [
  'scripts',
  'target_ip',
  'episode',
  'data',
  'metadata',
  'ports',
  'new_status',
  'unreachable_zones',
  'preview',
];

describe('toReports', () => {
  it('opens an alert at the start and closes the same one at the end', () => {
    const alarm = alertOf(sample('advanced_ddos_attack_l7_alert', 'start'));
    const ok = alertOf(sample('advanced_ddos_attack_l7_alert', 'end'));
    expect([alarm.status, ok.status]).toEqual(['Alarm', 'OK']);
    expect(ok.alert_id).toBe(alarm.alert_id);
    expect(ok.alert_name).toBe(alarm.alert_name);
    expect(alarm.alert_id).toContain('000eaa907ed24e78946d3a93adb2ae57');
    expect(ok).not.toHaveProperty('alert_priority');
  });

  it('goes by the policy and the type where there is no correlation id', () => {
    const id = (...given: Parameters<typeof sample>) => alertOf(sample(...given)).alert_id;
    const uncorrelated = { alert_correlation_id: null };
    expect(id('dos_attack_l7', 'start', uncorrelated)).toBe(id('dos_attack_l7', 'end', uncorrelated));
    expect(id('dos_attack_l7', 'start', uncorrelated)).not.toBe(id('dos_attack_l4', 'start', uncorrelated));
    expect(id('dos_attack_l7', 'start', uncorrelated)).not.toBe(
      id('dos_attack_l7', 'start', { ...uncorrelated, policy_id: 'another' }),
    );
  });

  it('does not let one health check close the alert of another that its policy watches too', () => {
    const checked = (health_check_id: string, new_status: string) =>
      alertOf(
        sample('health_check_status_notification', 'start', {
          alert_correlation_id: null,
          alert_event: null,
          data: { health_check_id, new_status },
        }),
      );
    expect(checked('a', 'Unhealthy')).toMatchObject({ status: 'Alarm' });
    expect(checked('a', 'Healthy')).toMatchObject({
      status: 'OK',
      alert_id: checked('a', 'Unhealthy').alert_id,
    });
    expect(checked('a', 'Healthy').alert_id).not.toBe(checked('b', 'Unhealthy').alert_id);
  });

  it.each([
    [
      'advanced_ddos_attack_l4_alert',
      { alert_name: 'Cloudflare: DDoS attack (layer 3/4): 203.0.113.7', alert_priority: 'Critical' },
      ['Attack: SYN flood, TCP', 'Target: 203.0.113.7, port 443', '2100000 packets/s', '1340 Mbit/s'],
    ],
    [
      'advanced_ddos_attack_l7_alert',
      {
        alert_name: 'Cloudflare: DDoS attack (layer 7): shop.example.com',
        alert_priority: 'Critical',
        resource_name: 'shop.example.com',
        resource_type: 'Hostname',
      },
      [
        'Attack: HTTP flood',
        'Target: shop.example.com, zone example.com',
        '48200 requests/s',
        'Mitigation: ',
      ],
    ],
    [
      'dedicated_ssl_certificate_event_type',
      {
        alert_name: 'Cloudflare: Certificate needs attention: example.com, *.example.com',
        alert_priority: 'Medium',
      },
      ['Status: pending_validation', 'Authority: lets_encrypt, validated by txt', 'Error: no TXT record'],
    ],
    [
      'health_check_status_notification',
      { alert_name: 'Cloudflare: Health check fails: origin-api', alert_priority: 'Critical' },
      ['Status: Healthy → Unhealthy', 'Reason: TCP connection failed', 'Failing regions: WEU, ENAM'],
    ],
    [
      'workers_alert',
      { alert_name: 'Cloudflare: Workers usage: Acme', alert_priority: 'Medium' },
      ['api-gateway: 4.2 M requests (before: 1.1), 48 ms CPU (before: 12)', 'Total: 9.7 M requests'],
    ],
    [
      'workers_observability_alert',
      { alert_name: 'Cloudflare: Workers alert: Errors of the checkout worker', alert_priority: 'Critical' },
      ['Summary: 31 errors in 5 minutes', 'First failed: 2026-03-14T02:09:00Z'],
    ],
  ])('says of %s what a person on call needs', (type, expected, lines) => {
    const alert = alertOf(sample(type));
    expect(alert).toMatchObject({ ...expected, metric_name: type });
    for (const line of lines) expect(alert.description).toContain(line);
    expect(alert.description).toContain('Policy: Wake the on-call engineer');
    expect(alert.description).toContain('Sent: 2026-03-14T02:11:09Z');
  });

  it('says of a certificate that expires in how many days', () => {
    const data = { hostnames: ['a.example.com', 'b.example.com'], days_til_expiration: 7 };
    const { description } = alertOf(sample('access_custom_certificate_expiration_type', 'start', { data }));
    expect(description).toContain('Certificate for: a.example.com, b.example.com\nExpires in: 7 days');
  });

  it('says of a certificate by the fields that the documentation shows', () => {
    const data = {
      certificate_status: 'expiring_soon',
      certificate_id: 'certificate-1',
      certificate_pack_id: 'pack-1',
      event_type: 'expiration',
      hostnames: 'example.com, *.example.com',
      pack_ca: 'lets_encrypt',
      pack_validation: 'txt',
      zone_name: 'example.com',
      zone_tag: 'zone-1',
    };
    const alert = alertOf(sample('dedicated_ssl_certificate_event_type', 'start', { data }));
    for (const line of [
      'Certificate for: example.com, *.example.com',
      'Event: expiration',
      'Status: expiring_soon',
      'Authority: lets_encrypt, validated by txt',
      'Zone: example.com',
    ]) {
      expect(alert.description).toContain(line);
    }
    expect(alert.alert_id).toBe('cloudflare:dedicated_ssl_certificate_event_type:zone-1:pack-1');
  });

  it('shows all fields of a type that it does not know, also those in lists of objects', () => {
    const data = {
      device_name: 'office',
      details: { from: 'up', to: 'down' },
      hops: [
        { host: 'a', ms: 1 },
        { host: 'b', ms: 2 },
      ],
      account_tag: 'hidden',
    };
    const alert = alertOf(sample('brand_new_alert', 'start', { data }));
    expect(alert.description).toContain(
      'Device name: office\nDetails from: up\nDetails to: down\nHops: a 1, b 2',
    );
    expect(alert.description).not.toContain('hidden');
    expect(alert.alert_name).toBe('Cloudflare: Wake the on-call engineer');
    expect(alert.alert_priority).toBe('Medium');
  });

  it('calls a known type that has no row of its own by its name', () => {
    expect(alertOf(sample('http_alert_origin_error'))).toMatchObject({
      alert_name: 'Cloudflare: Origin Error Rate: example.com',
      alert_priority: 'Critical',
    });
  });

  it('leads to the dashboard: to the page that is named, else to the notifications of the account', () => {
    const link = 'https://dash.cloudflare.com/attack';
    expect(alertOf(sample('x', 'start', { data: { dashboard_link: link } })).alert_url).toBe(link);
    expect(alertOf(sample('x')).alert_url).toBe(
      'https://dash.cloudflare.com/9035f53656c247e895c5a6939ae8a0e0/notifications',
    );
    const data = { dashboard_link: 'javascript:alert(1)' };
    expect(alertOf(sample('x', 'start', { data, account_id: 'x' }))).not.toHaveProperty('alert_url');
  });

  it.each([
    ['dash.cloudflare.com/abc/security', 'https://dash.cloudflare.com/abc/security'],
    ['https://dash.cloudflare.com/abc', 'https://dash.cloudflare.com/abc'],
    ['dash.cloudflare.com.example.com/abc', undefined],
    ['rule-1234', undefined],
  ])('makes a link of %s where it leads to Cloudflare', (dashboard_link, expected) => {
    const data = { dashboard_link };
    expect(alertOf(sample('x', 'start', { data, account_id: null })).alert_url).toBe(expected);
  });

  it('takes templates over the notification, a priority and a resource type', () => {
    expect(
      alertOf(sample(), {
        name: '{{policy_name}} ({{data.zone_name}})',
        description: '{{text}}',
        runBookUrl: 'https://wiki.example.com/{{alert_type}}',
        resourceType: 'API',
        priority: 'Medium',
      }),
    ).toMatchObject({
      alert_name: 'Wake the on-call engineer (example.com)',
      description: 'Something on your Cloudflare account needs your attention.',
      run_book_url: 'https://wiki.example.com/advanced_ddos_attack_l7_alert',
      resource_type: 'API',
      alert_priority: 'Medium',
    });
  });

  it('makes an alert of a bare text, of data: null and of a time in milliseconds', () => {
    expect(alertOf(parse({ text: 'Something\nhappened', ts: 1_773_454_269_000 }))).toEqual({
      alert_name: 'Cloudflare: Something happened',
      status: 'Alarm',
      alert_priority: 'Medium',
      description: 'Something\nhappened\nSent: 2026-03-14T02:11:09Z',
      alert_id: expect.stringMatching(/^alertbridge:[0-9a-f]{32}$/),
    });
    expect(alertOf(sample('advanced_ddos_attack_l7_alert', 'start', { data: null }))).toMatchObject({
      alert_name: 'Cloudflare: DDoS attack (layer 7)',
    });
  });

  it('makes a valid alert of every notification that parses, whatever its data', () => {
    const types = [...KINDS.flatMap((kind) => kind.types), '__proto__', 'constructor', 'x'];
    const words = fc.option(fc.string({ unit: 'binary' }));
    const notification = fc.record({
      alert_type: fc.constantFrom(...types),
      text: fc.string({ unit: 'binary', minLength: 1 }),
      name: words,
      policy_name: words,
      alert_correlation_id: words,
      data: fc.option(
        fc.oneof(
          fc.dictionary(fc.string(), fc.jsonValue()),
          fc.record(
            Object.fromEntries(
              FIELDS.map((field) => [
                field,
                fc.oneof(fc.jsonValue(), fc.array(fc.dictionary(fc.string(), fc.jsonValue()))),
              ]),
            ),
            { requiredKeys: [] },
          ),
        ),
      ),
      ts: fc.option(fc.double({ min: 0, max: 1e13, noNaN: true })),
    });
    fc.assert(
      fc.property(notification, (input) => {
        const alert = alertOf(parse(input));
        expect(parseAlert(alert)).toEqual(alert);
      }),
    );
  });

  it('keeps a huge notification within bounds', () => {
    const data = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`field_${n}`, 'x'.repeat(200)]));
    const alert = alertOf(sample('x', 'start', { data, text: 'y'.repeat(1_000_000) }));
    expect(alert.description?.length).toBeLessThanOrEqual(10_000);
  });
});

describe('what a notification costs', () => {
  const ports = Array.from({ length: 200_000 }, (_, number) => ({
    ip: '203.0.113.7',
    number,
    status: 'OPENED',
  }));
  const timeOf = (run: () => unknown) => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  };
  /** What else the machine does can only lengthen a try, so that it is tried again until the ratio is well, or so often. */
  const ratioOf = (run: () => unknown, base: () => unknown) => {
    let [own, other] = [Infinity, Infinity];
    for (let tries = 0; tries < 20 && (tries < 3 || own / other >= 5); tries++) {
      other = Math.min(other, timeOf(base));
      own = Math.min(own, timeOf(run));
    }
    return own / other;
  };

  it.each([
    ['a list of 200,000 objects', 'open_port_scan_alert', { ports }],
    ['a state of 4 MB', 'tunnel_health_event', { new_status: `${' '.repeat(4_000_000)}x` }],
    ['4 MB of a certificate', 'universal_ssl_event_type', { data: { hosts: ['a'.repeat(4_000_000)] } }],
  ])('is at most five times what JSON.parse takes, also with %s', (_what, alert_type, data) => {
    const text = JSON.stringify(sample(alert_type, 'start', { data }));
    const ratio = ratioOf(
      () => toReports(parse(JSON.parse(text))),
      () => JSON.parse(text) as unknown,
    );
    expect(ratio).toBeLessThan(5);
  });
});

describe('a state', () => {
  const tunnel = (new_status: string, overrides: Partial<Notification> = {}) =>
    alertOf(sample('tunnel_health_event', 'start', { data: { tunnel_id: 't', new_status }, ...overrides }));

  it('that is known decides, whatever alert_event says', () => {
    for (const alert_event of ['ALERT_STATE_EVENT_START', 'TUNNEL_STATUS_CHANGE', null]) {
      expect(tunnel('TUNNEL_STATUS_TYPE_HEALTHY', { alert_event }).status).toBe('OK');
    }
    for (const alert_event of ['ALERT_STATE_EVENT_END', 'TUNNEL_STATUS_CHANGE', null]) {
      expect(tunnel('TUNNEL_STATUS_TYPE_DOWN', { alert_event }).status).toBe('Alarm');
    }
    expect(tunnel(' healthy ').status).toBe('OK');
  });

  it('that is not known makes an Alarm that says so, unless alert_event says that it is over', () => {
    const alarm = tunnel('TUNNEL_STATUS_TYPE_SIDEWAYS', { alert_event: null });
    expect(alarm).toMatchObject({ status: 'Alarm', alert_priority: 'Critical' });
    expect(alarm.description).toContain('State: SIDEWAYS, which is not a known state');
    expect(tunnel('TUNNEL_STATUS_TYPE_SIDEWAYS', { alert_event: 'ALERT_STATE_EVENT_END' }).status).toBe('OK');
    expect(tunnel('TUNNEL_STATUS_TYPE_DOWN').description).not.toContain('State:');
  });

  it('that is degraded can wait', () => {
    expect(tunnel('TUNNEL_STATUS_TYPE_DEGRADED')).toMatchObject({
      status: 'Alarm',
      alert_priority: 'Medium',
    });
  });

  it.each([
    ['INCIDENT_IMPACT_NONE', 'Medium'],
    ['INCIDENT_IMPACT_MINOR', 'Medium'],
    ['INCIDENT_IMPACT_MAJOR', 'Critical'],
    ['INCIDENT_IMPACT_CRITICAL', 'Critical'],
    [undefined, 'Medium'],
  ])('of an incident with the impact %s is %s', (incident_impact, priority) => {
    const data = { incident_id: 'i', incident_status: 'INCIDENT_STATUS_INVESTIGATING', incident_impact };
    expect(alertOf(sample('incident_alert', 'start', { data })).alert_priority).toBe(priority);
  });

  it('of a port is over also where alert_event says so', () => {
    const data = { ports: [{ ip: '203.0.113.7', number: 1, status: 'OPENED' }] };
    expect(alertOf(sample('open_port_scan_alert', 'end', { data })).status).toBe('OK');
  });

  it('is not over while one of two words for it says otherwise', () => {
    const data = { health_check_id: 'h', new_status: 'Healthy', new_health_status: 'Unhealthy' };
    expect(alertOf(sample('health_check_status_notification', 'end', { data })).status).toBe('Alarm');
    const ports = [
      { number: 1, status: 'CLOSED' },
      { number: 2, status: 'OPENED' },
    ];
    expect(alertOf(sample('open_port_scan_alert', 'start', { data: { ports } })).status).toBe('Alarm');
  });

  it('is the gist of a report: a person is told again when it changes', () => {
    const gistOf = (data: object) =>
      toReports(sample('maintenance_event_notification', 'start', { data: { ...data } }))[0]?.gist;
    const scheduled = {
      maintenance_id: 'm',
      event_type: 'MAINTENANCE_EVENT_TYPE_CHANGED',
      scheduled_start: '1',
    };
    expect(gistOf(scheduled)).toBe('CHANGED 1');
    expect(gistOf({ ...scheduled, scheduled_start: '2' })).toBe('CHANGED 2');
    expect(toReports(sample('dos_attack_l7'))[0]).not.toHaveProperty('gist');
  });
});

describe('a report', () => {
  it('has the time of the notification, and is said once', () => {
    expect(toReports(sample())[0]).toMatchObject({ at: 1_773_454_269_000, kind: 'turn', reporter: '' });
    expect(toReports(sample('x', 'start', { ts: null }))[0]).not.toHaveProperty('at');
  });

  it('of two pools of one policy stands for two alerts, and of two policies of one pool for one', () => {
    const idOf = (pool_id: string, origin_name?: string, policy_id = 'p') =>
      alertOf(
        sample('load_balancing_health_alert', 'start', {
          policy_id,
          data: {
            pool_id,
            origin_name,
            event_source: origin_name ? 'origin' : 'pool',
            new_health: 'Unhealthy',
          },
        }),
      ).alert_id;
    expect(idOf('a')).toBe('cloudflare:load_balancing_health_alert:a');
    expect(new Set([idOf('a'), idOf('b'), idOf('a', 'o1'), idOf('a', 'o2')]).size).toBe(4);
    expect(idOf('a', undefined, 'q')).toBe(idOf('a'));
    expect(idOf('a:b')).not.toBe(idOf('a', 'b'));
  });

  it('of an origin is known by its name where nothing says whose health it is', () => {
    const idOf = (data: object) =>
      alertOf(sample('load_balancing_health_alert', 'start', { data: { pool_id: 'a', ...data } })).alert_id;
    expect(idOf({ origin_name: 'o' })).toBe('cloudflare:load_balancing_health_alert:a:o');
    expect(idOf({ origin_name: 'o', event_source: 'pool' })).toBe(idOf({}));
  });

  it('of a thing that has no id goes by the correlation id', () => {
    const data = { new_status: 'TUNNEL_STATUS_TYPE_DOWN' };
    expect(alertOf(sample('tunnel_health_event', 'start', { data })).alert_id).toBe(
      'cloudflare:000eaa907ed24e78946d3a93adb2ae57',
    );
  });

  it('refuses a mapping with a typo', () => {
    expect(() => toReports(sample(), { prio: 'Critical' } as never)).toThrow(InvalidInputError);
  });
});

describe.each([...KNOWN_ALERT_TYPES, 'brand_new_alert'])('the sample of %s', (type) => {
  it('opens an alert at its start and closes the same one at its end', () => {
    const [alarm, ok] = (['start', 'end'] as const).map((event) => alertOf(parse(sample(type, event))));
    expect([alarm?.status, ok?.status]).toEqual(['Alarm', 'OK']);
    expect(ok?.alert_id).toBe(alarm?.alert_id);
    expect(ok?.alert_name).toBe(alarm?.alert_name);
    expect(alarm?.description).not.toContain('not a known state');
  });
});

it('has a readable name for every alert type, and no two of one name', () => {
  const names = KNOWN_ALERT_TYPES.map((type) => nameOfAlertType(type));
  expect(new Set(names).size).toBe(KNOWN_ALERT_TYPES.length);
  expect([...KNOWN_ALERT_TYPES]).toEqual([...KNOWN_ALERT_TYPES].sort());
  expect(KINDS.flatMap(({ types }) => types).filter((type) => nameOfAlertType(type) === undefined)).toEqual(
    [],
  );
  expect(nameOfAlertType('constructor')).toBeUndefined();
});

describe("Cloudflare's test message", () => {
  const message = {
    text: 'Hello World! This is a test message sent from https://cloudflare.com. If you can see this, fine.',
  };

  it('is recognised and makes no alert', () => {
    expect(recognises(message)).toBe(true);
    expect(toReports(parse(message))).toEqual([]);
    expect(whyIgnored(parse(message))).toContain('tests a new webhook destination');
    expect(whyIgnored(sample())).toBeUndefined();
  });
});
