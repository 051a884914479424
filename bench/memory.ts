import { spawn } from 'node:child_process';
import { getEventListeners, once } from 'node:events';

import { createSender, createTracker, parseAlert, type Report } from 'alertbridge';
import { createRuntime } from 'alertbridge/node';
import { temperstack } from 'alertbridge/temperstack';

import { bytesHeld } from '../test/sandbox/garbage.ts';
import { LIMITS } from './limits.ts';
import type { Bench, Measurement } from './measurement.ts';

const SENDS = 100_000;
const SENDS_QUICK = 20_000;
/** What is made once, connections, compiled code and full caches, is made by the first. */
const WARM_UP = 5_000;
const CONCURRENCY = 64;
const ALERTS = 500;

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
  title: `what ${SENDS.toLocaleString('en')} sends on one signal, and as many tracked reports, leave behind, MB of heap`,
  unit: 'MB',
  run: async ({ quick }) => {
    const count = quick ? SENDS_QUICK : SENDS;
    return [...(await afterSends(count)), await afterReports(count)];
  },
};

async function afterSends(count: number): Promise<Measurement[]> {
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
  const send = async (sends: number) => {
    let left = sends;
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        for (let at = left--; at > 0; at = left--) {
          const report = reports[at % ALERTS];
          if (report !== undefined) await sender.send(report);
        }
      }),
    );
  };
  const kept = await mbLeftBy(send, count);
  const listeners = getEventListeners(signal, 'abort').length;
  await runtime.close();
  server.kill();
  return [
    exact(`heap after ${count.toLocaleString('en')} sends`, kept, LIMITS.memory.kept),
    { ...exact('listeners left on their signal', listeners, LIMITS.memory.listeners), unit: '' },
  ];
}

/** Results of calls that fail and pass in turn, a minute apart: alarms open and close all the time. */
async function afterReports(count: number): Promise<Measurement> {
  let now = Date.UTC(2026, 0, 5, 9);
  const tracker = createTracker({ now: () => now });
  let number = 0;
  const track = async (reports: number) => {
    for (let left = reports; left > 0; left--) {
      number++;
      now += 100;
      const call = number % ALERTS;
      const status = Math.floor(number / ALERTS) % 2 === 0 ? 'Alarm' : 'OK';
      await tracker.track({
        alert: parseAlert({
          alert_name: `Get orders ${call}`,
          alert_id: `apicontext:call-${call}`,
          status,
          description: `Result ${number}`,
        }),
        reporter: 'azure_oslo',
        kind: 'sample',
        at: now,
        eventId: `result-${number}`,
      });
    }
  };
  return exact(
    `heap after ${count.toLocaleString('en')} tracked reports`,
    await mbLeftBy(track, count),
    LIMITS.memory.kept,
  );
}

async function mbLeftBy(act: (count: number) => Promise<void>, count: number): Promise<number> {
  await act(WARM_UP);
  const before = await bytesHeld();
  await act(count);
  return Math.max(0, (await bytesHeld()) - before) / 1024 / 1024;
}

/** One number that is no matter of chance. */
function exact(name: string, value: number, limit: { most: number }): Measurement {
  return { name, median: value, quartiles: [value, value], ...limit };
}
