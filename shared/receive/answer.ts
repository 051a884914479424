import { utf8ToBytes } from '@noble/hashes/utils.js';

import type { InputIssue } from '../errors.ts';
import { lineOf } from '../text.ts';
import type { Refusal } from './authentication.ts';

/** What goes back to the sender; the body goes as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
}

export type AnswerBody =
  | { readonly accepted: true; readonly [field: string]: unknown }
  | { readonly accepted: false; readonly errors: readonly InputIssue[] };

/** No answer is longer than 8 KB, whatever was sent. */
const MAX_FAULTS_BYTES = 7_500;
const MAX_TEXT_LENGTH = 500;

/** 200, with what else there is to tell in texts, numbers and booleans: why nothing comes of the event, say. */
export function accepted(more: Readonly<Record<string, unknown>> = {}): Answer {
  const told = Object.entries(more).map(([field, value]) => [field, tellable(value)] as const);
  return { status: 200, headers: {}, body: { accepted: true, ...Object.fromEntries(told) } };
}

export function refused({ status, message, headers = {} }: Refusal): Answer {
  return { status, headers, body: { accepted: false, errors: [{ path: '', message }] } };
}

/** 400, with as many faults as there is room for; the last entry says how many there are besides. */
export function faulty(issues: readonly InputIssue[]): Answer {
  let left = MAX_FAULTS_BYTES;
  const fitting = issues.findIndex((issue) => (left -= utf8ToBytes(JSON.stringify(issue)).length + 1) < 0);
  const told = fitting === -1 ? issues : issues.slice(0, fitting);
  const others = issues.length - told.length;
  const errors = others === 0 ? told : [...told, { path: '', message: `and ${others} more` }];
  return { status: 400, headers: {}, body: { accepted: false, errors } };
}

function tellable(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string') return lineOf(value, MAX_TEXT_LENGTH);
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}
