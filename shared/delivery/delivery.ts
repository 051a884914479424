import { AlertbridgeError } from '../errors.ts';

/** What is to be delivered, and where. */
export interface DeliveryRequest {
  /** Where to. */
  readonly url: string;
  /** @default 'POST' */
  readonly method?: string | undefined;
  /** Sent as they are. @default none but `Content-Type`, where the body is JSON */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Text goes out as it is; anything else as JSON, with its `Content-Type`. @default no body */
  readonly body?: unknown;
  /**
   * Headers that each attempt has anew, by the time when it is made, in ms since the epoch: a signature, say.
   *
   * @default none
   */
  readonly headersAt?: ((at: number) => Record<string, string>) | undefined;
  /**
   * What must not be seen in the record or in an error: keys and tokens in the URL, the headers or the body.
   *
   * @default none
   */
  readonly secrets?: readonly string[] | undefined;
  /**
   * What is shown in place of the URL.
   *
   * @default the URL without the secrets
   */
  readonly shownUrl?: string | undefined;
}

/** One attempt: the status that came back, or the error that came instead. */
export type Attempt = { status: number; durationMs: number } | { error: string; durationMs: number };

/** The record of getting one request to one URL. It holds no secret that the request named. */
export interface Delivery {
  /** True when the last answer was a 2xx that the destination did not judge otherwise. */
  delivered: boolean;
  method: string;
  /** Redacted. */
  url: string;
  /** The last answer's status; `null` where the last attempt got no answer. */
  status: number | null;
  /** Of more than 50 the first 10 and the last 40. */
  attempts: Attempt[];
  /** How many attempts were made between those that are told; absent where all of them are. */
  attemptsLeftOut?: number;
  /** All attempts and the pauses between them, in ms. */
  durationMs: number;
  /** The last answer's headers, names in lower case. */
  headers: Record<string, string>;
  /** The last answer's body: parsed where it is JSON, else text; `null` where it is empty or none came. */
  body: unknown;
  /** True when `body` is only the answer's beginning: it was longer than `maxResponseBytes`, or broke off. */
  truncated: boolean;
}

/**
 * What ended a delivery that was given up: an answer (or the lack of credentials) that trying again would not change, the
 * time that was allowed, the caller's signal, or newer news.
 */
export type EndedBy = 'answer' | 'time' | 'caller' | 'overtaken';

/** A delivery that was given up. */
export class DeliveryError extends AlertbridgeError {
  override readonly name = 'DeliveryError';
  /** The record of every attempt. */
  readonly delivery: Delivery;
  readonly endedBy: EndedBy;

  /** @param cause What ended the last attempt, where there was no answer. */
  constructor(message: string, delivery: Delivery, endedBy: EndedBy, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.delivery = delivery;
    this.endedBy = endedBy;
  }
}
