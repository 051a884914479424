import { valueAt } from '../../path.ts';

/**
 * The text at a path of an event's payload, `undefined` where there is none: whatever a payload holds, a part of it that is not as
 * documented counts as not there. It is read on every step of the action, which a schema would slow down.
 */
export function textAt(payload: unknown, path: string): string | undefined {
  const value = valueAt(payload, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Like `textAt`, of a whole number. */
export function integerAt(payload: unknown, path: string): number | undefined {
  const value = valueAt(payload, path);
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}
