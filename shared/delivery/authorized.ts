import type { Authenticator, Authorization } from './authenticator.ts';
import { joinedAttempts } from './attempts.ts';
import { exchange, type Exchange } from './deliver.ts';
import { DEFAULT_GIVE_UP_AFTER_MS, type DeliverOptions } from './options.ts';
import { createPatience } from './patience.ts';
import { DeliveryError, type Delivery, type DeliveryRequest } from './delivery.ts';
import { AuthenticationError } from '../errors.ts';
import type { TransportResponse } from './transport.ts';

/** What came of a request that was sent with an authorization. */
export interface AuthorizedDelivery {
  /** `null` where there was no authorization to be had, so that nothing was sent. */
  delivery: Delivery | null;
  /** The last answer as it came, secrets and all; for checks, not for showing. */
  response: TransportResponse | null;
  /** What the last attempt was authorized with; `null` where there was none to be had. */
  authorization: Authorization | null;
  /** Why it failed; `null` where it was delivered. */
  error: DeliveryError | AuthenticationError | null;
}

/**
 * Delivers a request with the authorization that the authenticator gives, and once more with a new one where the first is
 * refused with 401. The time after which it gives up holds for all of it.
 *
 * @throws ConfigurationError when the URL is invalid or an option is out of range. Nothing has been sent then.
 */
export async function deliverAuthorized(
  request: DeliveryRequest,
  authenticator: Authenticator,
  options: DeliverOptions,
): Promise<AuthorizedDelivery> {
  const { giveUpAfterMs = DEFAULT_GIVE_UP_AFTER_MS } = options;
  const patience = createPatience({ ...options, giveUpAfterMs });
  const remaining = () => ({ ...options, giveUpAfterMs: Math.max(1, patience.leftMs()) });
  let last: AuthorizedDelivery = { delivery: null, response: null, authorization: null, error: null };
  for (let mayRenew = true; ; mayRenew = false) {
    let authorization: Authorization;
    try {
      // What judges and watches the request has no say in how its authorization is had.
      authorization = await authenticator.authorize({
        ...remaining(),
        judge: undefined,
        onAttempt: undefined,
      });
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      return { ...last, error };
    }
    const next = await exchangeWith(authorization, request, remaining());
    last = joined(last, next, authorization);
    if (last.delivery?.status !== 401 || !mayRenew || !authenticator.renew(authorization)) return last;
  }
}

async function exchangeWith(
  { headers, secrets }: Authorization,
  request: DeliveryRequest,
  options: DeliverOptions,
): Promise<Exchange> {
  const authorized = {
    ...request,
    headers: { ...request.headers, ...headers },
    secrets: [...(request.secrets ?? []), ...secrets],
  };
  return await exchange(authorized, options);
}

/** One record of both: what came last, after all that was tried. */
function joined(
  { delivery: first }: AuthorizedDelivery,
  { delivery: second, answer, error }: Exchange,
  authorization: Authorization,
): AuthorizedDelivery {
  const delivery: Delivery =
    first === null
      ? second
      : {
          ...second,
          ...joinedAttempts(first, second),
          durationMs: first.durationMs + second.durationMs,
        };
  return {
    delivery,
    response: answer,
    authorization,
    error: error && new DeliveryError(error.message, delivery, error.endedBy, error.cause),
  };
}
