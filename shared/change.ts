import type { Alert } from './alert.ts';

/** What a reporter said last of an alert, and when (ms since the epoch). */
export interface Report {
  alarm: boolean;
  at: number;
}

/**
 * What is remembered of one alert that several reporters (the locations of an API call, the calls of a workflow) speak
 * of: each one's last report, and whether the alert is open. Plain JSON, to be kept wherever the caller keeps things.
 */
export interface AlarmState {
  open: boolean;
  reports: Record<string, Report>;
}

/**
 * What an alert changes.
 *
 * - `pending`: too few reporters see it, so it is not raised yet;
 * - `opened`: it is raised now;
 * - `still-open`: it was open and stays open, though this reporter says something new;
 * - `repeated`: nothing is new: an Alarm that was reported before, or an OK where nothing was open;
 * - `resolved`: the last reporter that saw it no longer does.
 */
export type Change = 'pending' | 'opened' | 'still-open' | 'repeated' | 'resolved';

export interface ChangeOptions {
  /** What is remembered of the alert; `undefined` where nothing is. */
  state: AlarmState | undefined;
  /** Who speaks. */
  reporter: string;
  /** How many reporters must see the alert before it is raised. Default 1. */
  raiseAt?: number | undefined;
  /** The current time, in ms since the epoch. */
  now: number;
  /** A reporter that has been silent for so long, in ms, no longer counts. Default 24 hours. */
  forgetAfterMs?: number | undefined;
}

export interface ChangeVerdict {
  change: Change;
  /**
   * Whether the alert is to be delivered. What is `repeated` is: one `alert_id` is one alert, so it costs nothing, and it
   * mends a delivery that failed before.
   */
  worthSending: boolean;
  /** Those who see the alert now. */
  reporters: string[];
  /** What to remember from now on. */
  state: AlarmState;
}

export const DEFAULT_RAISE_AT = 1;
export const DEFAULT_FORGET_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Whether an alert changes anything, where several reporters speak of one: it is raised when at least `raiseAt` of them
 * see it, and ends only when none does any more, so that one's OK never ends what another still reports.
 */
export function changeOf(alert: Alert, options: ChangeOptions): ChangeVerdict {
  const { reporter, now, raiseAt = DEFAULT_RAISE_AT, forgetAfterMs = DEFAULT_FORGET_AFTER_MS } = options;
  const before = options.state ?? { open: false, reports: {} };
  const alarm = alert.status === 'Alarm';
  const reports = new Map(Object.entries(before.reports).filter(([, { at }]) => now - at < forgetAfterMs));
  const known = reports.get(reporter)?.alarm === true;
  reports.set(reporter, { alarm, at: now });
  const reporters = [...reports].filter(([, report]) => report.alarm).map(([name]) => name);
  const open = reporters.length > 0 && (before.open || reporters.length >= raiseAt);
  const change = changeFrom({ wasOpen: before.open, open, alarm, known });
  return {
    change,
    worthSending: alarm ? change !== 'pending' : change !== 'still-open',
    reporters,
    state: { open, reports: Object.fromEntries(reports) },
  };
}

function changeFrom({
  wasOpen,
  open,
  alarm,
  known,
}: Record<'wasOpen' | 'open' | 'alarm' | 'known', boolean>): Change {
  if (open && !wasOpen) return 'opened';
  if (wasOpen && !open) return alarm ? 'repeated' : 'resolved';
  if (open) return alarm && known ? 'repeated' : 'still-open';
  return alarm ? 'pending' : 'repeated';
}

/** Who sees an alert now, as an event itself tells it: the reporter and the others. */
export interface ChangeAmongOptions {
  reporter: string;
  others: readonly string[];
  /** How many reporters must see the alert before it is raised. Default 1. */
  raiseAt?: number | undefined;
}

/**
 * Like `changeOf`, for a caller that remembers nothing and is told by each event who else sees the alert. It cannot know
 * whether the alert is open, so it takes it for open where enough others see it, or where an OK leaves some that do.
 */
export function changeAmong(
  alert: Alert,
  { reporter, others, raiseAt = DEFAULT_RAISE_AT }: ChangeAmongOptions,
): ChangeVerdict {
  const open = others.length >= (alert.status === 'Alarm' ? raiseAt : 1);
  const reports = Object.fromEntries(others.map((name) => [name, { alarm: true, at: 0 }]));
  return changeOf(alert, { state: { open, reports }, reporter, raiseAt, now: 0 });
}
