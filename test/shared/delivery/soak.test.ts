import { getEventListeners } from 'node:events';

import {
  createOrder,
  deliver,
  parseAlert,
  send,
  type Destination,
  type Transport,
} from '../../../shared/index.ts';
import { createRuntime as createFetchRuntime } from '../../../shared/fetch/index.ts';
import { createRuntime } from '../../../shared/node/index.ts';
import { bytesHeld } from '../../sandbox/garbage.ts';
import { startHttpServer, type HttpServer } from '../../sandbox/http-server.ts';

const DELIVERIES = 2_000;
const node = createRuntime({ proxy: false });
let server: HttpServer;
let count = 0;

beforeAll(async () => {
  server = await startHttpServer(() => ({ status: ++count % 7 === 0 ? 503 : 200 }));
});
afterAll(async () => {
  await node.close();
  await server.close();
});

async function manyTimes(act: () => Promise<unknown>, times = DELIVERIES): Promise<void> {
  let left = times;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      while (left-- > 0) await act();
    }),
  );
}

describe.each([
  ['undici', node],
  ['fetch', createFetchRuntime()],
])('thousands of deliveries over %s', (_name, runtime) => {
  it('leave nothing on a signal that they share', async () => {
    const { signal } = new AbortController();
    const { signal: overtaken } = new AbortController();
    await manyTimes(
      async () => await deliver({ url: server.url }, { ...runtime, signal, overtaken, retry: { baseMs: 1 } }),
    );
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(getEventListeners(overtaken, 'abort')).toEqual([]);
  }, 60_000);
});

/** How many timers keep the process from ending, those of the test's runner among them. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

describe('tens of thousands of deliveries', () => {
  const transport: Transport = async () => ({ status: 200, headers: {}, body: '{}', truncated: false });
  const sleep = async () => undefined;

  it('leave no timer and next to nothing in memory', async () => {
    const { signal } = new AbortController();
    const order = createOrder();
    const destination: Destination = {
      name: 'pager',
      request: ({ alert }) => ({ url: 'http://pager.example', body: alert, secrets: ['s3cr3t-key'] }),
      hint: () => '',
    };
    let at = 0;
    const sendOne = async () => {
      const alert = parseAlert({ alert_name: 'Soak', status: 'Alarm', alert_id: `soak:${at % 500}` });
      await order.run(
        alert.alert_id,
        ++at,
        async () => await send(alert, destination, { transport, sleep }, { signal }),
      );
    };
    await manyTimes(sendOne, 2_000);
    const before = await bytesHeld();
    const timersBefore = timers();
    await manyTimes(sendOne, 20_000);
    expect((await bytesHeld()) - before).toBeLessThan(10 * 1024 * 1024);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    // The runner has one or the other of its own.
    expect(timers()).toBeLessThan(timersBefore + 10);
  }, 60_000);
});
