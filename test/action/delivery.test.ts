import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { sample as sampleApiContextResult } from 'alertbridge/apicontext';
import { startJob } from '../runner/job.ts';
import { anyFreePort } from '../sandbox/ports.ts';
import { startProxy, type Proxy } from '../sandbox/proxy.ts';
import { UNTRUSTED } from '../sandbox/untrusted.ts';
import { alertIn, annotations, setStage } from './stage.ts';

const stage = setStage();
const alarm = { status: 'Alarm', description: 'Look at it', 'alert-url': 'https://acme.example/status' };

describe('sending an alert', () => {
  it('sets every output, writes the alert into the summary and says what it sent', async () => {
    const step = await stage.job({ with: alarm }).main();
    expect(step).toMatchObject({ exitCode: 0, stderr: '' });
    expect(step.outputs).toEqual({
      sent: 'true',
      reason: '',
      status: 'Alarm',
      held: '',
      change: 'open',
      destination: 'temperstack',
      'alert-id': 'github:acme/shop:ci.yml:main:build',
      alert: JSON.stringify(stage.temperstack.received()[0]?.alert),
      'http-status': '200',
      attempts: '1',
      response: '',
    });
    expect(step.log).toEqual([
      'Sent Alarm "CI / build failed on main" (github:acme/shop:ci.yml:main:build): HTTP 200, attempts: 1',
    ]);
    expect(step.summary).toContain('<h3>Alert sent to Temperstack (HTTP 200)</h3>');
    for (const [field, value] of Object.entries(alertIn(step))) {
      expect(step.summary).toContain(`<th>${field}</th>`);
      expect(step.summary).toContain(value);
    }
  });

  it('sends every field of the alert that its inputs give', async () => {
    const fields = {
      'alert-name': 'Shop is down',
      'alert-priority': 'medium',
      'alert-id': 'shop-1',
      description: 'First line\nSecond line',
      'alert-url': 'https://acme.example/alert',
      'metric-name': 'uptime',
      'resource-id': 'shop',
      'resource-name': 'The shop',
      'resource-type': 'Site',
      'run-book-url': 'https://acme.example/book',
    };
    await stage.job({ with: { status: 'alarm', ...fields } }).main();
    expect(stage.temperstack.received()[0]?.alert).toEqual({
      status: 'Alarm',
      ...Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name.replaceAll('-', '_'), value]),
      ),
      alert_priority: 'Medium',
    });
  });

  it('sends to the URL in the variable where no input gives one', async () => {
    const { integrationUrl } = stage.temperstack;
    const step = await startJob({ with: alarm, env: { TEMPERSTACK_INTEGRATION_URL: integrationUrl } }).main();
    expect(step.outputs['sent']).toBe('true');
  });

  it('tries again, and tells how often', async () => {
    stage.temperstack.faults.add({ status: 503 }, 2);
    const step = await stage.job({ with: alarm }).main();
    expect(step.outputs).toMatchObject({ sent: 'true', attempts: '3', 'http-status': '200' });
  });

  it.each([
    ['false', 0, 'Alarm', 'error'],
    ['true', 1, 'Alarm', 'error'],
    ['false', 0, 'OK', 'warning'],
    ['true', 1, 'OK', 'error'],
  ] as const)(
    'where Temperstack fails for good, with fail-on-error: %s, ends with code %i and for a lost %s with %s',
    async (fails, code, status, kind) => {
      stage.temperstack.faults.add({ status: 500, body: 'sorry' }, 99);
      const step = await stage
        .job({ with: { ...alarm, status, 'give-up-after': '1', 'fail-on-error': fails } })
        .main();
      expect(step).toMatchObject({
        exitCode: code,
        stderr: '',
        outputs: {
          sent: 'false',
          reason: 'not-delivered',
          status,
          'http-status': '500',
          response: 'sorry',
        },
      });
      expect(annotations(step, kind)).toEqual([
        expect.stringMatching(
          /was answered 500\. Gave up after \d+ attempts?: the time .* is over\. Temperstack failed/,
        ),
      ]);
      expect(step.summary).toContain('Alert that could not be delivered');
    },
  );

  it('says that nothing listens where Temperstack is dead', async () => {
    const url = `http://127.0.0.1:${await anyFreePort()}/api/integration/webhook/k3y-dead`;
    const step = await startJob({ with: { ...alarm, 'integration-url': url, 'give-up-after': '1' } }).main();
    expect(step).toMatchObject({
      exitCode: 0,
      outputs: { sent: 'false', 'http-status': '', response: '' },
    });
    expect(annotations(step, 'error')).toEqual([
      expect.stringMatching(/ECONNREFUSED.*Temperstack was not reached/),
    ]);
  });

  it('gives an attempt up after its timeout', async () => {
    stage.temperstack.faults.add({ hang: true });
    const step = await stage.job({ with: { ...alarm, timeout: '1' } }).main();
    expect(step.outputs).toMatchObject({ sent: 'true', attempts: '2' });
  });

  it('does not try again what Temperstack refuses, and says what to do', async () => {
    const wrong = `${stage.temperstack.integrationUrl}x`;
    const step = await stage.job({ with: { ...alarm, 'integration-url': wrong } }).main();
    expect(step.outputs).toMatchObject({ sent: 'false', 'http-status': '401', attempts: '1' });
    expect(annotations(step, 'error')).toEqual([expect.stringContaining('Copy it again')]);
  });

  it('sends nothing in a dry run, not even where there is no URL, and shows the alert', async () => {
    const step = await stage.job({ with: { ...alarm, 'integration-url': '', 'dry-run': 'true' } }).main();
    expect(step).toMatchObject({
      exitCode: 0,
      outputs: { sent: 'false', reason: 'dry-run', status: 'Alarm' },
    });
    expect(alertIn(step)).toMatchObject({ status: 'Alarm', description: 'Look at it' });
    expect(step.summary).toContain('nothing was sent');
    expect(stage.temperstack.received()).toEqual([]);
  });

  it('goes on where the server has no job summaries', async () => {
    const step = await stage.job({ with: alarm, env: { GITHUB_STEP_SUMMARY: undefined } }).main();
    expect(step).toMatchObject({ exitCode: 0, outputs: { sent: 'true' } });
  });
});

