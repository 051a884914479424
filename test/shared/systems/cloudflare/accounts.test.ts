import { CloudflareApiError, listAccounts } from 'alertbridge/cloudflare';
import { createTransport } from 'alertbridge/node';
import { startCloudflare, type StandInCloudflare } from '../../../sandbox/cloudflare/server.ts';

describe('listAccounts', () => {
  const transport = createTransport({ proxy: false });
  let cloudflare: StandInCloudflare;

  beforeAll(async () => {
    const accounts = Array.from({ length: 120 }, (_, n) => ({ id: `account${n}`, name: `Customer ${n}` }));
    cloudflare = await startCloudflare({ accounts });
  });

  afterAll(async () => {
    await Promise.all([cloudflare.close(), transport.close()]);
  });

  const options = (apiToken = cloudflare.token) => ({
    apiToken,
    baseUrl: cloudflare.baseUrl,
    transport,
    sleep: async () => {},
  });

  it('gives one page after the other', async () => {
    const ids: string[] = [];
    let page: number | undefined = 1;
    do {
      const { accounts, nextPage } = await listAccounts(options(), { page });
      ids.push(...accounts.map(({ id }) => id));
      page = nextPage;
    } while (page !== undefined);
    expect(new Set(ids).size).toBe(120);
  });

  it('finds accounts by a part of their name', async () => {
    const { accounts, nextPage } = await listAccounts(options(), { name: 'customer 11' });
    expect(accounts).toHaveLength(11);
    expect(accounts[0]).toEqual({ id: 'account11', name: 'Customer 11' });
    expect(nextPage).toBeUndefined();
  });

  it('fails with a wrong token', async () => {
    await expect(listAccounts(options('wr0ng'))).rejects.toThrow(CloudflareApiError);
  });
});
