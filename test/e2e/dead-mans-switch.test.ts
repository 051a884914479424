import type { INode } from 'n8n-workflow';

import { importedExample } from '../sandbox/example.ts';
import type { StoredWorkflow } from '../sandbox/n8n/client.ts';
import { createTemperstackCredential } from '../sandbox/n8n/temperstack.ts';
import { startHttpServer, type HttpServer } from '../sandbox/http-server.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { connectedN8n } from './n8n.ts';

const n8n = connectedN8n();
const SCHEDULE = 'Every 5 Minutes';
const PLACEHOLDERS = ['https://n8n.example.com/webhook/…/apicontext', 'https://hc-ping.com/…'] as const;
let temperstack: Temperstack;
let watcher: HttpServer;
let workflow: StoredWorkflow;

/** The example as it stands: imported, its credential picked, both URLs filled in, published. */
beforeAll(async () => {
  temperstack = await startTemperstack();
  watcher = await startHttpServer(() => ({ status: 200 }));
  const credential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
  const { webhookId, ...example } = importedExample('dead-mans-switch.json', { Temperstack: [credential] });
  const [hook, ping] = PLACEHOLDERS;
  const text = JSON.stringify(example.nodes);
  expect(text).toContain(hook);
  expect(text).toContain(ping);
  const nodes = JSON.parse(
    text.replace(hook, n8n.webhookUrl(`${webhookId}/apicontext`)).replace(ping, `${watcher.url}/ping`),
  ) as INode[];
  workflow = await n8n.createWorkflow({ ...example, nodes });
  await n8n.activate(workflow);
});
beforeEach(() => {
  temperstack.clear();
  temperstack.faults.clear();
  watcher.requests.length = 0;
});
afterAll(async () => {
  await n8n.deactivate(workflow.id);
  await Promise.all([temperstack.close(), watcher.close()]);
});

const pings = () => watcher.requests.map(({ method, path }) => `${method} ${path}`);

describe("the example flow for a dead man's switch", () => {
  it('pings after a test alert has been opened and closed, each time anew', async () => {
    for (const received of [2, 4]) {
      const { status } = await n8n.run(workflow.id, SCHEDULE);
      expect(status).toBe('success');
      expect(temperstack.alerts()).toMatchObject([
        { alert_id: 'apicontext:alertbridge-round-trip', state: 'closed', received },
      ]);
    }
    expect(pings()).toEqual(['GET /ping', 'GET /ping']);
  });

  it('does not ping where the alert cannot be opened', async () => {
    temperstack.faults.add({ status: 401 }, 10);
    expect((await n8n.run(workflow.id, SCHEDULE)).status).toBe('error');
    expect(pings()).toEqual([]);
  });

  it('does not ping where it cannot be closed, but does again once it can', async () => {
    temperstack.faults.add({ status: 200, body: '{"success":true}', contentType: 'application/json' });
    temperstack.faults.add({ status: 401 }, 10);
    expect((await n8n.run(workflow.id, SCHEDULE)).status).toBe('error');
    expect(pings()).toEqual([]);
    temperstack.faults.clear();
    expect((await n8n.run(workflow.id, SCHEDULE)).status).toBe('success');
    expect(pings()).toEqual(['GET /ping']);
  });

  it('does not ping where the trigger does not answer', async () => {
    await n8n.deactivate(workflow.id);
    expect((await n8n.run(workflow.id, SCHEDULE)).status).toBe('error');
    expect(pings()).toEqual([]);
    await n8n.activate(workflow);
  });
});
