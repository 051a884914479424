import { parseAlert, type Alert } from '../alert.ts';
import { AlertbridgeError, AuthenticationError, ConfigurationError, InvalidInputError } from '../errors.ts';
import { deliverAuthorized } from './authorized.ts';
import { exchange } from './deliver.ts';
import { requireRuntime, type SendOptions } from './options.ts';
import type { Delivery, DeliveryRequest } from './delivery.ts';
import type { Destination, Message, Runtime } from './destination.ts';

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

/** Delivers a message as its destination says. @throws as `send` does. */
export async function sendMessage(
  message: Message,
  destination: Destination,
  { transport, sleep }: Runtime,
  options: SendOptions,
): Promise<Delivery> {
  const request: DeliveryRequest = ofDestination(destination, 'make its request', () =>
    destination.request(message),
  );
  const judge = destination.judge?.bind(destination);
  const deliverOptions = { ...(judge && { judge }), ...options, transport, sleep };
  const { delivery, error } =
    destination.authenticator === undefined
      ? await exchange(request, deliverOptions)
      : await deliverAuthorized(request, destination.authenticator, deliverOptions);
  if (error !== null) throw error;
  if (delivery === null)
    throw new AuthenticationError('Nothing was sent: there was no authorization to be had.');
  return delivery;
}

/** What a destination gives. Its own faults are told by its name. */
function ofDestination<Value>(destination: Destination, what: string, give: () => Value): Value {
  try {
    return give();
  } catch (error) {
    if (error instanceof AlertbridgeError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`The destination "${destination.name}" could not ${what}: ${why}`);
  }
}
