import type { Delivery } from 'alertbridge';

/** Why a delivery to Temperstack failed, as the end of a headline. */
export function whyFailed({ status, attempts }: Delivery): string {
  if (status === null) {
    const last = attempts.at(-1);
    return `Temperstack was not reached${last !== undefined && 'error' in last ? ` (${last.error})` : ''}`;
  }
  return `${reasonFor(status)} (${status})`;
}

function reasonFor(status: number): string {
  if (status === 400) return 'Temperstack refused the alert';
  if (status === 401 || status === 403 || status === 404) return 'Temperstack rejected the integration URL';
  if (status === 429) return 'Temperstack limits how many alerts it accepts';
  if (status >= 200 && status < 300) return 'the answer did not confirm it';
  if (status >= 300 && status < 400) return 'the integration URL redirects somewhere else';
  return 'Temperstack failed';
}
