import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import { cut } from '../text.ts';

/** The longest ids that are kept as they are. What is shortened is longer than this, so that it is never mistaken for one. */
const MAX_ALERT_ID = 64;
const MAX_REPORTER_ID = 40;

/** The same alert has the same short id, and another has another: what is too long is told apart by 128 bits of SHA-256. */
export function shortAlertId(id: string): string {
  return shortened(id, MAX_ALERT_ID, 32);
}

export function shortReporterId(id: string): string {
  return shortened(id, MAX_REPORTER_ID, 16);
}

/** Told apart from the reporter's last only, so 48 bits will do. */
export function shortEventId(id: string): string {
  return shortDigest(id);
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
  return shortDigest(gist);
}

/** 48 bits of SHA-256 as eight characters. */
function shortDigest(text: string): string {
  const bytes = sha256(utf8ToBytes(text));
  let digest = '';
  for (let at = 0; at < 6; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) digest += DIGITS[(bits >> shift) & 63] ?? '';
  }
  return digest;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
