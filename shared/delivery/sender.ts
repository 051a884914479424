import { parseAlert, type Alert } from '../alert.ts';
import type { Change, Report } from '../report.ts';
import { requireRuntime, type SendOptions } from './options.ts';
import type { Delivery } from './delivery.ts';
import type { Destination, Runtime } from './destination.ts';
import { createOrder, type Order } from './order.ts';
import { sendMessage, whyUnwanted } from './send.ts';

/** What tells whether a report changes anything: `createTracker` makes one. */
export interface ReportTracker {
  track(report: Report): Promise<{ decision: Change; reason: string | null; alert: Alert }>;
}

export interface SenderOptions extends SendOptions {
  /** What tells which reports are sent. Default: a tracker of its own, in memory, with the default policy. */
  tracker?: ReportTracker | undefined;
  /** What keeps the reports of one alert in order, where several senders share it. Default: one of its own. */
  order?: Order | undefined;
}

/** What became of a report. */
export interface Sent {
  /**
   * `held`: it changes nothing; `overtaken`: newer news of the same alert came before it was delivered; `unwanted`: the
   * destination does not want it.
   */
  readonly outcome: 'delivered' | 'held' | 'overtaken' | 'unwanted';
  readonly change: Change;
  /** Why it was not delivered, in words for a person; `null` where it was. */
  readonly reason: string | null;
  /** What was sent, or would have been. */
  readonly alert: Alert;
  /** `null` where nothing was sent. */
  readonly delivery: Delivery | null;
}

export interface Sender {
  /**
   * Sends what a report changes.
   *
   * @param event What the report was made of, for a webhook whose template shows it.
   * @throws DeliveryError when it gave up, and otherwise as `send` does.
   */
  send(report: Report, event?: unknown): Promise<Sent>;
}

/**
 * Sends reports to a destination so that each alarm opens once, and the last word is said last: what changes nothing is
 * held, reports of one alert go out one after the other, and an older one that waits for its retry is given up when a newer
 * one comes.
 *
 * @throws ConfigurationError when the runtime or an option cannot work.
 */
export function createSender(
  destination: Destination,
  runtime: Runtime,
  options: SenderOptions = {},
): Sender {
  requireRuntime(runtime);
  const { tracker = untracked, order = createOrder(), ...sendOptions } = options;
  return {
    async send(report, event) {
      const { decision: change, reason, alert: tracked } = await tracker.track(report);
      const alert = parseAlert(tracked);
      const unsent = { change, reason, alert, delivery: null };
      if (change === 'hold') return { ...unsent, outcome: 'held' };
      const message = { alert, change, event };
      const unwanted = whyUnwanted(destination, message);
      if (unwanted !== undefined) return { ...unsent, outcome: 'unwanted', reason: unwanted };
      const ordered = await order.run(
        alert.alert_id,
        report.at,
        async (overtaken) => await sendMessage(message, destination, runtime, { ...sendOptions, overtaken }),
      );
      return ordered.overtaken
        ? { ...unsent, outcome: 'overtaken', reason: OVERTAKEN, delivery: ordered.delivery }
        : { ...unsent, outcome: 'delivered', reason: null, delivery: ordered.result };
    },
  };
}

const OVERTAKEN = 'Newer news of the same alert came before it was delivered.';

/** Lets every report pass. */
const untracked: ReportTracker = {
  track: async ({ alert }) => ({
    decision: alert.status === 'Alarm' ? 'open' : 'resolve',
    reason: null,
    alert,
  }),
};
