import type { Delivery } from '../delivery/delivery.ts';

/** What a person can do about a delivery to a webhook that failed, in one sentence. */
export function webhookHint({ status }: Pick<Delivery, 'status'>): string {
  if (status === null) return 'The webhook was not reached. Check its URL, the network and the proxy.';
  if (status === 401 || status === 403)
    return 'The webhook does not accept the authentication. Check the token, the key or the headers.';
  if (status === 404 || status === 410) return 'There is no webhook at this URL. Copy the URL again.';
  if (status >= 200 && status < 300)
    return 'The webhook answered, but not with what the response validators expect.';
  if (status >= 300 && status < 400)
    return 'The webhook redirects somewhere else, and redirects are not followed. Use the final URL.';
  if (status === 429) return 'The webhook limits how much it accepts. Send less at once, or try again later.';
  if (status < 500)
    return 'The webhook refused the request itself; its answer says why. Check the body template.';
  return 'The webhook failed or is overloaded. Try again later.';
}
