import { ConfigurationError } from '../errors.ts';
import type { Attempt } from './delivery.ts';
import type { Runtime, Verdict } from './destination.ts';
import type { Pauses } from './pauses.ts';
import { DEFAULT_RETRY, mayRetryStatus, type RetryOptions } from './retry.ts';
import { MAX_RESPONSE_BYTES, type TransportResponse } from './transport.ts';

export const DEFAULT_TIMEOUT_MS = 10_000;
export const DEFAULT_GIVE_UP_AFTER_MS = 300_000;

/** The longest time that a timer can hold, in ms: some 24 days. A longer one would fire at once. */
export const MAX_MS = 2 ** 31 - 1;

/** How a delivery is tried, whatever it goes through. */
export interface TryOptions {
  /**
   * How long one attempt may take, in ms.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How long it is tried, in ms: all attempts and the pauses between them. The last attempt is made just before.
   *
   * @default 300_000
   */
  readonly giveUpAfterMs?: number | undefined;
  /** How long it is waited between attempts, and what is tried again. @default `RetryOptions`' own */
  readonly retry?: RetryOptions | undefined;
  /**
   * How much of an answer is read, in bytes.
   *
   * @default 65_536
   */
  readonly maxResponseBytes?: number | undefined;
  /**
   * Gives the delivery up; it then ends with a DeliveryError whose cause is the signal's reason.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Aborted when something newer has made the delivery pointless: no further attempt starts, and the one that is under way
   * ends as it may.
   *
   * @default none
   */
  readonly overtaken?: AbortSignal | undefined;
  /**
   * What a 2xx answer is worth, where the status alone does not decide.
   *
   * @default it is delivered
   */
  readonly judge?: ((response: TransportResponse) => Verdict) | undefined;
  /**
   * Told of each attempt as soon as it has ended. What it throws is dropped.
   *
   * @default none
   */
  readonly onAttempt?: ((attempt: AttemptNews) => void) | undefined;
  /**
   * The pauses that destinations have asked for, where several runtimes share them.
   *
   * @default those of the runtime's transport
   */
  readonly pauses?: Pauses | undefined;
  /**
   * The time of day, in ms since the epoch: for a `Retry-After` that is a date.
   *
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
  /**
   * A clock that only goes forward, in ms: for durations.
   *
   * @default performance.now
   */
  readonly monotonicNow?: (() => number) | undefined;
  /**
   * From 0 to 1, for the jitter.
   *
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
}

/** An attempt that has ended. */
export interface AttemptNews {
  /** From 1. */
  readonly number: number;
  readonly attempt: Attempt;
  /** How long it is waited before the next one, in ms; `null` where it is the last. */
  readonly pauseMs: number | null;
}

export interface DeliverOptions extends TryOptions, Runtime {}

/** The options with their defaults. */
export interface Settings extends Runtime {
  readonly timeoutMs: number;
  readonly giveUpAfterMs: number;
  readonly maxResponseBytes: number;
  readonly retry: { baseMs: number; capMs: number; mayRetry: (status: number | null) => boolean };
  readonly now: () => number;
  readonly monotonicNow: () => number;
  readonly random: () => number;
}

/**
 * @throws ConfigurationError when there is nothing to reach the world with, or an option is out of range.
 */
export function settingsOf(options: DeliverOptions): Settings {
  requireRuntime(options);
  const { transport, sleep, retry = {} } = options;
  const milliseconds = (name: string, value: number) => numberWithin(name, value, 1, MAX_MS);
  return {
    transport,
    sleep,
    timeoutMs: milliseconds('timeoutMs', options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    giveUpAfterMs: milliseconds('giveUpAfterMs', options.giveUpAfterMs ?? DEFAULT_GIVE_UP_AFTER_MS),
    maxResponseBytes: numberWithin(
      'maxResponseBytes',
      options.maxResponseBytes ?? MAX_RESPONSE_BYTES,
      1,
      Number.MAX_SAFE_INTEGER,
    ),
    retry: {
      baseMs: milliseconds('retry.baseMs', retry.baseMs ?? DEFAULT_RETRY.baseMs),
      capMs: milliseconds('retry.capMs', retry.capMs ?? DEFAULT_RETRY.capMs),
      mayRetry: retry.mayRetry ?? mayRetryStatus,
    },
    now: options.now ?? Date.now,
    monotonicNow: options.monotonicNow ?? monotonicNow,
    random: options.random ?? Math.random,
  };
}

export const monotonicNow = () => performance.now();

/**
 * @throws ConfigurationError when there is nothing to reach the world with.
 */
export function requireRuntime(runtime: Partial<Runtime> | undefined): void {
  const missing = (['transport', 'sleep'] as const).find((name) => typeof runtime?.[name] !== 'function');
  if (missing === undefined) return;
  throw new ConfigurationError(
    `There is no ${missing}. Pass the runtime of alertbridge/node, or of alertbridge/fetch where there is no Node.`,
  );
}

function numberWithin(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return Math.floor(value);
  const given = typeof value === 'number' ? String(value) : `a ${typeof value}`;
  throw new ConfigurationError(`${name} must be a number from ${least} to ${most}; it is ${given}.`);
}
