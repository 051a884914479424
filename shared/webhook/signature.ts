import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

/** Whether a header is one of those that tell deliveries apart and sign them. */
export function isSignatureHeader(name: string): boolean {
  return NAMES.includes(name.toLowerCase());
}

/** What is wrong with a signing secret, as the end of a sentence that does not show it; `undefined` where nothing is. */
export function signingSecretFault(secret: string): string | undefined {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  if (encoded === '' || !BASE64.test(encoded)) return `must be ${PREFIX} and the Base64 of 24 to 64 bytes`;
  const { length } = atob(encoded);
  return length < 24 || length > 64 ? `must be the Base64 of 24 to 64 bytes; it has ${length}` : undefined;
}

/** What must not be seen of a signing secret. */
export function secretsOfSigning(secret: string | undefined): string[] {
  return secret === undefined ? [] : [secret, secret.slice(PREFIX.length)];
}

/** The id of one delivery, the same for each of its attempts, so that a receiver knows one that comes twice. */
export function newDeliveryId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return `msg_${base64Of(bytes).replaceAll('+', '-').replaceAll('/', '_')}`;
}

/**
 * The headers by which a receiver tells deliveries apart and whether they are genuine, for one attempt.
 *
 * @param attempt.at When it is made, in ms since the epoch: receivers refuse what is older than some minutes.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(
  { id, at, body }: { id: string; at: number; body: string },
  secret: string | undefined,
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === undefined) return headers;
  const key = Uint8Array.from(atob(secret.slice(PREFIX.length)), (character) => character.charCodeAt(0));
  const signature = hmac(sha256, key, utf8ToBytes(`${id}.${timestamp}.${body}`));
  return { ...headers, 'webhook-signature': `v1,${base64Of(signature)}` };
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
