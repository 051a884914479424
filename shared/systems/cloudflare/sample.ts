import { kindOf } from './kinds.ts';
import type { Notification } from './schema.ts';
import type { NotificationEvent } from './standing.ts';

/** A notification as Cloudflare would send it: for tests, for trying things out, for examples. */
export function sample(
  alertType = 'advanced_ddos_attack_l7_alert',
  event: NotificationEvent = 'start',
  overrides: Partial<Notification> = {},
): Notification {
  const { start, end } = kindOf(alertType).example;
  return {
    account_id: '9035f53656c247e895c5a6939ae8a0e0',
    alert_correlation_id: '000eaa907ed24e78946d3a93adb2ae57',
    alert_event: event === 'start' ? 'ALERT_STATE_EVENT_START' : 'ALERT_STATE_EVENT_END',
    alert_type: alertType,
    data: {
      account_name: 'Acme',
      account_tag: '9035f53656c247e895c5a6939ae8a0e0',
      ...start,
      ...(event === 'end' && end),
    },
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
