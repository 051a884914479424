import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createSender, DeliveryError, parseAlert, reportsFrom, send, SOURCES } from 'alertbridge';
import { sample } from 'alertbridge/apicontext';
import { sample as run } from 'alertbridge/github';
import { createListener, runtime } from 'alertbridge/node';
import { createReceiver } from 'alertbridge/receive';
import { temperstack } from 'alertbridge/temperstack';

import { alertmanager } from '../../examples/library/alertmanager-source.ts';
import { pagerDuty } from '../../examples/library/pagerduty-destination.ts';
import { startHttpServer } from '../sandbox/http-server.ts';
import { postJson } from '../sandbox/post-json.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { EXAMPLES, started } from './programs.ts';

let temperstackApp: Temperstack;
beforeEach(async () => {
  temperstackApp = await startTemperstack();
});
afterEach(async () => {
  await temperstackApp.close();
});

describe('send-one.ts', () => {
  const run = (args: string[], integrationUrl = temperstackApp.integrationUrl) =>
    started('send-one.ts', args, { TEMPERSTACK_INTEGRATION_URL: integrationUrl }).ended;

  it('opens an alert, and closes it by the same id', async () => {
    const name = 'The nightly backup failed';
    expect(await run(['backup', 'Alarm', name])).toEqual({
      code: 0,
      output: 'Sent after 1 attempt.\n',
      errors: '',
    });
    expect(temperstackApp.alerts()).toMatchObject([{ alert_id: 'backup', state: 'open' }]);
    await run(['backup', 'OK', name]);
    expect(temperstackApp.alerts()).toMatchObject([{ alert_id: 'backup', state: 'closed', received: 2 }]);
  });

  it('says what is wrong with what it is given, and ends with 1', async () => {
    const { code, errors } = await run(['backup', 'Alert', 'The nightly backup failed']);
    expect(code).toBe(1);
    expect(errors).toContain('status');
    expect(temperstackApp.received()).toEqual([]);
  });

  it('says that the integration URL is wrong without showing it', async () => {
    const url = temperstackApp.integrationUrl.replace(temperstackApp.apiKey, 'not-the-key');
    const { code, errors } = await run(['backup', 'Alarm', 'The nightly backup failed'], url);
    expect(code).toBe(1);
    expect(errors).toContain('Copy it again from Notifications');
    expect(errors).not.toContain('not-the-key');
  });
});

