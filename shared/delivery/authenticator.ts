import type { DeliverOptions } from './options.ts';

/** What a request is authenticated with. */
export interface Authorization {
  headers: Record<string, string>;
  /** The names of headers that the transport adds by itself. */
  addedByTransport?: readonly string[];
  /** What must not be seen of it. */
  secrets: readonly string[];
}

/** Gives each request of one definition its authorization. */
export interface Authenticator {
  /**
   * @throws AuthenticationError when no access token is to be had, or the caller gave up.
   */
  authorize(options: DeliverOptions): Promise<Authorization>;
  /** After a 401: forgets the authorization that was refused. False where a new one would be the same. */
  renew(refused: Authorization): boolean;
}
