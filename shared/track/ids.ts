import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import { cut } from '../text.ts';

/** The longest ids that are kept as they are. What is shortened is longer than this, so that it is never mistaken for one. */
const MAX_ALERT_ID = 64;
const MAX_REPORTER_ID = 40;
const MAX_EVENT_ID = 12;

/** The same alert has the same short id, and another has another: what is too long is told apart by 128 bits of SHA-256. */
export function shortAlertId(id: string): string {
  return shortened(id, MAX_ALERT_ID, 32);
}

export function shortReporterId(id: string): string {
  return shortened(id, MAX_REPORTER_ID, 16);
}

/** Told apart from one other event only, the reporter's last, so 48 bits will do. */
export function shortEventId(id: string): string {
  const whole = id.toWellFormed();
  return whole.length <= MAX_EVENT_ID ? whole : `#${digest(whole, 12)}`;
}

function shortened(id: string, length: number, digits: number): string {
  const whole = id.toWellFormed();
  if (whole.length <= length) return whole;
  return `${cut(whole, length - digits)}#${digest(whole, digits)}`.padEnd(length + 1, '#');
}

function digest(text: string, digits: number): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, digits);
}

/** Of one size whatever the alert's id. */
export function untrackedId(alertId: string): string {
  return digest(alertId, 24);
}

/** Told apart from the few others of one alarm. */
export function gistDigest(gist: string): string {
  return digest(gist.toWellFormed(), 12);
}
