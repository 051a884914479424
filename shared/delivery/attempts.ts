import type { Attempt, Delivery } from './delivery.ts';

/** What is kept of many attempts: how it began, and how it ended. A delivery that is tried for days makes thousands. */
const MAX_FIRST = 10;
const MAX_LAST = 40;

/** A record's attempts, and how many it leaves out. */
export type Attempts = Pick<Delivery, 'attempts' | 'attemptsLeftOut'>;

/** How many attempts a delivery took, those included that its record leaves out. */
export function attemptCountOf({ attempts, attemptsLeftOut = 0 }: Attempts): number {
  return attempts.length + attemptsLeftOut;
}

/** What a record tells of its attempts. */
export function attemptsOf({ attempts, attemptsLeftOut }: Attempts): Attempts {
  return { attempts, ...(attemptsLeftOut !== undefined && { attemptsLeftOut }) };
}

/** Attempts as a record has them: the first and the last where there are too many. */
export function boundedAttempts(attempts: readonly Attempt[], leftOut = 0): Attempts {
  const tooMany = Math.max(0, attempts.length - MAX_FIRST - MAX_LAST);
  const all = leftOut + tooMany;
  return {
    attempts: [...attempts.slice(0, MAX_FIRST), ...attempts.slice(MAX_FIRST + tooMany)],
    ...(all > 0 && { attemptsLeftOut: all }),
  };
}

/** A record's attempts with another one after them. */
export function withAttempt({ attempts, attemptsLeftOut }: Attempts, attempt: Attempt): Attempts {
  return boundedAttempts([...attempts, attempt], attemptsLeftOut);
}

/** The attempts of one record, and after them those of another. */
export function joinedAttempts(first: Attempts, second: Attempts): Attempts {
  return boundedAttempts(
    [...first.attempts, ...second.attempts],
    (first.attemptsLeftOut ?? 0) + (second.attemptsLeftOut ?? 0),
  );
}
