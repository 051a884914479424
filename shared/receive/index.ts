/** Receiving events over HTTP: who may send, what a request holds, what it is answered. */
import { schemaOfAuthentication } from './authentication.ts';

/** What senders may have to show; see {@link Authentication}. */
export const authenticationSchema = /* @__PURE__ */ schemaOfAuthentication();

export { accepted, faulty, refused, type Answer, type AnswerBody } from './answer.ts';
export {
  parseAuthentication,
  whyNotLetIn,
  type Authentication,
  type Refusal,
  type RequestHead,
  type WhoMaySend,
} from './authentication.ts';
export { isOnAllowList, parseIpAllowList, type IpAllowList } from './ip-allow-list.ts';
export {
  DEFAULT_MAX_BYTES,
  parseReceiving,
  receive,
  type Body,
  type IncomingRequest,
  type Received,
  type Receiving,
  type ReceivingOptions,
  type ReceivingTracker,
  type Reception,
} from './receive.ts';
export {
  createReceiver,
  type Receiver,
  type ReceiverOptions,
  type SeveralReceiverOptions,
} from './receiver.ts';
export { isSameSecret } from './secret.ts';
