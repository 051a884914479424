import { parseAlert, type Alert } from '../alert.ts';
import { AlertbridgeError, AuthenticationError, ConfigurationError, InvalidInputError } from '../errors.ts';
import { deliverAuthorized } from './authorized.ts';
import { deadLetterOf, type OnGivenUp } from './dead-letter.ts';
import { exchange } from './deliver.ts';
import { DeliveryError, type Delivery } from './delivery.ts';
import type { Destination, Message, Runtime } from './destination.ts';
import { describeFailure } from './failure.ts';
import { requireRuntime, type TryOptions } from './options.ts';

export interface SendOptions extends TryOptions {
  /**
   * Told of an alert that was given up, so that it can be sent again later. What it throws is dropped.
   *
   * @default none
   */
  readonly onGivenUp?: OnGivenUp | undefined;
}

/**
 * Sends one alert to a destination: tries, waits, tries again, and says what happened. It neither tracks nor orders;
 * `createSender` does.
 *
 * @throws InvalidInputError when the alert is invalid, or the destination does not want it (an inactive webhook, a filter);
 *   ConfigurationError when the runtime, the destination or an option cannot work. Nothing has been sent in these cases.
 * @throws DeliveryError when it gave up, AuthenticationError when no access token was to be had.
 */
export async function send(
  alert: Alert,
  destination: Destination,
  runtime: Runtime,
  options: SendOptions = {},
): Promise<Delivery> {
  requireRuntime(runtime);
  const message = { alert: parseAlert(alert) };
  const unwanted = whyUnwanted(destination, message);
  if (unwanted !== undefined) {
    throw new InvalidInputError('alert', [
      { path: '', message: `is not for the destination "${destination.name}": ${unwanted}` },
    ]);
  }
  return await sendMessage(message, destination, runtime, options);
}

/** Why a destination does not want a message; `undefined` where it does. */
export function whyUnwanted(destination: Destination, message: Message): string | undefined {
  return ofDestination(destination, 'tell whether it wants an alert', () =>
    destination.whyUnwanted?.(message),
  );
}

/**
 * Delivers a message as its destination says.
 *
 * @param options.at When it happened, for the dead letter.
 * @throws as `send` does.
 */
export async function sendMessage(
  message: Message,
  destination: Destination,
  { transport, sleep }: Runtime,
  { onGivenUp, at, ...options }: SendOptions & { at?: number | undefined },
): Promise<Delivery> {
  const request = ofDestination(destination, 'make its request', () => destination.request(message));
  const judge = destination.judge?.bind(destination);
  const { timeoutMs = destination.limits?.timeoutMs, giveUpAfterMs = destination.limits?.giveUpAfterMs } =
    options;
  const deliverOptions = { ...(judge && { judge }), ...options, timeoutMs, giveUpAfterMs, transport, sleep };
  const { delivery, error } =
    destination.authenticator === undefined
      ? await exchange(request, deliverOptions)
      : await deliverAuthorized(request, destination.authenticator, deliverOptions);
  if (error === null && delivery !== null) return delivery;
  const failure = error ?? new AuthenticationError('Nothing was sent: there was no authorization to be had.');
  const isOvertaken = failure instanceof DeliveryError && failure.endedBy === 'overtaken';
  if (onGivenUp !== undefined && !isOvertaken) {
    const { alert, change } = message;
    const letter = deadLetterOf(
      failure,
      { alert, change, at, destination: destination.name },
      options.now?.(),
    );
    try {
      await onGivenUp(letter);
    } catch {
      // The failure itself is thrown; whoever keeps dead letters must see to it that they are kept.
    }
  }
  throw failure;
}

/** What a destination gives. Its own faults are told by its name. */
function ofDestination<Value>(destination: Destination, what: string, give: () => Value): Value {
  try {
    return give();
  } catch (error) {
    if (error instanceof AlertbridgeError) throw error;
    throw new ConfigurationError(
      `The destination "${destination.name}" could not ${what}: ${describeFailure(error)}`,
    );
  }
}
