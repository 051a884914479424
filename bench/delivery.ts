import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';

import { parseAlert, send } from 'alertbridge';
import { createRuntime as createFetchRuntime } from 'alertbridge/fetch';
import { createRuntime } from 'alertbridge/node';
import { temperstack } from 'alertbridge/temperstack';
import axios from 'axios';
import ky from 'ky';
import { Pool } from 'undici';

import { LIMITS } from './limits.ts';
import type { Bench, Effort, Measurement } from './measurement.ts';
import { measureSideBySide, type Contestant } from './side-by-side.ts';

const SENDS = 2_000;
const CONCURRENCY = 64;

/** In a process of its own, so that it does not take the time of those that are measured. */
const SERVER = `
  import { createServer } from 'node:http';
  const server = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"success":true}'));
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;

const alert = parseAlert({
  alert_name: 'Checkout is failing',
  status: 'Alarm',
  alert_priority: 'Critical',
  alert_id: 'apicontext:call-7f3a9c',
  description:
    'HTTP 503 from https://shop.example/checkout\nSeen from Oslo, Dublin; 18 other locations pass.',
  alert_url: 'https://app.apicontext.example/results/1',
  resource_name: 'Checkout',
  resource_type: 'API',
});

export const bench: Bench = {
  title: `one alert sent to a server on this machine, ${CONCURRENCY} at a time, ${SENDS.toLocaleString('en')} a round, µs for each`,
  unit: 'µs',
  run,
};

async function run({ quick }: Effort): Promise<Measurement[]> {
  const server = spawn(process.execPath, ['--input-type=module', '--eval', SERVER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  const origin = `http://127.0.0.1:${String(port).trim()}`;
  const path = '/api/integration/webhook/s3cr3t-key-5d1f0c';
  const url = `${origin}${path}`;
  const headers = { 'content-type': 'application/json' };

  const pool = new Pool(origin, { connections: CONCURRENCY });
  const runtime = createRuntime({ proxy: false, maxConnections: CONCURRENCY });
  const fetchRuntime = createFetchRuntime();
  const destination = temperstack({ integrationUrl: url });
  const httpAgent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });

  const limit: Contestant = {
    name: 'undici, Pool.request (the limit)',
    measure: timed(async () => {
      const { body } = await pool.request({ path, method: 'POST', headers, body: JSON.stringify(alert) });
      await body.text();
    }),
  };
  const peers: Contestant[] = [
    {
      name: 'fetch',
      measure: timed(async () => {
        const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(alert) });
        await response.text();
      }),
    },
    { name: 'axios', measure: timed(async () => await axios.post(url, alert, { httpAgent })) },
    { name: 'ky', measure: timed(async () => await ky.post(url, { json: alert }).text()) },
  ];
  const own: Contestant = {
    name: 'alertbridge, send',
    measure: timed(async () => await send(alert, destination, runtime)),
    against: [
      { name: limit.name, limit: LIMITS.delivery.pool, key: 'pool' },
      ...peers.map(({ name }) => ({ name, limit: LIMITS.delivery.peers, key: name })),
    ],
  };
  const overFetch: Contestant = {
    name: 'alertbridge, send over fetch',
    measure: timed(async () => await send(alert, destination, fetchRuntime)),
    against: { name: 'fetch' },
  };
  // The limit stands beside what is measured by it, so that both meet the same moment of the machine.
  const measured = await measureSideBySide([limit, own, ...peers, overFetch], { rounds: quick ? 7 : 10 });
  await runtime.close();
  await pool.close();
  httpAgent.destroy();
  server.kill();
  return measured;
}

/** The time of one of many that go on at once, in µs. */
function timed(act: () => Promise<unknown>): () => Promise<number> {
  return async () => {
    let left = SENDS;
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        while (left-- > 0) await act();
      }),
    );
    return ((performance.now() - startedAt) * 1_000) / SENDS;
  };
}