describe('sending through a proxy', () => {
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await startProxy();
  });
  beforeEach(() => (proxy.seen.length = 0));
  afterAll(() => proxy.close());

  const proxied = (env: Record<string, string>) =>
    stage
      .job({
        with: { ...alarm, 'github-token': '' },
        env: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ...env },
      })
      .main();

  it('takes the one that the variables name', async () => {
    const step = await proxied({});
    expect(step.outputs['sent']).toBe('true');
    expect(proxy.seen).toEqual([`POST ${stage.temperstack.integrationUrl}`]);
  });

  it('takes one whose address has no scheme', async () => {
    const step = await proxied({ HTTP_PROXY: new URL(proxy.url).host });
    expect(step.outputs['sent']).toBe('true');
    expect(proxy.seen).toHaveLength(1);
  });

  it('takes none for the hosts of NO_PROXY', async () => {
    const step = await proxied({ NO_PROXY: '127.0.0.1' });
    expect(step.outputs['sent']).toBe('true');
    expect(proxy.seen).toEqual([]);
  });
});

describe('sending to a server whose certificate a private authority has issued', () => {
  const posted: string[] = [];
  let server: Server;
  beforeAll(async () => {
    server = createServer(UNTRUSTED, (request, response) => {
      posted.push(`${request.method} ${request.url}`);
      request.resume().once('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => (posted.length = 0));
  afterAll(() => server.close());

  const sent = async (env: Record<string, string>) => {
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/api/integration/webhook/k3y-private`;
    return await startJob({
      with: { ...alarm, 'integration-url': url, 'github-token': '', 'give-up-after': '1' },
      env,
    }).main();
  };
  const authority = join(mkdtempSync(join(tmpdir(), 'alertbridge-authority-')), 'authority.pem');
  beforeAll(() => writeFileSync(authority, UNTRUSTED.cert));
  afterAll(() => rmSync(dirname(authority), { recursive: true }));

  it('works with NODE_EXTRA_CA_CERTS, also through a proxy', async () => {
    const step = await sent({ NODE_EXTRA_CA_CERTS: authority });
    expect(step.outputs).toMatchObject({ sent: 'true', 'http-status': '200' });
    const proxy = await startProxy();
    const proxied = await sent({ NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY: new URL(proxy.url).host });
    expect(proxied.outputs).toMatchObject({ sent: 'true' });
    expect(proxy.seen).toEqual([`CONNECT 127.0.0.1:${(server.address() as AddressInfo).port}`]);
    proxy.close();
    expect(posted).toEqual(Array(2).fill('POST /api/integration/webhook/k3y-private'));
  });

  it('is refused without', async () => {
    expect((await sent({})).outputs).toMatchObject({ sent: 'false', reason: 'not-delivered' });
    expect(posted).toEqual([]);
  });
});

describe('a step with an event', () => {
  const failed = sampleApiContextResult('FAIL');

  it('sends the alert that the event stands for', async () => {
    const step = await stage.job({ with: { event: JSON.stringify(failed) } }).main('success');
    expect(step.outputs).toMatchObject({
      sent: 'true',
      status: 'Alarm',
      'alert-id': 'apicontext:call-7f3a9c:apimetrics_azurenorwayeast',
    });
    expect(stage.github.requests).toEqual([]);
  });

  it('closes it by an event that says so, without asking how the run before ended', async () => {
    await stage.job({ with: { event: JSON.stringify(failed) } }).main();
    await stage.job({ with: { event: JSON.stringify(sampleApiContextResult('PASS')) } }).main();
    expect(stage.temperstack.alerts()).toMatchObject([{ state: 'closed', received: 2 }]);
  });

  it('lays the fields that its inputs give on top', async () => {
    const step = await stage
      .job({
        with: {
          event: JSON.stringify(failed),
          'run-book-url': 'https://acme.example/book',
          'alert-priority': 'Medium',
        },
      })
      .main();
    expect(alertIn(step)).toMatchObject({
      alert_name: 'Get orders is failing from apimetrics_azurenorwayeast',
      alert_priority: 'Medium',
      run_book_url: 'https://acme.example/book',
    });
  });

  it.each([
    ['UTF-8', Buffer.from(JSON.stringify(failed))],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${JSON.stringify(failed)}`)],
    ['UTF-16 as PowerShell writes it', Buffer.from(`\ufeff${JSON.stringify(failed)}`, 'utf16le')],
  ])('reads it from a file in %s', async (_encoding, bytes) => {
    const job = stage.job({ with: { 'event-path': 'result.json' } });
    writeFileSync(join(job.workspace, 'result.json'), bytes);
    expect((await job.main()).outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
  });

  it.each<[string, Record<string, string>, string]>([
    ['of no known kind', { event: '{"hello":"world"}' }, 'Invalid event: is of no known kind'],
    [
      'with a fault',
      { event: JSON.stringify({ ...failed, result_class: 'BAD' }) },
      'Invalid APIContext result: result_class: ',
    ],
    ['that is not JSON', { event: '{' }, 'Invalid event: is not valid JSON'],
    [
      'in a file that is not there',
      { 'event-path': 'gone.json' },
      'event-path: there is no such file: gone.json',
    ],
    ['given twice', { event: '{}', 'event-path': 'x' }, 'event-path: must be empty where event is given'],
    ['at the end of the job', { event: '{}', when: 'job-end' }, 'when: must be now where an event is given'],
  ])('refuses an event %s, saying why', async (_what, given, message) => {
    const step = await stage.job({ with: given }).main();
    expect(step).toMatchObject({
      exitCode: 1,
      stderr: '',
      outputs: { sent: 'false', reason: 'invalid-input' },
    });
    expect(annotations(step, 'error')).toEqual([expect.stringContaining(message)]);
  });
});
