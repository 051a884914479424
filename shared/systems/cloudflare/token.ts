import * as z from 'zod/v4';

import { once } from '../../once.ts';
import { listAccounts } from './accounts.ts';
import { CloudflareApiError } from './api-error.ts';
import { createClient, type ClientOptions } from './client.ts';

/** A token that Cloudflare knows. */
export interface VerifiedToken {
  owner: 'user' | 'account';
  /** `active`, `disabled` or `expired`, as Cloudflare says it. */
  status: string;
}

const schemaOfVerified = once(() => z.looseObject({ status: z.string() }));

/**
 * Whether a token works. Cloudflare knows a person's token at one address and one that an account owns at another, which
 * needs the account: the one that the token itself may list.
 *
 * @see https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/
 * @see https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/methods/verify/
 * @throws CloudflareApiError where Cloudflare does not know it, or an account owns it and it may list no account.
 * @throws ConfigurationError where the token or the base URL cannot be one.
 */
export async function verifyToken(options: ClientOptions): Promise<VerifiedToken> {
  const call = createClient(options);
  const verify = async (path: string) =>
    (await call({ what: 'verify the API token', method: 'GET', path, result: schemaOfVerified() })).result
      .status;
  try {
    return { owner: 'user', status: await verify('/user/tokens/verify') };
  } catch (error) {
    const account = isRefusal(error) ? await firstAccountOf(options) : undefined;
    if (account === undefined) throw error;
    const path = `/accounts/${encodeURIComponent(account)}/tokens/verify`;
    return { owner: 'account', status: await verify(path) };
  }
}

async function firstAccountOf(options: ClientOptions): Promise<string | undefined> {
  try {
    return (await listAccounts(options)).accounts[0]?.id;
  } catch (error) {
    if (error instanceof CloudflareApiError) return undefined;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof CloudflareApiError && (error.status === 401 || error.status === 403);
}
