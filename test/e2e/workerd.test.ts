import { join } from 'node:path';

import { build } from 'esbuild';

import { ROOT } from '../sandbox/n8n/package.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { startWorker, type Worker } from '../sandbox/workerd.ts';

const DOORS = [
  '',
  ...['/apicontext', '/apono', '/cloudflare', '/github', '/temperstack', '/webhook', '/receive', '/fetch'],
];

/** A worker as a user writes it: a receiver for APIContext, whose alarms go to Temperstack. */
const WORKER = `
${DOORS.map((door, at) => `import * as door${at} from 'alertbridge${door}';`).join('\n')}
import { createSender } from 'alertbridge';
import { apicontext } from 'alertbridge/apicontext';
import { runtime } from 'alertbridge/fetch';
import { createReceiver } from 'alertbridge/receive';
import { temperstack } from 'alertbridge/temperstack';

const doors = [${DOORS.map((_door, at) => `door${at}`).join(', ')}];
let receive;
let sender;
export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname === '/doors') {
      return Response.json(doors.map((door) => Object.keys(door).length));
    }
    sender ??= createSender(temperstack({ integrationUrl: env.INTEGRATION_URL }), runtime);
    receive ??= createReceiver({
      source: apicontext,
      onReports: async (received) => {
        for (const { report, event } of received) await sender.send(report, event);
      },
    });
    return await receive(request);
  },
};
`;

describe('in workerd, without compatibility flags, the library', () => {
  let temperstack: Temperstack;
  let worker: Worker;

  beforeAll(async () => {
    temperstack = await startTemperstack();
    const { outputFiles } = await build({
      stdin: { contents: WORKER, resolveDir: ROOT },
      bundle: true,
      platform: 'browser',
      format: 'esm',
      conditions: ['alertbridge-source'],
      absWorkingDir: join(ROOT),
      write: false,
    });
    worker = await startWorker(outputFiles[0]?.text ?? '', { INTEGRATION_URL: temperstack.integrationUrl });
  }, 300_000);
  afterAll(async () => {
    await worker.close();
    await temperstack.close();
  });

  it('opens every door but that of Node', async () => {
    const { body } = await worker.fetch('/doors');
    const counts = JSON.parse(body) as number[];
    expect(counts).toHaveLength(DOORS.length);
    for (const count of counts) expect(count).toBeGreaterThan(0);
  });

  it('receives a result and sends the alert', async () => {
    const { status } = await worker.fetch('/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ call_id: 'c1', result_id: 'r1', result_class: 'FAIL' }),
    });
    expect(status).toBe(200);
    expect(temperstack.received()).toMatchObject([{ alert: { alert_id: 'apicontext:c1', status: 'Alarm' } }]);
  });

  it('answers what is no result with 400 and the fault', async () => {
    const { status, body } = await worker.fetch('/', { method: 'POST', body: '{"call_id":""}' });
    expect(status).toBe(400);
    expect(body).toContain('call_id');
  });
});
