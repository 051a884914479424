export {
  ALERT_LENGTHS,
  ALERT_PRIORITIES,
  ALERT_STATUSES,
  alertSchema,
  parseAlert,
  type Alert,
  type AlertPriority,
  type AlertStatus,
} from './alert.ts';
export {
  DEFAULT_GIVE_UP_AFTER_MS,
  DEFAULT_TIMEOUT_MS,
  type AttemptNews,
  type DeliverOptions,
  type TryOptions,
} from './delivery/options.ts';
export { deliver, exchange, type Exchange } from './delivery/deliver.ts';
export { createPauses, type Pauses } from './delivery/pauses.ts';
export { type Attempt, type Delivery, type DeliveryRequest, type EndedBy } from './delivery/delivery.ts';
export { type Destination, type Message, type Runtime, type Verdict } from './delivery/destination.ts';
export { createOrder, type Order, type Ordered } from './delivery/order.ts';
export { deadLetterOf, type DeadLetter, type OnGivenUp } from './delivery/dead-letter.ts';
export { send, type SendOptions } from './delivery/send.ts';
export {
  createSender,
  type ReportTracker,
  type Sender,
  type SenderOptions,
  type Sent,
} from './delivery/sender.ts';
export {
  AlertbridgeError,
  AuthenticationError,
  ConfigurationError,
  InvalidInputError,
  type InputIssue,
} from './errors.ts';
export { DeliveryError } from './delivery/delivery.ts';
export { redact } from './redact.ts';
export { DEFAULT_RETRY, type RetryOptions } from './delivery/retry.ts';
export {
  type Sleep,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from './delivery/transport.ts';
export { reportsFrom, SOURCES, UNTRACKED_MAPPINGS, type Mappings, type Recognised } from './sources.ts';
export { parseFilter, parseMapping, type Shape, type Source } from './source.ts';
export { type FilterVerdict } from './filter.ts';
export {
  createTracker,
  DEFAULT_POLICY,
  emptyState,
  isKnown,
  isOpen,
  isWorthSaving,
  memoryStore,
  mergeStates,
  parsePolicy,
  policySchema,
  readState,
  track,
  type Policy,
  type PolicyInput,
  type Tracked,
  type Tracker,
  type TrackerAnswer,
  type TrackerOptions,
  type TrackerStore,
  type TrackState,
} from './track/index.ts';
export { unlessAborted } from './delivery/abort.ts';
export { joinedHeaders, readUpTo } from './delivery/response.ts';
export { parseInput } from './input.ts';
export { CHANGES, type Change, type Report } from './report.ts';
export { cut, oneLine, printable, webUrl } from './text.ts';
