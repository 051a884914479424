import ipaddr from 'ipaddr.js';

import { ConfigurationError } from '../errors.ts';
import { cut, oneLine } from '../text.ts';

/** Ranges of addresses as `parseIpAllowList` reads them; none lets everyone in. */
export type IpAllowList = readonly (readonly [network: ipaddr.IPv6, bits: number])[];

const IPV4_BITS = 32;
const IPV6_BITS = 128;
const MAX_ENTRIES = 1_000;
const MAX_ENTRIES_TOLD = 10;

/**
 * A list of IP addresses and ranges, e.g. `203.0.113.7, 198.51.100.0/24, 2001:db8::/32`, separated by commas or white space,
 * or as a list of texts. Blank entries are left out.
 *
 * An IPv4 address and its IPv6 form are the same (RFC 4291, section 2.5.5.2): `::ffff:10.0.0.0/104` is `10.0.0.0/8`, and
 * `::/0` is every address.
 *
 * @throws ConfigurationError naming the entries that are neither. It is for the owner of the list, not for senders.
 */
export function parseIpAllowList(list: string | readonly string[]): IpAllowList {
  const entries = [list].flat().flatMap((text) => text.split(/[\s,]+/).filter((entry) => entry !== ''));
  if (entries.length > MAX_ENTRIES) {
    throw new ConfigurationError(`The IP allow list must not have more than ${MAX_ENTRIES} entries.`);
  }
  const wrong = entries.filter((entry) => !isAddressOrRange(entry));
  if (wrong.length > 0) {
    const told = wrong.slice(0, MAX_ENTRIES_TOLD).map((entry) => cut(oneLine(entry), 60));
    const others = wrong.length - told.length;
    throw new ConfigurationError(
      `The IP allow list has entries that are neither an address nor a range such as 198.51.100.0/24: ${told.join(', ')}${others > 0 ? ` and ${others} more` : ''}`,
    );
  }
  return entries.map((entry) => {
    const [address = '', bits] = entry.split('/');
    const all = address.includes(':') ? IPV6_BITS : IPV4_BITS;
    return [canonical(address), IPV6_BITS - all + (bits === undefined ? all : Number(bits))];
  });
}

/**
 * Whether an address is on the list; an empty list lets everyone in. An IPv4 address may come as IPv6
 * (`::ffff:192.0.2.1`); what is no address is not on any list.
 */
export function isOnAllowList(ip: string | undefined, list: IpAllowList): boolean {
  if (list.length === 0) return true;
  if (ip === undefined || !isAddress(ip)) return false;
  const address = canonical(ip);
  return list.some(([network, bits]) => address.match(network, bits));
}

/** One form for both families, so that neither a list nor an address can be written past the other. */
function canonical(address: string): ipaddr.IPv6 {
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv4 ? parsed.toIPv4MappedAddress() : parsed;
}

/** Not the old short forms of IPv4, which other programs read as well: `203.0.113` would be 203.0.0.113. */
function isAddress(text: string): boolean {
  return text.includes(':') ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);
}

function isAddressOrRange(entry: string): boolean {
  if (!entry.includes('/')) return isAddress(entry);
  return entry.includes(':') ? ipaddr.IPv6.isValidCIDR(entry) : ipaddr.IPv4.isValidCIDRFourPartDecimal(entry);
}
