import type { Redactor } from '../redact.ts';
import { cut } from '../text.ts';

const MAX_WORDS = 1_000;
const MAX_CAUSES = 8;

/** What something that was thrown says of itself and its causes, whatever it is. */
export function describeFailure(thrown: unknown, shown?: Redactor): string {
  // Cut last, since a part of a secret would not be found.
  const words = described(thrown, new Set());
  return cut(shown?.text(words) ?? words, MAX_WORDS);
}

/** An error of a transport can quote the URL, so its stack and own fields are left behind. */
export function redactedCause(cause: unknown, shown: Redactor): Error {
  const redacted = new Error(describeFailure(cause, shown));
  const { name, code } = isErrorLike(cause) ? cause : {};
  return Object.assign(redacted, {
    ...(typeof name === 'string' && { name }),
    ...(typeof code === 'string' && { code }),
  });
}

interface ErrorLike {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  cause?: unknown;
  errors?: unknown;
}

function described(thrown: unknown, seen: Set<unknown>): string {
  if (!isErrorLike(thrown)) return asText(thrown);
  // Causes can go round in a circle.
  if (seen.has(thrown) || seen.size >= MAX_CAUSES) return '';
  seen.add(thrown);
  const { name, message, code, cause, errors } = thrown;
  // An AggregateError of Node's has an empty message; what is in it says what happened.
  const inner: unknown[] = [
    ...(Array.isArray(errors) ? (errors as unknown[]) : []),
    ...(cause === undefined ? [] : [cause]),
  ];
  const own = asText(message) || asText(code);
  const causes = inner
    .map((one) => described(one, seen))
    .filter((text) => text !== '' && !own.includes(text));
  return [own, ...causes].filter((text) => text !== '').join(': ') || asText(name);
}

/** Like `instanceof Error`, but also for the errors of another realm (a vm context, a worker). */
function isErrorLike(value: unknown): value is ErrorLike {
  return (
    typeof value === 'object' && value !== null && 'message' in value && 'name' in value && 'stack' in value
  );
}

function asText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  try {
    return String(value as string);
  } catch {
    return 'something that cannot be shown';
  }
}
