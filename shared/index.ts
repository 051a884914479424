/** The front door: alerts, errors, sending, tracking, and recognising an event of any source. */
import { schemaOfAlerts } from './alert.ts';

/** What an alert is; see {@link Alert}. */
export const alertSchema = /* @__PURE__ */ schemaOfAlerts();

export {
  ALERT_PRIORITIES,
  ALERT_STATUSES,
  parseAlert,
  type Alert,
  type AlertInput,
  type AlertPriority,
  type AlertStatus,
} from './alert.ts';
export { attemptCountOf, attemptsOf } from './delivery/attempts.ts';
export { deadLetterOf, type DeadLetter, type OnGivenUp } from './delivery/dead-letter.ts';
export { deliver } from './delivery/deliver.ts';
export {
  DeliveryError,
  type Attempt,
  type Delivery,
  type DeliveryRequest,
  type EndedBy,
} from './delivery/delivery.ts';
export { type Destination, type Message, type Runtime, type Verdict } from './delivery/destination.ts';
export {
  DEFAULT_GIVE_UP_AFTER_MS,
  DEFAULT_TIMEOUT_MS,
  type AttemptNews,
  type DeliverOptions,
  type TryOptions,
} from './delivery/options.ts';
export { createOrder, type Order, type Ordered, type OrderOptions } from './delivery/order.ts';
export { type RetryOptions } from './delivery/retry.ts';
export { send, type SendOptions } from './delivery/send.ts';
export {
  createSender,
  type ReportTracker,
  type Sender,
  type SenderOptions,
  type Sent,
} from './delivery/sender.ts';
export {
  type Sleep,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from './delivery/transport.ts';
export {
  AlertbridgeError,
  AuthenticationError,
  ConfigurationError,
  InvalidInputError,
  type InputIssue,
} from './errors.ts';
export { type FilterVerdict } from './filter.ts';
export { redact } from './redact.ts';
export { CHANGES, type Change, type Report } from './report.ts';
export { type Shape, type Source } from './source.ts';
export { reportsFrom, SOURCES, UNTRACKED_MAPPINGS, type Mappings, type Recognised } from './sources.ts';
export { createTracker, type Tracker, type TrackerOptions } from './track/index.ts';
