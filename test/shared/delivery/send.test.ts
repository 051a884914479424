import {
  AuthenticationError,
  ConfigurationError,
  createSender,
  InvalidInputError,
  parseAlert,
  send,
  type Destination,
  type Runtime,
} from '../../../shared/index.ts';
import { createRuntime } from '../../../shared/node/index.ts';
import { createWebhook } from '../../../shared/webhook/index.ts';
import { startHttpServer, type HttpServer } from '../../sandbox/http-server.ts';

const node = createRuntime({ proxy: false });
const runtime: Runtime = { ...node, sleep: async () => undefined };
const alert = parseAlert({ alert_name: 'Checkout is failing', status: 'Alarm' });
let server: HttpServer;

beforeAll(async () => {
  server = await startHttpServer(() => ({ status: 200 }));
});
beforeEach(() => {
  server.requests.length = 0;
});
afterAll(async () => {
  await node.close();
  await server.close();
});

const pager = (own: Partial<Destination> = {}): Destination => ({
  name: 'pager',
  request: (message) => ({ url: server.url, body: message }),
  hint: () => 'Look at the pager.',
  ...own,
});

describe('send', () => {
  it('sends what the destination makes of the alert', async () => {
    expect(await send(alert, pager(), runtime)).toMatchObject({ delivered: true, status: 200 });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ alert });
  });

  it('authorizes the request where the destination has an authenticator', async () => {
    const authorization = { headers: { authorization: 'Bearer t0ken' }, secrets: ['t0ken'] };
    const authenticator = { authorize: async () => authorization, renew: () => false };
    await send(alert, pager({ authenticator }), runtime);
    expect(server.requests).toMatchObject([{ headers: { authorization: 'Bearer t0ken' } }]);
  });

  it("takes a webhook's token whole and as it came, and lets only the webhook's own answer meet its validators", async () => {
    const clientSecret = 's3cret-of-mine';
    const accessToken = `t0ken-${clientSecret}-t0ken`;
    let asked = 0;
    const shop = await startHttpServer(({ path }, response) => {
      if (path !== '/token') return { body: { status: 'taken' } };
      if (++asked > 1) return { body: { access_token: accessToken } };
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"access_token":"', () => response.socket?.resetAndDestroy());
      return undefined;
    });
    const { destination } = createWebhook({
      name: 'shop',
      url: `${shop.url}/in`,
      bodyTemplate: '{"name":"{{alert.alert_name}}"}',
      auth: { type: 'oauth2', clientId: 'me', clientSecret, tokenUrl: `${shop.url}/token` },
      responseValidators: [{ path: '$.data.status', expected: ['taken'] }],
    });
    const delivery = await send(alert, destination, runtime);
    expect(delivery.delivered).toBe(true);
    expect(asked).toBe(2);
    expect(shop.requests.at(-1)).toMatchObject({ headers: { authorization: `Bearer ${accessToken}` } });
    await shop.close();
  });

  it('sends nothing where there is no authorization to be had', async () => {
    const authorize = async () => {
      throw new AuthenticationError('No access token could be obtained.');
    };
    const sent = send(alert, pager({ authenticator: { authorize, renew: () => false } }), runtime);
    await expect(sent).rejects.toThrow(AuthenticationError);
    expect(server.requests).toEqual([]);
  });

  it('names the destination that throws', async () => {
    const request = () => {
      throw new TypeError('x is not a function');
    };
    const sent = send(alert, pager({ request }), runtime);
    await expect(sent).rejects.toThrow(ConfigurationError);
    await expect(sent).rejects.toThrow(
      'The destination "pager" could not make its request: x is not a function',
    );
  });

  it('refuses an alert that the destination does not want, with its reason', async () => {
    const sent = send(alert, pager({ whyUnwanted: () => 'The webhook is inactive.' }), runtime);
    await expect(sent).rejects.toThrow(InvalidInputError);
    await expect(sent).rejects.toThrow('is not for the destination "pager": The webhook is inactive.');
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['runtime', undefined, 'There is no transport.'],
    ['transport', { sleep: runtime.sleep }, 'There is no transport.'],
    ['sleep', { transport: runtime.transport }, 'There is no sleep.'],
  ])('says so where there is no %s', async (_what, given, words) => {
    const missing = given as Runtime;
    await expect(send(alert, pager(), missing)).rejects.toThrow(ConfigurationError);
    await expect(send(alert, pager(), missing)).rejects.toThrow(words);
    expect(() => createSender(pager(), missing)).toThrow(words);
  });
});
