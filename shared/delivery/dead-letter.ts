import type { Alert } from '../alert.ts';
import type { Change } from '../report.ts';
import { attemptsOf } from './attempts.ts';
import { DeliveryError, type Attempt } from './delivery.ts';

/**
 * An alert that a destination did not get, with all that it takes to send it again later. It is plain JSON and holds no
 * secret.
 */
export interface DeadLetter {
  readonly alert: Alert;
  /** What it changes; `null` where nothing tracked it. */
  readonly change: Change | null;
  /** When it happened, in ms since the epoch, by the event's own clock; `null` where the event did not tell. */
  readonly at: number | null;
  /** The destination's name. */
  readonly destination: string;
  /** Why it was given up, in words for a person. */
  readonly reason: string;
  /** Of more than 50 the first 10 and the last 40. */
  readonly attempts: readonly Attempt[];
  /** How many attempts were made between those that are told; absent where all of them are. */
  readonly attemptsLeftOut?: number;
  /** In ms since the epoch. */
  readonly givenUpAt: number;
}

/** Told of each alert that was given up; it is waited for. What it throws is dropped. */
export type OnGivenUp = (letter: DeadLetter) => void | Promise<void>;

/**
 * What an alert that was given up leaves behind.
 *
 * @param error Why. Of a DeliveryError it tells the attempts.
 * @param now In ms since the epoch. Default: the current time.
 */
export function deadLetterOf(
  error: Error,
  given: Pick<DeadLetter, 'alert' | 'destination'> & { change?: Change | undefined; at?: number | undefined },
  now: number = Date.now(),
): DeadLetter {
  return {
    alert: given.alert,
    change: given.change ?? null,
    at: given.at ?? null,
    destination: given.destination,
    reason: error.message,
    ...(error instanceof DeliveryError ? attemptsOf(error.delivery) : { attempts: [] }),
    givenUpAt: now,
  };
}
