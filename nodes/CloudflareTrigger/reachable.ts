import ipaddr from 'ipaddr.js';

/** Names that only a private network resolves: those that RFC 6761, RFC 6762 and RFC 8375 reserve, and those in use. */
const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|test|invalid|home\.arpa)$/;

/**
 * Why Cloudflare cannot post to a URL, in words for a person; `undefined` where nothing speaks against it. Names are judged
 * by how they look, since only Cloudflare knows what they resolve to.
 *
 * Source: Cloudflare's documentation, Notifications, "Configure webhooks", limitations of generic webhooks.
 */
export function whyUnreachable(url: string): string | undefined {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'https:') return 'it does not start with https://';
  if (port !== '' && port !== '80') return `its port is ${port}, and Cloudflare posts to 443 and 80 only`;
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (ipaddr.isValid(host)) {
    const range = ipaddr.process(host).range();
    return range === 'unicast' ? undefined : `${host} is not a public address (${range})`;
  }
  if (PRIVATE_NAME.test(host) || !host.includes('.')) return `${host} is not a public host name`;
  return undefined;
}
