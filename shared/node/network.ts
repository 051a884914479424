import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';

import { ConfigurationError } from '../errors.ts';

/**
 * IPv4 addresses that are not of the public network.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/
 */
const NOT_PUBLIC_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/**
 * Of IPv6 only 2000::/3 is given out, and of that these are not public, or hold an IPv4 address in a place of their own.
 *
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry/
 */
const NOT_PUBLIC_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const notPublic = new BlockList();
for (const [net, bits] of NOT_PUBLIC_V4) notPublic.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of NOT_PUBLIC_V6) notPublic.addSubnet(net, bits, 'ipv6');
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');
/** Each ends with the IPv4 address that it stands for: IPv4-mapped, and NAT64. */
const EMBEDDING = [/^0:0:0:0:0:ffff:(?=[^:]+:[^:]+$)/, /^64:ff9b:0:0:0:0:(?=[^:]+:[^:]+$)/];

/** Whether an IP address is one of the public network, also where it stands for an IPv4 address in IPv6. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  if (family === 4) return !notPublic.check(address, 'ipv4');
  const groups = groupsOf(address);
  const prefix = EMBEDDING.find((pattern) => pattern.test(groups));
  if (prefix !== undefined) return isPublicAddress(v4Of(groups.replace(prefix, '')));
  return globalV6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** All eight groups of an IPv6 address in hexadecimal: `0:0:0:0:0:ffff:a00:1`. */
function groupsOf(address: string): string {
  // The URL parser writes every address in one way; a zone is no part of it.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after].join(':');
}

function v4Of(twoGroups: string): string {
  return twoGroups
    .split(':')
    .map((group) => parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 255])
    .join('.');
}

/**
 * Connects to public addresses only. What is checked is the address that is connected to, so that a name which first leads to
 * one place and then to another does not get past.
 */
export function publicConnector(timeoutMs: number): buildConnector.connector {
  const lookup: LookupFunction = (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const refused = addresses.some(({ address }) => !isPublicAddress(address));
      const [first] = addresses;
      if (refused || first === undefined) callback(notPublicError(), '', 0);
      else if (options.all) callback(null, addresses satisfies LookupAddress[]);
      else callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout: timeoutMs, lookup });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[(.*)\]$/, '$1');
    // An address in place of a name is not looked up.
    if (isIP(host) !== 0 && !isPublicAddress(host)) callback(notPublicError(), null);
    else connect(options, callback);
  };
}

function notPublicError(): ConfigurationError {
  return new ConfigurationError(
    "The URL leads to this machine or a private network, which the runtime's option network: 'public' forbids.",
  );
}
