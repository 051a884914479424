/**
 * A destination of your own: PagerDuty's Events API v2. An Alarm triggers and an OK resolves; the alert's id is the
 * `dedup_key`, so that sending one again is safe here too.
 *
 * @see https://developer.pagerduty.com/docs/events-api-v2-overview
 */
import { ConfigurationError, type Destination } from 'alertbridge';

export interface PagerDutyOptions {
  /** The 32 characters of the service's integration key. A secret. */
  readonly routingKey: string;
  /** @default 'https://events.pagerduty.com/v2/enqueue' (Europe: https://events.eu.pagerduty.com/v2/enqueue) */
  readonly url?: string | undefined;
}

/** @throws ConfigurationError when there is no routing key. */
export function pagerDuty({
  routingKey,
  url = 'https://events.pagerduty.com/v2/enqueue',
}: PagerDutyOptions): Destination {
  if (routingKey === '') throw new ConfigurationError('PagerDuty needs the integration key of a service.');
  return {
    name: 'pagerduty',
    request: ({ alert }) => ({
      url,
      body: {
        routing_key: routingKey,
        dedup_key: alert.alert_id,
        ...(alert.status === 'OK'
          ? { event_action: 'resolve' }
          : {
              event_action: 'trigger',
              payload: {
                summary: alert.alert_name,
                source: alert.resource_name ?? alert.resource_id ?? alert.alert_id,
                severity: alert.alert_priority === 'Critical' ? 'critical' : 'warning',
                custom_details: { description: alert.description },
              },
              links: [alert.alert_url, alert.run_book_url]
                .flatMap((href) => href ?? [])
                .map((href) => ({ href })),
            }),
      },
      // What is named here is shown as *** wherever the delivery is.
      secrets: [routingKey],
    }),
    hint: ({ status }) =>
      status === 400
        ? 'PagerDuty refused the event; its answer says why. Check the integration key.'
        : 'PagerDuty did not take the event. Sending it again later is safe: one dedup_key is one alert.',
  };
}
