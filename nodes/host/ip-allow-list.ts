import ipaddr from 'ipaddr.js';

import { ConfigurationError } from '../../shared/errors.ts';

export type IpAllowList = [ipaddr.IPv4 | ipaddr.IPv6, number][];

/**
 * A list of IP addresses and ranges, e.g. `203.0.113.7, 198.51.100.0/24, 2001:db8::/32`, separated by commas or white space.
 *
 * @throws ConfigurationError naming each entry that is neither.
 */
export function parseIpAllowList(text: string): IpAllowList {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  const wrong = entries.filter((entry) => !isAddressOrRange(entry));
  if (wrong.length > 0) {
    throw new ConfigurationError(
      `The IP allow list has entries that are neither an address nor a range such as 198.51.100.0/24: ${wrong.join(', ')}`,
    );
  }
  return entries.map((entry) => {
    if (entry.includes('/')) return ipaddr.parseCIDR(entry);
    const address = ipaddr.process(entry);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  });
}

/** Whether an address is on the list; an empty list lets everyone in. An IPv4 address may come as IPv6 (`::ffff:192.0.2.1`). */
export function isOnAllowList(ip: string | undefined, list: IpAllowList): boolean {
  if (list.length === 0) return true;
  if (ip === undefined || !ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return list.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits));
}

/** Not the old short forms of IPv4, which other programs read as well: `203.0.113` would be 203.0.0.113. */
function isAddressOrRange(entry: string): boolean {
  if (!entry.includes(':')) {
    return ipaddr.IPv4.isValidFourPartDecimal(entry) || ipaddr.IPv4.isValidCIDRFourPartDecimal(entry);
  }
  return ipaddr.IPv6.isValid(entry) || ipaddr.IPv6.isValidCIDR(entry);
}
