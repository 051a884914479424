import type { Alert, AlertStatus } from '../alert.ts';

/** More fail at once only where everything does, and then later events heal what is forgotten here. */
const MAX_UNDELIVERED = 1_000;

/**
 * What a tracker decided and no one was told. The tracker counts it as told, so that the same event, when its sender tries
 * again, would be held as nothing new.
 */
export interface Undelivered {
  /** Notes how it went with an alert. */
  note(alert: Alert, failed: boolean): void;
  /** Whether this was to be told of the alert and was not. */
  has(alert: Alert): boolean;
}

export function createUndelivered(): Undelivered {
  const statuses = new Map<string, AlertStatus>();
  return {
    note({ alert_id, status }, failed) {
      statuses.delete(alert_id);
      if (failed) statuses.set(alert_id, status);
      const [oldest] = statuses.keys();
      if (statuses.size > MAX_UNDELIVERED && oldest !== undefined) statuses.delete(oldest);
    },
    has: ({ alert_id, status }) => statuses.get(alert_id) === status,
  };
}
