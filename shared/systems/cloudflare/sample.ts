import type { NotificationEvent, Notification } from './schema.ts';

const DATA: Record<string, Record<string, unknown>> = {
  advanced_ddos_attack_l4_alert: {
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
  advanced_ddos_attack_l7_alert: {
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
  dedicated_ssl_certificate_event_type: {
    certificate_id: 'certificate-1',
    certificate_status: 'expiring_soon',
    event_type: 'expiration',
    hostnames: 'example.com, *.example.com',
    pack_ca: 'lets_encrypt',
    pack_validation: 'txt',
    zone_name: 'example.com',
    zone_tag: '023e105f4ecef8ad9ca31a8372d0c353',
  },
  health_check_status_notification: {
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
  workers_alert: {
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
  workers_observability_alert: {
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
};

/** A notification as Cloudflare would send it: for tests, for trying things out, for examples. */
export function sample(
  alertType = 'advanced_ddos_attack_l7_alert',
  event: NotificationEvent = 'start',
  overrides: Partial<Notification> = {},
): Notification {
  const data = DATA[alertType] ?? { zone_name: 'example.com' };
  return {
    account_id: '9035f53656c247e895c5a6939ae8a0e0',
    alert_correlation_id: '000eaa907ed24e78946d3a93adb2ae57',
    alert_event: event === 'start' ? 'ALERT_STATE_EVENT_START' : 'ALERT_STATE_EVENT_END',
    alert_type: alertType,
    data: { account_name: 'Acme', account_tag: '9035f53656c247e895c5a6939ae8a0e0', ...data },
    name: 'Wake the on-call engineer',
    policy_id: '749b911ea5d04344a58e45edd099b328',
    policy_name: 'Wake the on-call engineer',
    text:
      event === 'start'
        ? 'Something on your Cloudflare account needs your attention.'
        : 'It is over: nothing more to do.',
    ts: 1_773_454_269,
    ...overrides,
  };
}
