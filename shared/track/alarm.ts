import { CLOCK_TOLERANCE_MS } from '../report.ts';
import type { Policy } from './policy.ts';

/** What one reporter said last. Times are ms since the epoch, shares of them ms. */
export interface ReporterState {
  /** Shortened by a digest where it is long. */
  readonly id: string;
  /** When its newest report happened, by the event's own clock, at most {@link CLOCK_TOLERANCE_MS} ahead of ours. */
  readonly at: number;
  /** How long after `at` that report came. */
  readonly lag: number;
  /** 1 where that report is an Alarm, 0 where it is an OK. */
  readonly sees: 0 | 1;
  /** How many in a row were so, up to `MAX_COUNT`. */
  readonly row: number;
  /** The Alarm is Critical. */
  readonly critical?: 1;
  /** How long it had been well at `at`, since it saw the alarm last; absent where it never saw it. */
  readonly well?: number;
  /** The newest report's event, shortened. */
  readonly event?: string;
  /** What a person calls a reporter that sees the alarm, where that is not its id. */
  readonly name?: string;
}

/**
 * What is known of one alert: what was told of it, and who says what. What was told is kept as points in time that only move
 * forward, so that two copies are joined by taking the later of each. Points are by the tracker's clock, since they are
 * about messages, not events; 0 is never.
 */
export interface AlarmState {
  /** The alert's, shortened by a digest where it is long. */
  readonly id: string;
  /** When an Alarm was told last (open, update, repeat). The alarm is open where this is later than `closed`. */
  readonly told: number;
  /** When the OK was told that closed it. */
  readonly closed: number;
  /** When an Alarm that was Critical was told last. */
  readonly critical?: number;
  /** When an OK was told last, repeats included. */
  readonly okTold?: number;
  /** The name of the Alarm that was told last. */
  readonly name?: string;
  /** The event that was told last, shortened. */
  readonly event?: string;
  /** What was told in this alarm (`Report.gist`), as digests, and when. */
  readonly gists?: readonly (readonly [gist: string, told: number])[];
  /** How many reporters that see it, and that do not, were dropped for want of room. */
  readonly dropped?: readonly [seeing: number, passing: number];
  /** Ordered by id. */
  readonly by: readonly ReporterState[];
}

/** An alert that was sent though there was no room to remember it, by a digest of its id, and when that was. */
export type UntrackedAlert = readonly [id: string, sent: number];

/** Whether the destination has been told of the alarm and not yet of its end. */
export function isOpenAlarm(alarm: AlarmState): boolean {
  return alarm.told > alarm.closed;
}

/** When a reporter was heard last, by our clock. */
export function heardAt({ at, lag }: ReporterState): number {
  return at + lag;
}

export function isForgotten(reporter: ReporterState, policy: Policy, now: number): boolean {
  return now - heardAt(reporter) >= policy.forgetAfterMs;
}

/** Whether a reporter has seen it often enough to count. */
export function counts(reporter: ReporterState, policy: Policy): boolean {
  return reporter.sees === 1 && reporter.row >= policy.after;
}

/** Whether a reporter keeps the alarm from closing: it sees it, or has not yet been well often enough. */
export function keepsOpen(reporter: ReporterState, policy: Policy): boolean {
  return reporter.sees === 1 || (reporter.well !== undefined && reporter.row < policy.closeAfter);
}

/** Since when all of them have been well, by the events' own times; 0 where none ever saw it. */
export function wellSince(reporters: readonly ReporterState[]): number {
  let since = 0;
  for (const { at, well } of reporters) if (well !== undefined && at - well > since) since = at - well;
  return since;
}

/** When the newest report happened; `atLeast` where nothing is known. */
export function newestAt(reporters: readonly ReporterState[], atLeast = 0): number {
  return reporters.reduce((newest, { at }) => Math.max(newest, at), atLeast);
}

/** How long an OK is said again, and so how long an alarm that is over must be remembered. */
export function rememberMs(policy: Policy): number {
  return Math.max(20 * policy.repeatEveryMs, 60 * 60_000);
}

/** Whether nothing more can come of an alarm: it was closed long ago, or never opened and has been well for as long. */
export function isOver(alarm: AlarmState, policy: Policy, now: number): boolean {
  if (isOpenAlarm(alarm) || alarm.by.some(({ sees }) => sees === 1)) return false;
  const ended = alarm.told === 0 ? (alarm.okTold ?? 0) : alarm.closed;
  const since = Math.max(ended, wellSince(alarm.by));
  return now - since >= rememberMs(policy);
}

/** The same alarm without a time that lies ahead: no clock that was wrong once may block it for ever. */
export function withinClock(alarm: AlarmState, now: number): AlarmState {
  const latest = now + CLOCK_TOLERANCE_MS;
  const isAhead =
    alarm.told > latest ||
    alarm.closed > latest ||
    (alarm.okTold ?? 0) > latest ||
    alarm.by.some((reporter) => reporter.at > latest || heardAt(reporter) > latest);
  if (!isAhead) return alarm;
  return {
    ...alarm,
    told: Math.min(alarm.told, isOpenAlarm(alarm) ? latest : latest - 1),
    closed: Math.min(alarm.closed, isOpenAlarm(alarm) ? latest - 1 : latest),
    ...(alarm.critical !== undefined && { critical: Math.min(alarm.critical, latest) }),
    ...(alarm.okTold !== undefined && { okTold: Math.min(alarm.okTold, latest) }),
    ...(alarm.gists && { gists: alarm.gists.map(([gist, told]) => [gist, Math.min(told, latest)] as const) }),
    by: alarm.by.map((reporter) => {
      const at = Math.min(reporter.at, latest);
      return { ...reporter, at, lag: Math.min(heardAt(reporter), latest) - at };
    }),
  };
}
