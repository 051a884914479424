import { startTemperstack, type Temperstack } from './server.ts';
import { requestTable, whyNotOpenedAndClosed } from './report.ts';

let temperstack: Temperstack;

beforeAll(async () => {
  temperstack = await startTemperstack({ apiKey: 'key' });
});
beforeEach(() => {
  temperstack.clear();
  temperstack.faults.clear();
});
afterAll(async () => await temperstack.close());

async function post(body: unknown, url = temperstack.integrationUrl, contentType = 'application/json') {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    errors: text.startsWith('{') ? (JSON.parse(text) as { errors: string[] }).errors : [],
  };
}

const alarm = { alert_name: 'Orders fail', status: 'Alarm', alert_priority: 'Critical', alert_id: 'orders' };

describe('the stand-in Temperstack', () => {
  it('takes an alert with every documented field and answers 200 with nothing', async () => {
    const answer = await fetch(temperstack.integrationUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        ...alarm,
        description: 'd',
        alert_url: 'u',
        metric_name: 'm',
        resource_id: 'i',
        resource_name: 'n',
        resource_type: 'API',
        run_book_url: 'r',
      }),
    });
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: '' });
  });

  it.each([
    ['{}', ['alert_name is required', 'status is required']],
    ['not JSON', ['the body is not JSON']],
    ['[]', ['the body must be an object']],
    ['null', ['the body must be an object']],
    [{ alert_name: 'x', status: 'ok' }, ['status must be Alarm or OK']],
    [{ alert_name: ' ', status: 'OK' }, ['alert_name must not be empty']],
    [{ alert_name: 1, status: 'OK' }, ['alert_name must be a string']],
    [
      { alert_name: 'x', status: 'OK', alert_priority: 'High' },
      ['alert_priority must be Critical or Medium'],
    ],
    [{ alert_name: 'x', status: 'OK', description: null }, ['description must be a string']],
    [{ alert_name: 'x', status: 'OK', description: '' }, ['description must not be empty']],
    [{ alert_name: 'x', status: 'OK', severity: 'x' }, ['severity is not a known field']],
  ])('answers 400 with every reason to %j', async (body, errors) => {
    expect(await post(body)).toEqual({ status: 400, errors });
    expect(temperstack.alerts()).toEqual([]);
    expect(temperstack.received()).toMatchObject([{ status: 400, alert: null, reasons: errors }]);
  });

  it('answers 400 to a body that is not said to be JSON', async () => {
    expect((await post(alarm, temperstack.integrationUrl, 'text/plain')).status).toBe(400);
  });

  it('answers 401 to another key, 404 to a path without one, 405 to another method', async () => {
    expect((await post(alarm, temperstack.integrationUrl.replace('/key', '/other'))).status).toBe(401);
    expect((await post(alarm, temperstack.integrationUrl.replace('/key', '/'))).status).toBe(404);
    expect((await post(alarm, `${temperstack.integrationUrl}/more`)).status).toBe(404);
    expect((await fetch(temperstack.integrationUrl)).status).toBe(405);
    expect(temperstack.alerts()).toEqual([]);
  });

  it('makes one alert of all requests with one id, and keeps its history', async () => {
    await post(alarm);
    await post({ ...alarm, alert_priority: 'Medium' });
    await post({ ...alarm, alert_id: 'another' });
    await post({ alert_name: 'Orders fail', status: 'OK', alert_id: 'orders' });
    expect(temperstack.alerts()).toMatchObject([
      {
        alert_id: 'orders',
        state: 'closed',
        received: 3,
        changes: [
          { status: 'Alarm', priority: 'Critical' },
          { status: 'Alarm', priority: 'Medium' },
          { status: 'OK', priority: null },
        ],
      },
      { alert_id: 'another', state: 'open', closedAt: null },
    ]);
  });

  it('cannot tell two alerts without an id to be one', async () => {
    await post({ alert_name: 'x', status: 'Alarm' });
    await post({ alert_name: 'x', status: 'OK' });
    expect(temperstack.alerts().map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it('keeps no more than its latest 500 alerts, 50 changes of each', async () => {
    for (let number = 0; number < 60; number++) await post(alarm);
    expect(temperstack.alerts()[0]).toMatchObject({ received: 60, changes: { length: 50 } });
    for (let number = 0; number < 500; number++) await post({ ...alarm, alert_id: `id-${number}` });
    const ids = temperstack.alerts().map(({ alert_id }) => alert_id);
    expect(ids).toHaveLength(500);
    expect(ids).not.toContain('orders');
  });

  it('meets requests with the faults that were ordered over HTTP, in order, and then works again', async () => {
    const order = async (body: object) =>
      await fetch(`${temperstack.url}/control/faults`, { method: 'POST', body: JSON.stringify(body) });
    expect((await order({ count: 2, fault: { status: 429, retryAfter: 3 } })).status).toBe(202);
    expect((await order({ fault: { reset: 'before the answer' } })).status).toBe(202);
    expect((await order({ fault: { reset: 'in the body' } })).status).toBe(202);
    expect((await order({ fault: { status: 99 } })).status).toBe(400);

    const limited = await fetch(temperstack.integrationUrl, { method: 'POST' });
    expect({ status: limited.status, after: limited.headers.get('retry-after') }).toEqual({
      status: 429,
      after: '3',
    });
    expect((await post(alarm)).status).toBe(429);
    await expect(post(alarm)).rejects.toThrow();
    await expect(post(alarm)).rejects.toThrow();
    expect((await post(alarm)).status).toBe(200);
    expect(temperstack.received().map(({ status }) => status)).toEqual([429, 429, null, null, 200]);
  });

  it('leaves a request unanswered if told to, and forgets faults that are called off', async () => {
    temperstack.faults.add({ hang: true }, 2);
    await expect(
      fetch(temperstack.integrationUrl, { method: 'POST', signal: AbortSignal.timeout(200) }),
    ).rejects.toThrow();
    await fetch(`${temperstack.url}/control/faults`, { method: 'DELETE' });
    expect((await post(alarm)).status).toBe(200);
  });

  it('tells its page of each alert as it comes', async () => {
    const events = await fetch(`${temperstack.url}/events`);
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('"received":0');
    await post(alarm);
    expect((await reader?.read())?.value).toMatch(/^data: .*"alert_id":"orders".*\n\n$/);
    await reader?.cancel();
  });
});

describe('the report on what Temperstack received', () => {
  it('is good where one alert opened and then closed', async () => {
    await post(alarm);
    await post(alarm);
    await post({ ...alarm, status: 'OK', alert_priority: undefined });
    expect(whyNotOpenedAndClosed(temperstack.received())).toBeNull();
    expect(requestTable(temperstack.received()).split('\n').slice(2)).toEqual([
      '1  200     Alarm   Critical  orders    Orders fail',
      '2  200     Alarm   Critical  orders    Orders fail',
      '3  200     OK                orders    Orders fail',
    ]);
  });

  it.each([
    ['nothing came', [], 'No Alarm'],
    ['it did not close', [alarm], 'not the OK'],
    ['it never opened', [{ ...alarm, status: 'OK' }], 'No Alarm'],
    ['another alert closed', [alarm, { ...alarm, status: 'OK', alert_id: 'other' }], 'one and the same'],
    ['one was refused', [alarm, {}, { ...alarm, status: 'OK' }], 'Request 2'],
  ])('is bad where %s', async (_what, bodies, says) => {
    for (const body of bodies) await post(body);
    expect(whyNotOpenedAndClosed(temperstack.received())).toContain(says);
  });
});
