import type { Source } from '../source.ts';
import { createUndelivered, type Undelivered } from '../track/undelivered.ts';
import { refused, type Answer } from './answer.ts';
import type { Authentication } from './authentication.ts';
import {
  parseReceiving,
  receive,
  type Body,
  type Received,
  type ReceivingOptions,
  type ReceivingTracker,
} from './receive.ts';

interface Options extends Omit<ReceivingOptions, 'source' | 'filter' | 'mapping' | 'authentication'> {
  /**
   * What senders must show.
   *
   * @default { type: 'none' }
   */
  readonly authentication?: Authentication | undefined;
  /**
   * Takes the alerts of an event that change something, as the event lists them. The sender is answered when it is done;
   * where it throws, with 500, so that the sender tries again: what then comes again passes as `repeat`, though a tracker
   * knows it already. (Where several processes receive, one may not know what failed in another: have the tracker's policy
   * say `duplicates: 'repeat'`.)
   */
  readonly onReports: (received: readonly Received[]) => unknown;
  /** Takes the alerts that are held back, with their reasons: for your log. @default none */
  readonly onHeld?: ((received: readonly Received[]) => unknown) | undefined;
  /**
   * Takes what `onReports`, the tracker or a source threw. The sender is told nothing of it but the 500.
   *
   * @default none
   */
  readonly onError?: ((error: unknown) => unknown) | undefined;
}

export interface ReceiverOptions<Event = unknown, Filter = unknown, Mapping = unknown> extends Options {
  /** Where the events come from. */
  readonly source: Source<Event, Filter, Mapping>;
  /** Which events may open an alarm. What closes an open one always passes. @default every event */
  readonly filter?: Filter | undefined;
  /** How events become alerts. @default the source's own */
  readonly mapping?: Mapping | undefined;
}

export interface SeveralReceiverOptions extends Options {
  /** Where the events come from; an event is of the source that recognises it. */
  readonly source: readonly Source[];
  /** One for each source, by its name: `{ apicontext: { classes: ['FAIL'] } }`. @default every event */
  readonly filter?: Readonly<Record<string, unknown>> | undefined;
  /** One for each source, by its name. @default the sources' own */
  readonly mapping?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Answers a request, as fetch handlers do.
 *
 * @param ip The sender's address, as the platform tells it; needed for an IP allow list only. A header that the sender can
 *   write is no address.
 */
export type Receiver = (request: Request, sender?: { readonly ip?: string | undefined }) => Promise<Response>;

/**
 * A handler for the events of one source or several, wherever requests and responses are those of fetch: Workers, Deno, Bun,
 * Next, Hono, and Node through an adapter. What it answers is listed at {@link receive}; another method than POST is a 405.
 *
 * @example
 * ```ts
 * const receiver = createReceiver({
 *   source: apicontext,
 *   authentication: { type: 'header', name: 'X-Alertbridge-Key', value: key },
 *   onReports: (received) => Promise.all(received.map(({ report, event }) => sender.send(report, event))),
 * });
 * export default { fetch: (request: Request) => receiver(request) };
 * ```
 *
 * @throws ConfigurationError when a setting is wrong: a filter, a mapping, the allow list, the authentication.
 */
export function createReceiver<Event, Filter, Mapping>(
  options: ReceiverOptions<Event, Filter, Mapping>,
): Receiver;
export function createReceiver(options: SeveralReceiverOptions): Receiver;
export function createReceiver(options: Options & Pick<ReceivingOptions, 'source'>): Receiver {
  const undelivered = createUndelivered();
  const { tracker } = options;
  const receiving = parseReceiving({ ...options, tracker: tracker && healing(tracker, undelivered) });
  const { onReports, onHeld, onError } = options;

  async function handOver(changing: readonly Received[]): Promise<void> {
    try {
      await onReports(changing);
      for (const { alert } of changing) undelivered.note(alert, false);
    } catch (error) {
      for (const { alert } of changing) undelivered.note(alert, true);
      throw error;
    }
  }

  return async (request, { ip } = {}) => {
    try {
      if (request.method !== 'POST') {
        const message = `The method must be POST; it is ${request.method}.`;
        return responseOf(refused({ status: 405, message, headers: { allow: 'POST' } }));
      }
      const { answer, received } = await receive(
        { headers: Object.fromEntries(request.headers), ip, body: (maxBytes) => bodyOf(request, maxBytes) },
        receiving,
      );
      const changing = received.filter(({ change }) => change !== 'hold');
      if (changing.length > 0) await handOver(changing);
      const held = received.filter(({ change }) => change === 'hold');
      if (held.length > 0) await onHeld?.(held);
      return responseOf(answer);
    } catch (error) {
      await onError?.(error);
      return responseOf(
        refused({ status: 500, message: 'The event was received, but not dealt with. Try again.' }),
      );
    }
  };
}

/** The tracker, but for what could not be dealt with: that it knows it already is no reason to hold it. */
function healing(tracker: ReceivingTracker, undelivered: Undelivered): ReceivingTracker {
  return {
    isKnown: (alertId) => tracker.isKnown(alertId),
    track: async (report) => {
      const tracked = await tracker.track(report);
      if (tracked.decision !== 'hold' || !undelivered.has(tracked.alert)) return tracked;
      return { ...tracked, decision: 'repeat', reason: 'it could not be dealt with before' };
    },
  };
}

/** A request's body as text; `undefined` as soon as there is too much of it, and then the rest is not read. */
async function bodyOf({ body, headers }: Request, maxBytes: number): Promise<Body | undefined> {
  if (Number(headers.get('content-length')) > maxBytes) return undefined;
  if (body === null) return { text: '' };
  const stream: ReadableStream<Uint8Array> = body;
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let left = maxBytes;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode() };
    left -= value.length;
    if (left < 0) {
      // Not cancelled: some hosts would then end the connection, and the answer would never get there.
      reader.releaseLock();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function responseOf({ status, headers, body }: Answer): Response {
  return Response.json(body, { status, headers });
}
