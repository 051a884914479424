import { join } from 'node:path';

import { build } from 'esbuild';

import { sample as integrationEvent } from 'alertbridge/apono';
import { sample as notification } from 'alertbridge/cloudflare';

import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { startWorker, type Worker } from '../sandbox/workerd.ts';
import { EXAMPLES } from './programs.ts';

describe('hono-on-workers.ts in workerd', () => {
  let temperstack: Temperstack;
  let worker: Worker;
  let script: string;

  beforeAll(async () => {
    temperstack = await startTemperstack();
    const {
      outputFiles: [built],
    } = await build({
      entryPoints: [join(EXAMPLES, 'hono-on-workers.ts')],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      conditions: ['alertbridge-source'],
      write: false,
    });
    script = built?.text ?? '';
    worker = await startWorker(script, {
      TEMPERSTACK_INTEGRATION_URL: temperstack.integrationUrl,
      CLOUDFLARE_SECRET: 'cloudflare-secret',
      APONO_AUTHORIZATION: 'Bearer apono-token',
    });
  }, 300_000);
  afterAll(async () => {
    await worker.close();
    await temperstack.close();
  });

  const post = async (path: string, event: unknown, headers: Record<string, string>) =>
    await worker.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(event),
    });

  const statusesAfter = (before: number) =>
    temperstack
      .received()
      .slice(before)
      .map(({ alert }) => alert?.status);

  it('sends Cloudflare’s notifications, once each', async () => {
    const secret = { 'cf-webhook-auth': 'cloudflare-secret' };
    expect((await post('/cloudflare', notification(), secret)).status).toBe(200);
    await post('/cloudflare', notification(), secret);
    expect(temperstack.received()).toHaveLength(1);
  });

  it('sends what the filter lets through of Apono’s events, and always what closes them', async () => {
    const before = temperstack.received().length;
    const token = { authorization: 'Bearer apono-token' };
    const event = (status: 'Error' | 'Active', type: string) => {
      const made = integrationEvent(status);
      return { ...made, data: { ...made.data, type } };
    };
    const { body } = await post('/apono', event('Error', 'gcp-project'), token);
    expect(body).toContain('filtered');
    await post('/apono', event('Error', 'aws-account'), token);
    await post('/apono', event('Active', 'gcp-project'), token);
    expect(statusesAfter(before)).toEqual(['Alarm', 'OK']);
  });

  it('sends the OK too that comes while its Alarm is still under way', async () => {
    const before = temperstack.received().length;
    const token = { authorization: 'Bearer apono-token' };
    const answers = await Promise.all(
      (['Error', 'Active'] as const).map(async (status) => {
        const made = integrationEvent(status);
        return await post(
          '/apono',
          { ...made, data: { ...made.data, id: 'busy', type: 'aws-account' } },
          token,
        );
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(statusesAfter(before)).toEqual(['Alarm', 'OK']);
  });

  it('lets nobody in where it was not given a secret', async () => {
    const incomplete = await startWorker(script, {
      TEMPERSTACK_INTEGRATION_URL: temperstack.integrationUrl,
      CLOUDFLARE_SECRET: 'cloudflare-secret',
    });
    try {
      for (const authorization of ['Bearer undefined', 'Bearer ', 'undefined']) {
        const { status } = await incomplete.fetch('/apono', {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization },
          body: JSON.stringify(integrationEvent('Error')),
        });
        expect(status).toBe(500);
      }
    } finally {
      await incomplete.close();
    }
  });

  it('lets in only who shows its secret, and knows no other path', async () => {
    expect((await post('/cloudflare', notification(), {})).status).toBe(403);
    expect((await post('/apono', integrationEvent('Error'), {})).status).toBe(401);
    expect((await post('/apono', integrationEvent('Error'), { authorization: 'Bearer guess' })).status).toBe(
      403,
    );
    expect((await post('/elsewhere', {}, {})).status).toBe(404);
    expect(await worker.fetch('/health')).toEqual({ status: 200, body: 'ok' });
  });
});
