import type { Delivery } from '../../delivery/delivery.ts';
import type { Destination, Verdict } from '../../delivery/destination.ts';
import type { TransportResponse } from '../../delivery/transport.ts';
import { parseIntegrationUrl, secretsOf } from './integration-url.ts';

export interface TemperstackOptions {
  /** The whole URL as Temperstack's page shows it. A secret. */
  readonly integrationUrl: string;
}

/**
 * Temperstack as a destination. A 2xx is delivered, unless it is an HTML page or says failure; 400, 401, 403 and 404 are
 * final; 408, 425, 429, 5xx and a broken connection are tried again.
 *
 * Source: Temperstack's documentation, "Webhook Integration", section "API Endpoint".
 *
 * @throws ConfigurationError when there is no integration URL or it is invalid; it shows neither the key nor the URL.
 */
export function temperstack({ integrationUrl }: TemperstackOptions): Destination {
  const target = parseIntegrationUrl(integrationUrl);
  const secrets = secretsOf(target);
  return {
    name: 'temperstack',
    request: ({ alert }) => ({ url: target.url, body: alert, secrets }),
    judge,
    hint,
  };
}

const DELIVERED: Verdict = { delivered: true };
const ANSWERED_BY_ANOTHER: Verdict = {
  delivered: false,
  reason: 'with an HTML page: something in between answered, a proxy or a login page',
  mayRetry: true,
};
const SAYS_FAILURE: Verdict = { delivered: false, reason: 'its body says failure', mayRetry: false };

/** Temperstack documents no body for a 200, so anything is fine that nothing else would answer. */
function judge({ headers, body, truncated }: TransportResponse): Verdict {
  if (/^text\/html\b/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)\b/i.test(body)) {
    return ANSWERED_BY_ANOTHER;
  }
  return saysFailure(truncated ? undefined : jsonOf(body)) ? SAYS_FAILURE : DELIVERED;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function saysFailure(answer: unknown): boolean {
  if (answer === null || typeof answer !== 'object') return false;
  const { success, errors } = answer as Record<string, unknown>;
  return success === false || isFilled(errors);
}

function isFilled(errors: unknown): boolean {
  if (errors === null || errors === undefined || errors === false || errors === 0) return false;
  return typeof errors !== 'object' ? errors !== '' : Object.keys(errors).length > 0;
}

/** What a person can do about a delivery to Temperstack that failed, in one sentence. */
export function hint({ status }: Pick<Delivery, 'status'>): string {
  if (status === null)
    return 'Temperstack was not reached. Check the network, the proxy and the host of the integration URL.';
  if (status === 400)
    return "Temperstack refused the alert itself; its answer says why. Sending it again won't help.";
  if (status === 401 || status === 403 || status === 404) {
    return 'Temperstack does not accept this integration URL. Copy it again from Notifications → Temperstack Notifications → Application Services.';
  }
  if (status >= 200 && status < 300)
    return 'Something other than Temperstack answered, or Temperstack did not accept the alert; the answer says more. Check the network and the proxy.';
  if (status >= 300 && status < 400)
    return 'The integration URL redirects somewhere else, and redirects are not followed. Check its host.';
  if (status === 429)
    return 'Temperstack limits how many alerts it accepts. Send fewer at once, or try again later.';
  return 'Temperstack failed or is overloaded. Sending the alert again later is safe: one alert_id is one alert.';
}
