import type { Alert } from '../alert.ts';
import type { Change } from '../report.ts';
import type { Authenticator } from './authenticator.ts';
import type { Delivery, DeliveryRequest } from './delivery.ts';
import type { Sleep, Transport, TransportResponse } from './transport.ts';

/** What is told to a destination: the alert, and what else a template may show. */
export interface Message {
  readonly alert: Alert;
  /** What the alert changes, where something tracks. */
  readonly change?: Change | undefined;
  /** The event that the alert was made of, where it is at hand. */
  readonly event?: unknown;
}

/** What an answer is worth. */
export type Verdict =
  | { readonly delivered: true }
  | {
      readonly delivered: false;
      /** The end of a sentence: "its body says failure". */
      readonly reason: string;
      readonly mayRetry: boolean;
    };

/** A system that alerts go to: Temperstack, or a user's webhook. */
export interface Destination {
  /** E.g. `temperstack`, or the webhook's own name. */
  readonly name: string;
  /** @throws AlertbridgeError when the message cannot be sent there. */
  request(message: Message): DeliveryRequest;
  /** Why a message is not for this destination (an inactive webhook, a filter); `undefined` where it is. */
  whyUnwanted?(message: Message): string | undefined;
  /** What a 2xx answer is worth where the status alone does not decide. */
  judge?(response: TransportResponse): Verdict;
  /** Gives each request its authorization, where the request does not hold it already. */
  readonly authenticator?: Authenticator | undefined;
  /** How long it waits where the caller does not say, in ms. */
  readonly limits?: { readonly timeoutMs?: number; readonly giveUpAfterMs?: number } | undefined;
  /** What a person can do about a delivery that failed, in one sentence. */
  hint(delivery: Pick<Delivery, 'status'>): string;
}

/** What reaching the world needs. `alertbridge/node` and `alertbridge/fetch` each have one. */
export interface Runtime {
  /** One request in, one response out. */
  readonly transport: Transport;
  /** Waits, and stops waiting when its signal says so. */
  readonly sleep: Sleep;
}
