import { CloudflareApiError, verifyToken } from 'alertbridge/cloudflare';
import { createTransport } from 'alertbridge/node';

import { startCloudflare, type StandInCloudflare } from '../../../sandbox/cloudflare/server.ts';

describe('verifyToken', () => {
  const transport = createTransport({ proxy: false });
  let cloudflare: StandInCloudflare;

  beforeAll(async () => {
    cloudflare = await startCloudflare();
  });
  afterAll(async () => {
    await Promise.all([cloudflare.close(), transport.close()]);
  });

  const verify = async (apiToken: string) =>
    await verifyToken({ apiToken, baseUrl: cloudflare.baseUrl, transport, sleep: async () => {} });

  it("takes a person's token with one call, and one that an account owns under that account", async () => {
    expect(await verify(cloudflare.token)).toEqual({ owner: 'user', status: 'active' });
    expect(cloudflare.requests).toHaveLength(1);
    expect(await verify(cloudflare.accountToken)).toEqual({ owner: 'account', status: 'active' });
  });

  it('tells a token that Cloudflare does not know, by what it said first', async () => {
    const error: unknown = await verify('wr0ng').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CloudflareApiError);
    expect(error).toMatchObject({ status: 401, message: expect.stringContaining('Invalid API Token') });
  });
});
