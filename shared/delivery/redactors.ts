import { redactor, type Redactor } from '../redact.ts';

const made = new WeakMap<readonly string[], { secrets: readonly string[]; redactor: Redactor }>();

/** The redactor for one list of secrets, made once for as long as the list stays as it is. */
export function redactorOf(secrets: readonly string[]): Redactor {
  const known = made.get(secrets);
  if (known !== undefined && isSame(known.secrets, secrets)) return known.redactor;
  const fresh = redactor(secrets);
  made.set(secrets, { secrets: [...secrets], redactor: fresh });
  return fresh;
}

function isSame(before: readonly string[], now: readonly string[]): boolean {
  return before.length === now.length && before.every((secret, index) => secret === now[index]);
}
