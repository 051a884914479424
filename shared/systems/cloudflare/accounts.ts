import * as z from 'zod/v4';

import { once } from '../../once.ts';
import { createClient, type ClientOptions } from './client.ts';

export interface Account {
  id: string;
  name: string;
}

const schemaOfAccounts = once(() =>
  z.array(
    z.looseObject({ id: z.string(), name: z.string().nullish() }).transform(({ id, name }) => ({
      id,
      name: name || id,
    })),
  ),
);

/** The most that Cloudflare gives at once. */
const PAGE_SIZE = 50;

/**
 * One page of the accounts that a token may see.
 *
 * Source: Cloudflare's API documentation, "List Accounts".
 *
 * @param page From 1.
 * @param name Only accounts whose name has this text in it.
 * @throws CloudflareApiError, ConfigurationError
 */
export async function listAccounts(
  options: ClientOptions,
  { page = 1, name }: { page?: number | undefined; name?: string | undefined } = {},
): Promise<{ accounts: Account[]; nextPage: number | undefined }> {
  const call = createClient(options);
  const query = new URLSearchParams({ page: String(page), per_page: String(PAGE_SIZE) });
  if (name) query.set('name', name);
  const { result, totalPages } = await call({
    what: 'list the accounts',
    method: 'GET',
    path: `/accounts?${query.toString()}`,
    result: schemaOfAccounts(),
  });
  return {
    accounts: result,
    nextPage: page < totalPages ? page + 1 : undefined,
  };
}
