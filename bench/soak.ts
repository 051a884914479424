import { spawn } from 'node:child_process';
import { getEventListeners, once } from 'node:events';

import { createSender, parseAlert, type Report } from 'alertbridge';
import { createRuntime } from 'alertbridge/node';
import { temperstack } from 'alertbridge/temperstack';

import { bytesHeld } from '../test/sandbox/garbage.ts';
import type { Bench } from './run.ts';

const DELIVERIES = 100_000;
const CONCURRENCY = 64;
const ALERTS = 500;
const MAX_MB = 10;

/** Fails every tenth request, so that retries are part of it. */
const SERVER = `
  import { createServer } from 'node:http';
  let count = 0;
  const server = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => response.writeHead(++count % 10 === 0 ? 503 : 200).end('{}'));
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;

export const bench: Bench = {
  title: `what ${DELIVERIES.toLocaleString('en')} deliveries on one signal leave behind`,

  async run() {
    const server = spawn(process.execPath, ['--input-type=module', '--eval', SERVER], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    const integrationUrl = `http://127.0.0.1:${String(port).trim()}/api/integration/webhook/s3cr3t-key`;
    const runtime = createRuntime({ proxy: false });
    const { signal } = new AbortController();
    const everything = {
      track: async ({ alert }: Report) => ({ decision: 'update' as const, reason: null, alert }),
    };
    const sender = createSender(temperstack({ integrationUrl }), runtime, {
      signal,
      tracker: everything,
      retry: { baseMs: 2 },
    });
    const reports = Array.from({ length: ALERTS }, (_, index): Report => {
      const alert_id = `soak:${index}`;
      return {
        alert: parseAlert({ alert_name: 'Checkout is failing', status: 'Alarm', alert_id }),
        reporter: '',
        kind: 'sample',
      };
    });
    const send = async (count: number) => {
      let left = count;
      await Promise.all(
        Array.from({ length: CONCURRENCY }, async () => {
          for (let at = left--; at > 0; at = left--) {
            const report = reports[at % ALERTS];
            if (report !== undefined) await sender.send(report);
          }
        }),
      );
    };
    // What is made once, connections and compiled code, is made by the first.
    await send(5_000);
    const before = await bytesHeld();
    await send(DELIVERIES);
    const moreMb = Math.max(0, (await bytesHeld()) - before) / 1024 / 1024;
    const listeners = getEventListeners(signal, 'abort').length;
    await runtime.close();
    server.kill();
    return [exact('listeners left on the signal', listeners, 0.5), exact('MB more in use', moreMb, MAX_MB)];
  },
};

/** One number, as a multiple of the most that it may be. */
function exact(name: string, value: number, most: number) {
  return {
    name,
    median: value,
    quartiles: [value, value] as [number, number],
    ratio: value / most,
    limit: 1,
  };
}
