import { parseAlert, type Alert } from '../../../shared/alert.ts';
import type { Report } from '../../../shared/report.ts';
import {
  DEFAULT_POLICY,
  emptyState,
  parsePolicy,
  track,
  type PolicyInput,
  type Tracked,
  type TrackState,
} from '../../../shared/track/index.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** When all tests begin. */
export const START = Date.UTC(2026, 0, 5, 9);

export interface Said extends Partial<Omit<Report, 'alert'>> {
  status?: Alert['status'];
  alert?: Partial<Alert>;
}

/** A report of one alert, by default a sample. */
export function report(said: Said = {}): Report {
  const { status = 'Alarm', alert, reporter = '', kind = 'sample', ...rest } = said;
  return {
    alert: parseAlert({ alert_name: 'Create order fails', alert_id: 'apicontext:call-1', status, ...alert }),
    reporter,
    kind,
    ...rest,
  };
}

/** Alarm and OK of a location at a minute of the test, as APIContext reports it. */
export const fails = (reporter: string, minute: number, more: Said = {}): Report =>
  report({ status: 'Alarm', reporter, at: START + minute * MINUTE_MS, ...more });
export const passes = (reporter: string, minute: number, more: Said = {}): Report =>
  report({ status: 'OK', reporter, at: START + minute * MINUTE_MS, ...more });

/** A tracker whose reports come when they happen, unless a minute is given. */
export function tracking(policyInput: PolicyInput = {}) {
  const policy = parsePolicy({ ...DEFAULT_POLICY, ...policyInput });
  let state: TrackState = emptyState();
  const hear = (said: Report, minute?: number): Tracked => {
    const now = minute === undefined ? (said.at ?? START) : START + minute * MINUTE_MS;
    const tracked = track(state, said, policy, now);
    state = tracked.state;
    return tracked;
  };
  return {
    hear,
    /** What is decided of reports, as "open: nothing was open". */
    told: (...reports: Report[]): string[] =>
      reports.map((said) => {
        const { decision, reason } = hear(said);
        return `${decision}: ${reason}`;
      }),
    get state(): TrackState {
      return state;
    },
    set state(other: TrackState) {
      state = other;
    },
    policy,
  };
}
