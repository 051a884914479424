import {
  ConfigurationError,
  DeliveryError,
  InvalidInputError,
  parseAlert,
  sendAlert,
  type Alert,
} from '../../../../shared/index.ts';
import { createTransport } from '../../../../shared/node/index.ts';
import { temperstackHint } from '../../../../shared/systems/temperstack/send.ts';
import { startHttpServer, type HttpServer } from '../../../sandbox/http-server.ts';

const transport = createTransport({ proxy: false });
const options = { transport, sleep: async () => undefined };
const alert = parseAlert({ alert_name: 'Checkout is failing', status: 'Alarm' });
let server: HttpServer;
let status: number;

beforeAll(async () => {
  server = await startHttpServer((request) => ({ status, body: { message: `You called ${request.path}` } }));
});
beforeEach(() => {
  status = 200;
  server.requests.length = 0;
});
afterAll(async () => {
  await transport.close();
  await server.close();
});

const integrationUrl = () => `${server.url}/api/integration/webhook/s3cr3t`;

describe('sendAlert', () => {
  it('posts the alert and returns a record without the key', async () => {
    const delivery = await sendAlert(
      { ...alert, alert_id: 'a1' },
      { ...options, integrationUrl: integrationUrl() },
    );
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/api/integration/webhook/s3cr3t' }]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ ...alert, alert_id: 'a1' });
    expect(delivery).toMatchObject({
      delivered: true,
      status: 200,
      url: `${server.url}/api/integration/webhook/***`,
    });
    expect(delivery.body).toEqual({ message: 'You called /api/integration/webhook/***' });
  });

  it('gives an Alarm and its OK one derived alert_id where they have none', async () => {
    await sendAlert(alert, { ...options, integrationUrl: integrationUrl() });
    await sendAlert({ ...alert, status: 'OK' }, { ...options, integrationUrl: integrationUrl() });
    const ids = server.requests.map(({ body }) => (JSON.parse(body) as Alert).alert_id);
    expect(ids[0]).toMatch(/^alertbridge:[0-9a-f]{32}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it('fails at once, once, when Temperstack refuses the alert', async () => {
    status = 400;
    const sent = sendAlert(alert, { ...options, integrationUrl: integrationUrl() });
    await expect(sent).rejects.toThrow(DeliveryError);
    expect(server.requests).toHaveLength(1);
  });

  it('sends nothing when the alert or the integration URL is wrong', async () => {
    const unnamed = { status: 'OK' } as Alert;
    await expect(sendAlert(unnamed, { ...options, integrationUrl: integrationUrl() })).rejects.toThrow(
      InvalidInputError,
    );
    const typo = integrationUrl().replace('webhook', 'webhok');
    await expect(sendAlert(alert, { ...options, integrationUrl: typo })).rejects.toThrow(ConfigurationError);
    expect(server.requests).toEqual([]);
  });
});

describe('temperstackHint', () => {
  it.each([
    [null, 'not reached'],
    [400, 'refused the alert'],
    [401, 'does not accept this integration URL'],
    [403, 'does not accept this integration URL'],
    [404, 'does not accept this integration URL'],
    [302, 'redirected'],
    [429, 'limits'],
    [503, 'overloaded'],
  ])('tells a person what to do about %j', (answered, hint) => {
    expect(temperstackHint({ status: answered })).toContain(hint);
  });
});
