import { parseAlert } from 'alertbridge';
import {
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
      { alert_name: 'Cloudflare: Certificate: example.com, *.example.com', alert_priority: 'Medium' },
      ['Status: expiring_soon', 'Authority: lets_encrypt, validated by txt', 'Zone: example.com'],
    ],
    [
      'health_check_status_notification',
      { alert_name: 'Cloudflare: Health check: origin-api', alert_priority: 'Critical' },
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

  it('shows the fields of a type that it does not know', () => {
    const data = { tunnel_name: 'office', details: { from: 'up', to: 'down' }, account_tag: 'hidden' };
    const alert = alertOf(sample('tunnel_health_event', 'start', { data }));
    expect(alert.description).toContain('Tunnel name: office\nDetails from: up\nDetails to: down');
    expect(alert.description).not.toContain('hidden');
    expect(alert.alert_name).toBe('Cloudflare: Wake the on-call engineer');
    expect(alert.alert_priority).toBe('Critical');
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
    const types = [
      'advanced_ddos_attack_l4_alert',
      'workers_alert',
      'universal_ssl_event_type',
      '__proto__',
      'x',
    ];
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
          fc.record({ scripts: fc.jsonValue(), target_ip: fc.jsonValue(), episode: fc.jsonValue() }),
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
