import type { AlertStatus } from '../alert.ts';
import type { Received, ReceivingTracker } from './receive.ts';

/** More fail at once only where everything does, and then the sender's next events heal what is forgotten here. */
const MAX_FAILED = 1_000;

/** The alerts that could not be dealt with, by what was to be said of them. */
export interface Failed {
  /** The tracker, but for what failed: that it knows it already is no reason to hold it. */
  readonly tracker: ReceivingTracker | undefined;
  /** Notes how it went, so that what failed passes when its sender tries again. */
  note(received: readonly Received[], failed: boolean): void;
}

export function createFailed(tracker: ReceivingTracker | undefined): Failed {
  const statuses = new Map<string, AlertStatus>();
  return {
    tracker: tracker && {
      isKnown: (alertId) => tracker.isKnown(alertId),
      track: async (report) => {
        const tracked = await tracker.track(report);
        const { alert_id, status } = report.alert;
        if (tracked.decision !== 'hold' || statuses.get(alert_id) !== status) return tracked;
        return { ...tracked, decision: 'repeat', reason: 'it could not be dealt with before' };
      },
    },
    note(received, failed) {
      for (const { alert } of received) {
        statuses.delete(alert.alert_id);
        if (failed) statuses.set(alert.alert_id, alert.status);
      }
      for (const alertId of statuses.keys()) {
        if (statuses.size <= MAX_FAILED) return;
        statuses.delete(alertId);
      }
    },
  };
}
