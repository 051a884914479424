import {
  ConfigurationError,
  DeliveryError,
  InvalidInputError,
  parseAlert,
  send,
  type Alert,
  type Runtime,
} from '../../../../shared/index.ts';
import { createRuntime } from '../../../../shared/node/index.ts';
import { hint, temperstack } from '../../../../shared/systems/temperstack/index.ts';
import { startHttpServer, type Answer, type HttpServer } from '../../../sandbox/http-server.ts';

const node = createRuntime({ proxy: false });
const runtime: Runtime = { ...node, sleep: async () => undefined };
const alert = parseAlert({ alert_name: 'Checkout is failing', status: 'Alarm' });
let server: HttpServer;
let answers: NonNullable<Answer>[];

beforeAll(async () => {
  server = await startHttpServer((request) => ({
    body: { message: `You called ${request.path}` },
    ...answers.shift(),
  }));
});
beforeEach(() => {
  answers = [];
  server.requests.length = 0;
});
afterAll(async () => {
  await node.close();
  await server.close();
});

const integrationUrl = () => `${server.url}/api/integration/webhook/s3cr3t`;
const sent = async (what: Alert = alert) =>
  await send(what, temperstack({ integrationUrl: integrationUrl() }), runtime);

describe('temperstack', () => {
  it('gets the alert as it is, and the record does not hold the key', async () => {
    const delivery = await sent({ ...alert, alert_id: 'a1' });
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/api/integration/webhook/s3cr3t' }]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ ...alert, alert_id: 'a1' });
    expect(delivery).toMatchObject({
      delivered: true,
      status: 200,
      url: `${server.url}/api/integration/webhook/***`,
    });
    expect(delivery.body).toEqual({ message: 'You called /api/integration/webhook/***' });
  });

  it('gets an Alarm and its OK with one derived alert_id where they have none', async () => {
    const unnamed = { ...alert, alert_id: undefined };
    await sent(unnamed as unknown as Alert);
    await sent({ ...unnamed, status: 'OK' } as unknown as Alert);
    const ids = server.requests.map(({ body }) => (JSON.parse(body) as Alert).alert_id);
    expect(ids[0]).toMatch(/^alertbridge:[0-9a-f]{32}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it('is asked once where it refuses the alert', async () => {
    answers = [{ status: 400 }];
    await expect(sent()).rejects.toThrow(DeliveryError);
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['by its type', { headers: { 'content-type': 'text/html; charset=utf-8' }, body: 'Sign in' }],
    ['by its beginning', { body: '\n<!DOCTYPE html><title>Sign in</title>' }],
  ])('has not answered where an HTML page came, known %s: it is tried again', async (_how, page) => {
    answers = [page ?? {}, {}];
    const { attempts } = await sent();
    expect(attempts).toHaveLength(2);
  });

  it('has not taken the alert where an HTML page is all that ever comes', async () => {
    answers = Array.from({ length: 1_000 }, () => ({ body: '<html>Sign in</html>' }));
    await expect(sent()).rejects.toThrow(
      'answered 200, but with an HTML page: something in between answered, a proxy or a login page. Gave up after',
    );
  });

  it.each([
    [{ success: false }],
    [{ errors: ['no such key'] }],
    [{ success: true, errors: { alert_name: 'is missing' } }],
    [{ errors: 'no' }],
  ])('has not taken the alert where the answer is 200 with %j, and is not asked again', async (body) => {
    answers = [{ body }];
    await expect(sent()).rejects.toThrow('answered 200, but its body says failure. It is not tried again.');
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [{ success: true, errors: [] }],
    [{ errors: null }],
    [{ errors: {} }],
    [[]],
    ['thanks'],
    ['{"errors":["cut'],
    [''],
  ])('has taken the alert where the answer is 200 with %j', async (body) => {
    answers = [{ body }];
    expect((await sent()).delivered).toBe(true);
  });

  it('gets nothing where the alert or the integration URL is wrong', async () => {
    await expect(sent({ status: 'OK' } as Alert)).rejects.toThrow(InvalidInputError);
    const typo = integrationUrl().replace('webhook', 'webhok');
    expect(() => temperstack({ integrationUrl: typo })).toThrow(ConfigurationError);
    expect(server.requests).toEqual([]);
  });

  it('says so where there is no integration URL', () => {
    const none = {} as { integrationUrl: string };
    expect(() => temperstack(none)).toThrow(ConfigurationError);
    expect(() => temperstack(none)).toThrow('The Temperstack integration URL is missing.');
  });
});

describe('hint', () => {
  it.each([
    [null, 'not reached'],
    [200, 'other than Temperstack'],
    [400, 'refused the alert'],
    [401, 'does not accept this integration URL'],
    [403, 'does not accept this integration URL'],
    [404, 'does not accept this integration URL'],
    [302, 'redirects'],
    [429, 'limits'],
    [503, 'overloaded'],
  ])('tells a person what to do about %j', (answered, words) => {
    expect(hint({ status: answered })).toContain(words);
  });
});
