import { parseAlert, type Alert } from '../alert.ts';
import type { Change, Report } from '../report.ts';
import { createTracker } from '../track/index.ts';
import { createUndelivered } from '../track/undelivered.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { Delivery } from './delivery.ts';
import type { Destination, Message, Runtime } from './destination.ts';
import { requireRuntime } from './options.ts';
import { createOrder, type Order } from './order.ts';
import { sendMessage, whyUnwanted, type SendOptions } from './send.ts';

/** What tells whether a report changes anything: `createTracker` makes one. */
export interface ReportTracker {
  /** What a report changes. */
  track(report: Report): Promise<{
    decision: Change;
    reason: string | null;
    alert: Alert;
    /** How new that is, in ms since the epoch. @default the report's own time */
    at?: number | undefined;
  }>;
  /** Whether the alarm of an alert is open, as far as is known. @default nothing is known */
  isOpen?(alertId: string): Promise<boolean>;
  /** Whether anything is known of an alert. @default nothing is known */
  isKnown?(alertId: string): Promise<boolean>;
}

export interface SenderOptions extends Omit<SendOptions, 'overtaken'> {
  /**
   * What tells which reports are sent.
   *
   * @default a tracker of its own, in memory, with the default policy
   */
  readonly tracker?: ReportTracker | undefined;
  /**
   * What keeps the reports of one alert in order, where several senders share it.
   *
   * @default one of its own
   */
  readonly order?: Order | undefined;
}

/** What became of a report. */
export interface Sent {
  /**
   * `held`: it changes nothing; `overtaken`: newer news of the same alert came before it was delivered; `unwanted`: the
   * destination does not want it.
   */
  readonly outcome: 'delivered' | 'held' | 'overtaken' | 'unwanted';
  /** `null` for a dead letter that nothing had tracked. */
  readonly change: Change | null;
  /** Why it was not delivered, in words for a person; `null` where it was. */
  readonly reason: string | null;
  /** What was sent, or would have been. */
  readonly alert: Alert;
  /** `null` where nothing was sent. */
  readonly delivery: Delivery | null;
}

export interface Sender {
  /**
   * Sends what a report changes. What it gave up passes as `repeat` when its source says it again, though the tracker knows it.
   *
   * @param event What the report was made of, for a webhook whose template shows it.
   * @throws DeliveryError when it gave up, and otherwise as `send` does.
   */
  send(report: Report, event?: unknown): Promise<Sent>;
  /**
   * Sends a dead letter again, as it is: it is not tracked anew. What newer news has overtaken is not sent, so that a late
   * Alarm does not open what has been closed since.
   *
   * @throws as `send` does.
   */
  resend(letter: DeadLetter): Promise<Sent>;
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
  const {
    tracker = createTracker({ now: options.now }),
    order = createOrder({ now: options.now }),
    ...sendOptions
  } = options;
  const undelivered = createUndelivered();

  async function sendInOrder(message: Message, at: number | undefined): Promise<Sent> {
    const { alert, change = null } = message;
    const unwanted = whyUnwanted(destination, message);
    if (unwanted !== undefined)
      return { outcome: 'unwanted', change, reason: unwanted, alert, delivery: null };
    const ordered = await order.run(
      alert.alert_id,
      at,
      async (overtaken) =>
        await sendMessage(message, destination, runtime, { ...sendOptions, at, overtaken }),
    );
    return ordered.overtaken
      ? { outcome: 'overtaken', change, reason: OVERTAKEN, alert, delivery: ordered.delivery }
      : { outcome: 'delivered', change, reason: null, alert, delivery: ordered.result };
  }

  return {
    async send(report, event) {
      const { decision, reason, alert: tracked, at = report.at } = await tracker.track(report);
      const alert = parseAlert(tracked);
      // What could not be delivered is no reason to hold what its sender says again.
      const change = decision === 'hold' && undelivered.has(alert) ? 'repeat' : decision;
      if (change === 'hold') return { outcome: 'held', change, reason, alert, delivery: null };
      try {
        const sent = await sendInOrder({ alert, change, event }, at);
        if (sent.outcome !== 'overtaken') undelivered.note(alert, false);
        return sent;
      } catch (error) {
        undelivered.note(alert, true);
        throw error;
      }
    },
    async resend(letter) {
      const alert = parseAlert(letter.alert);
      const change = letter.change ?? undefined;
      if (await saysOtherwise(tracker, alert)) {
        return { outcome: 'overtaken', change: letter.change, reason: OVERTAKEN, alert, delivery: null };
      }
      return await sendInOrder({ alert, change }, letter.at ?? undefined);
    },
  };
}

const OVERTAKEN = 'Something newer about the same alert came before this was delivered.';

/** Whether a tracker knows that an alarm has been closed since, or opened again. */
async function saysOtherwise(tracker: ReportTracker, { alert_id, status }: Alert): Promise<boolean> {
  if (tracker.isOpen === undefined || !(await tracker.isKnown?.(alert_id))) return false;
  return (await tracker.isOpen(alert_id)) !== (status === 'Alarm');
}
