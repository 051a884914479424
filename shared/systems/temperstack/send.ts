import { parseAlert, type Alert } from '../../alert.ts';
import { deliver, type DeliverOptions } from '../../delivery/deliver.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import { parseIntegrationUrl, secretsOf } from './integration-url.ts';

export interface SendAlertOptions extends DeliverOptions {
  /** The whole URL as Temperstack's page shows it. A secret. */
  integrationUrl: string;
}

/**
 * Sends an alert to Temperstack. Any 2xx is delivered; 400, 401, 403 and 404 are final; 408, 425, 429, 5xx and a broken
 * connection are tried again. Times are in ms.
 *
 * Source: Temperstack's documentation, "Webhook Integration", section "API Endpoint".
 *
 * @throws InvalidInputError when the alert is not one, ConfigurationError when the integration URL is not one (nothing
 *   has been sent in both cases), DeliveryError when it gave up.
 */
export async function sendAlert(alert: Alert, options: SendAlertOptions): Promise<Delivery> {
  const { integrationUrl, ...deliverOptions } = options;
  const target = parseIntegrationUrl(integrationUrl);
  return await deliver(
    { url: target.url, body: parseAlert(alert), secrets: secretsOf(target) },
    deliverOptions,
  );
}

/** What a person can do about a delivery to Temperstack that failed, in one sentence. */
export function temperstackHint({ status }: Pick<Delivery, 'status'>): string {
  if (status === null)
    return 'Temperstack was not reached. Check the network, the proxy and the host of the integration URL.';
  if (status === 400)
    return "Temperstack refused the alert itself; its answer says why. Sending it again won't help.";
  if (status === 401 || status === 403 || status === 404) {
    return 'Temperstack does not accept this integration URL. Copy it again from Notifications → Temperstack Notifications → Application Services.';
  }
  if (status >= 300 && status < 400)
    return 'The integration URL is redirected elsewhere, which is not followed. Check its host.';
  if (status === 429)
    return 'Temperstack limits how many alerts it takes. Send fewer at once, or try again later.';
  return 'Temperstack failed or is overloaded. Sending the alert again later is safe: one alert_id is one alert.';
}
