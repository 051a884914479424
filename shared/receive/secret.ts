import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Whether two texts are the same, in a time that tells nothing about where or how much they differ: their digests are
 * compared, each byte of them whatever the bytes before it were.
 */
export function isSameSecret(given: string, expected: string): boolean {
  const [a, b] = [sha256(utf8ToBytes(given)), sha256(utf8ToBytes(expected))];
  return a.reduce((difference, byte, index) => difference | (byte ^ (b[index] ?? 0)), 0) === 0;
}
