import type { Authenticator, Authorization } from './authenticator.ts';
import { DEFAULT_DEADLINE_MS, deliver, type DeliverOptions } from './deliver.ts';
import type { Delivery, DeliveryRequest } from './delivery.ts';
import { AuthenticationError } from '../errors.ts';
import { DeliveryError } from './delivery.ts';
import type { TransportResponse } from './transport.ts';

/** What came of a request that was sent with an authorization. */
export interface AuthorizedDelivery {
  /** `null` where there was no authorization to be had, so that nothing was sent. */
  delivery: Delivery | null;
  /** The last answer as it came, secrets and all; for checks, not for showing. */
  response: TransportResponse | null;
  /** What the last attempt was authorized with; `null` where there was none to be had. */
  authorization: Authorization | null;
  /** Why it failed, in words for a person; `null` where the answer was a 2xx. */
  failure: string | null;
}

/**
 * Delivers a request with the authorization that the authenticator gives, and once more with a new one where the first is
 * refused with 401. The deadline holds for all of it.
 *
 * @throws ConfigurationError when the URL is none or an option is out of range. Nothing has been sent then.
 */
export async function deliverAuthorized(
  request: DeliveryRequest,
  authenticator: Authenticator,
  options: DeliverOptions,
): Promise<AuthorizedDelivery> {
  const { now = Date.now, deadlineMs = DEFAULT_DEADLINE_MS } = options;
  const endsAt = now() + deadlineMs;
  let last: AuthorizedDelivery = { delivery: null, response: null, authorization: null, failure: null };
  for (let mayRenew = true; ; mayRenew = false) {
    const remaining = { ...options, deadlineMs: Math.max(1, endsAt - now()) };
    let authorization: Authorization;
    try {
      authorization = await authenticator.authorize(remaining);
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      return { ...last, failure: error.message };
    }
    const next = await deliverWith(authorization, request, {
      ...remaining,
      deadlineMs: Math.max(1, endsAt - now()),
    });
    last = { ...next, delivery: joined(last.delivery, next.delivery) };
    if (last.delivery?.status !== 401 || !mayRenew || !authenticator.renew(authorization)) return last;
  }
}

async function deliverWith(
  authorization: Authorization,
  request: DeliveryRequest,
  options: DeliverOptions,
): Promise<AuthorizedDelivery & { delivery: Delivery }> {
  let response: TransportResponse | null = null;
  const authorized = {
    ...request,
    headers: { ...request.headers, ...authorization.headers },
    secrets: [...(request.secrets ?? []), ...authorization.secrets],
  };
  const remembering: DeliverOptions = {
    ...options,
    transport: async (attempt) => {
      response = null;
      response = await options.transport(attempt);
      return response;
    },
  };
  try {
    const delivery = await deliver(authorized, remembering);
    return { delivery, response, authorization, failure: null };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { delivery: error.delivery, response, authorization, failure: error.message };
  }
}

/** One record of both: what came last, after all that was tried. */
function joined(first: Delivery | null, second: Delivery): Delivery {
  if (first === null) return second;
  return {
    ...second,
    attempts: [...first.attempts, ...second.attempts],
    durationMs: first.durationMs + second.durationMs,
  };
}
