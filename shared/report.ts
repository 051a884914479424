import type { Alert } from './alert.ts';

/**
 * An alert as one reporter states it at one time: what a source makes of an event, and what a tracker and a sender take.
 */
export interface Report {
  readonly alert: Alert;
  /**
   * Who says it, where several can speak of one alert: a location, a check, a job. Empty where there is only one. One
   * reporter's OK must not close what another still sees.
   */
  readonly reporter: string;
  /** When it happened, in ms since the epoch, by the event's own clock; absent where the event does not tell. */
  readonly at?: number | undefined;
  /**
   * `sample`: said again and again (APIContext, a pipeline), so that a later one heals what an earlier one missed. `turn`:
   * said once (Cloudflare, Apono), so that an OK is never held back, even where nothing is known to be open.
   */
  readonly kind: 'sample' | 'turn';
  /** The event's own id, by which a delivery that comes twice is known; absent where it has none. */
  readonly eventId?: string | undefined;
  /** How many reports of this kind the sender says came in a row, this one included; absent where it does not count. */
  readonly streak?: number | undefined;
  /** What a person calls the reporter ("Oslo"); absent where `reporter` is readable itself. */
  readonly reporterName?: string | undefined;
  /**
   * What a person must be told again when it changes while the alarm is open (an incident's state, an integration's issues);
   * absent where only a higher priority is worth an update.
   */
  readonly gist?: string | undefined;
}

/**
 * What a report changes: it opens the alarm, updates it (the priority rises, or what a person must know changes), says an
 * open or closed one again so that a lost message heals, resolves it, or is held back.
 */
export const CHANGES = ['open', 'update', 'repeat', 'resolve', 'hold'] as const;
export type Change = (typeof CHANGES)[number];

/** How far an event's clock may be ahead of ours, in ms; what says it is later counts as happening then. */
export const CLOCK_TOLERANCE_MS = 60_000;