describe('express-receiver.ts', () => {
  const key = 'a-long-random-key';
  const folder = mkdtempSync(join(tmpdir(), 'alertbridge-express-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = async () => {
    const program = started('express-receiver.ts', [], {
      TEMPERSTACK_INTEGRATION_URL: temperstackApp.integrationUrl,
      APICONTEXT_KEY: key,
      ALARMS: join(folder, 'alarms.json'),
      PORT: '0',
    });
    const url = await program.said(/Listening on (\S+)/);
    const post = async (event: unknown, headers: Record<string, string> = { 'x-alertbridge-key': key }) =>
      await postJson(`${url}/apicontext`, JSON.stringify(event), headers);
    return { ...program, url, post };
  };
  const result = (resultClass: 'FAIL' | 'PASS', location: string, minute: number) =>
    sample(resultClass, {
      result_id: `${location}-${minute}`,
      location_id: location,
      start_time: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
    });

  it('opens one alert when two locations fail, and closes it after a restart when none does', async () => {
    const first = await start();
    expect(await (await fetch(`${first.url}/health`)).text()).toBe('ok');
    expect((await first.post(result('FAIL', 'oslo', 0))).status).toBe(200);
    expect(temperstackApp.alerts()).toEqual([]);
    await first.post(result('FAIL', 'dublin', 1));
    expect(temperstackApp.alerts()).toMatchObject([{ state: 'open', received: 1 }]);
    await first.stop();

    const second = await start();
    await second.post(result('PASS', 'oslo', 2));
    expect(temperstackApp.alerts()).toMatchObject([{ state: 'open' }]);
    await second.post(result('PASS', 'dublin', 3));
    expect(temperstackApp.alerts()).toMatchObject([{ state: 'closed', received: 2 }]);
    const { output, errors } = await second.stop();
    expect(errors).toBe('');
    expect(output).not.toContain(temperstackApp.apiKey);
  });

  it('refuses who does not show the key, and what is no result', async () => {
    const { post, stop } = await start();
    expect((await post(result('FAIL', 'oslo', 0), {})).status).toBe(401);
    expect((await post(result('FAIL', 'oslo', 0), { 'x-alertbridge-key': 'guess' })).status).toBe(403);
    expect(await post({ call_id: '' })).toMatchObject({ status: 400, body: { accepted: false } });
    expect((await post({ text: 'x'.repeat(300_000) })).status).toBe(413);
    await stop();
    expect(temperstackApp.received()).toEqual([]);
  });
});

describe('receive-on-node.ts', () => {
  it('tells a webhook of GitHub’s runs, and lets in only whom it may', async () => {
    const chat = await startHttpServer(() => ({ status: 200 }));
    try {
      const start = (allowed: string) =>
        started('receive-on-node.ts', [], { CHAT_URL: `${chat.url}/hook`, ALLOWED: allowed, PORT: '0' });
      const open = start('127.0.0.1, ::1');
      const url = await open.said(/Listening on (\S+)/);
      expect((await postJson(url, JSON.stringify(run('workflow_run', 'failure')))).status).toBe(200);
      expect(
        (
          await postJson(
            url,
            JSON.stringify(run('workflow_run', 'success', { id: 7002, created_at: '2026-03-14T03:11:09Z' })),
          )
        ).status,
      ).toBe(200);
      await open.stop();
      expect(chat.requests.map(({ body }) => (JSON.parse(body) as { text: string }).text)).toEqual([
        expect.stringMatching(/^Alarm: CI failed on main \(https:/),
        expect.stringMatching(/^OK: CI failed on main \(https:/),
      ]);
      const closed = start('192.30.252.0/22');
      const other = await closed.said(/Listening on (\S+)/);
      expect((await postJson(other, JSON.stringify(run('workflow_run', 'failure')))).status).toBe(403);
      await closed.stop();
    } finally {
      await chat.close();
    }
  });
});

describe('alertmanager-source.ts', () => {
  it('is received over HTTP as any source is: opens, is held when said again, and closes', async () => {
    const sender = createSender(temperstack({ integrationUrl: temperstackApp.integrationUrl }), runtime);
    const outcomes: string[] = [];
    const server = createServer(
      createListener(
        createReceiver({
          source: alertmanager,
          filter: { severities: ['critical'] },
          onReports: async (received) => {
            for (const { report } of received) outcomes.push((await sender.send(report)).outcome);
          },
        }),
      ),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const post = async (event: unknown) => await postJson(url, JSON.stringify(event));
    try {
      expect((await post(alertmanager.sample())).status).toBe(200);
      expect((await post(alertmanager.sample())).status).toBe(200);
      expect(temperstackApp.alerts()).toMatchObject([
        {
          alert_id: 'alertmanager:1a30ba71cca2921f',
          state: 'open',
          received: 1,
          latest: {
            alert_name: 'InstanceDown',
            alert_priority: 'Critical',
            description: expect.stringContaining('shop-1 has been down for five minutes') as string,
          },
        },
      ]);
      const resolved = { ...alertmanager.sample() };
      await post({
        ...resolved,
        alerts: [{ ...resolved.alerts[0], status: 'resolved', endsAt: '2026-03-01T03:20:00Z' }],
      });
      expect(temperstackApp.alerts()).toMatchObject([{ state: 'closed', received: 2 }]);
      expect(outcomes).toEqual(['delivered', 'held', 'delivered']);
      expect(await post({ groupKey: 'x', alerts: [{ status: 'odd' }] })).toMatchObject({
        status: 400,
        body: {
          errors: expect.arrayContaining([expect.objectContaining({ path: 'alerts.0.status' })]) as object[],
        },
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('is recognised among all other sources, and filters by severity', () => {
    const { source, reports } = reportsFrom(alertmanager.sample(), {}, [...SOURCES, alertmanager]);
    expect(source.name).toBe('alertmanager');
    expect(reports).toHaveLength(1);
    expect(alertmanager.matches(alertmanager.sample(), { severities: ['warning'] })).toEqual({
      matches: false,
      reason: 'severity is critical, not warning',
    });
  });
});

describe('pagerduty-destination.ts', () => {
  const routingKey = 'R0UT1NGKEY000000000000000000000A';

  it('triggers and resolves by one dedup_key, and tries again when there were too many', async () => {
    let status = 429;
    const server = await startHttpServer(() => {
      const answer = { status, body: { status: 'success', dedup_key: 'x' } };
      status = 202;
      return answer;
    });
    try {
      const destination = pagerDuty({ routingKey, url: server.url });
      const sender = createSender(destination, runtime, { retry: { baseMs: 1, capMs: 1 } });
      for (const [at, resultClass] of (['FAIL', 'PASS'] as const).entries()) {
        const { reports } = reportsFrom(
          sample(resultClass, { start_time: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString() }),
        );
        for (const report of reports) {
          const sent = await sender.send(report);
          expect(sent.outcome).toBe('delivered');
          expect(JSON.stringify(sent)).not.toContain(routingKey);
        }
      }
      const bodies = server.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
      expect(bodies.map(({ event_action }) => event_action)).toEqual(['trigger', 'trigger', 'resolve']);
      expect(new Set(bodies.map(({ dedup_key }) => dedup_key)).size).toBe(1);
      expect(bodies[0]).toMatchObject({ routing_key: routingKey, payload: { severity: 'critical' } });
    } finally {
      await server.close();
    }
  });

  it('says what to do about a refusal, and needs a key', async () => {
    const server = await startHttpServer(() => ({ status: 400, body: { message: 'Invalid routing key' } }));
    try {
      const destination = pagerDuty({ routingKey, url: server.url });
      const alert = parseAlert({ alert_id: 'backup', status: 'Alarm', alert_name: 'The backup failed' });
      const error: unknown = await send(alert, destination, runtime).catch((thrown: unknown) => thrown);
      if (!(error instanceof DeliveryError)) throw error;
      expect(destination.hint(error.delivery)).toContain('Check the integration key.');
    } finally {
      await server.close();
    }
    expect(() => pagerDuty({ routingKey: '' })).toThrow('needs the integration key');
  });
});

describe('the examples of the library', () => {
  it('are all in the list of its README, with what they need', () => {
    const readme = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.ts'));
    expect(files.filter((name) => !readme.includes(`](${name})`))).toEqual([]);
  });
});
