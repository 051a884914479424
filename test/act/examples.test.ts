/**
 * Runs the workflows of examples/github for real, with act as the runner and the sandbox as Temperstack:
 * `npm run test:act`. The action is the committed one; other people's actions, which would have to be downloaded, are
 * replaced by ones that do nothing.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { sample as sampleApiContextResult } from 'alertbridge/apicontext';
import { sample } from 'alertbridge/github';
import { samplesIn } from '../docs/markdown.ts';
import { startHttpServer } from '../sandbox/http-server.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';

const root = join(import.meta.dirname, '../..');
const examples = join(root, 'examples/github');
const folder = mkdtempSync(join(tmpdir(), 'alertbridge-act-'));
const repository = join(folder, 'shop');

jest.setTimeout(120_000);

describe('the example workflows, run by act', () => {
  let temperstack: Temperstack;

  beforeAll(async () => {
    assert.ok(isOnPath('act'), 'act is not on PATH; go install github.com/nektos/act@v0.2.89 puts it there');
    temperstack = await startTemperstack();
    for (const file of ['action.yml', 'action/package.json', 'action/dist']) {
      cpSync(join(root, file), join(folder, 'alertbridge', file), { recursive: true });
    }
    write(
      'idle/action.yml',
      'name: Idle\ndescription: Does nothing\nruns:\n  using: composite\n  steps:\n    - { run: exit 0, shell: sh }\n',
    );
    for (const file of globSync('*.yml', { cwd: examples })) {
      cpSync(join(examples, file), join(repository, '.github/workflows', file), { recursive: true });
    }
    write(
      'shop/package-lock.json',
      JSON.stringify({ name: 'shop', lockfileVersion: 3, packages: { '': { name: 'shop' } } }),
    );
    tests('exit 0');
    write('shop/deploy.sh', '#!/bin/sh\ntest "$ENVIRONMENT" != production\n');
    execFileSync('chmod', ['+x', join(repository, 'deploy.sh')]);
    git('init', '--quiet', '--initial-branch', 'main');
    git('remote', 'add', 'origin', 'https://github.com/acme/shop.git');
    git('add', '--all');
    git(
      '-c',
      'user.name=Jo',
      '-c',
      'user.email=jo@example.com',
      'commit',
      '--quiet',
      '--message',
      'Sell more',
    );
  });
  beforeEach(() => temperstack.clear());
  afterAll(async () => {
    await temperstack.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const alerts = () =>
    temperstack
      .alerts()
      .map(({ alert_id, state, received }) => ({ alert_id, state, received }))
      .sort((a, b) => (a.alert_id < b.alert_id ? -1 : 1));

  async function act(
    event: string,
    workflow: string,
    options: string[] = [],
  ): Promise<{ code: number | null; log: string }> {
    const secrets = { TEMPERSTACK_INTEGRATION_URL: temperstack.integrationUrl };
    return await execute('act', [
      event,
      ...['--workflows', `.github/workflows/${workflow}`],
      ...['--platform', 'ubuntu-latest=-self-hosted'],
      ...['--local-repository', `alertbridge/alertbridge@v0=${join(folder, 'alertbridge')}`],
      ...['--local-repository', `actions/setup-node@v5=${join(folder, 'idle')}`],
      ...Object.entries(secrets).flatMap(([name, value]) => ['--secret', `${name}=${value}`]),
      ...options,
    ]);
  }

  it('job-end-guard.yml: a failing test opens an alert, the next run closes it', async () => {
    tests('exit 1');
    const red = await act('push', 'job-end-guard.yml');
    assert.equal(red.code, 1, red.log);
    const [opened] = alerts();
    assert.equal(opened?.state, 'open', red.log);
    tests('exit 0');
    const green = await act('push', 'job-end-guard.yml');
    assert.equal(green.code, 0, green.log);
    assert.deepEqual(alerts(), [{ alert_id: opened.alert_id, state: 'closed', received: 2 }]);
    assert.ok(!`${red.log}${green.log}`.includes(temperstack.apiKey));
  });

  it('docs/getting-started/github.md: its workflow shows in a dry run what it would send, then opens an alert and closes it', async () => {
    const [workflow] = samplesIn('docs/getting-started/github.md').filter(
      ({ language }) => language === 'yaml',
    );
    assert.ok(workflow !== undefined);
    const file = 'getting-started.yml';
    tests('exit 1');
    write(
      `shop/.github/workflows/${file}`,
      workflow.code.replace(
        '          when: job-end\n',
        '          when: job-end\n          dry-run: true\n',
      ),
    );
    const dry = await act('push', file);
    assert.match(dry.log, /Dry run, nothing is sent: /);
    assert.match(dry.log, /Post .*alertbridge\/alertbridge@v0/);
    assert.deepEqual(alerts(), []);
    write(`shop/.github/workflows/${file}`, workflow.code);
    const red = await act('push', file);
    assert.equal(alerts()[0]?.state, 'open', red.log);
    tests('exit 0');
    const green = await act('push', file);
    assert.equal(alerts()[0]?.state, 'closed', green.log);
  });

  it('matrix.yml: each job of the matrix has its own alert', async () => {
    tests('exit 1');
    const { log } = await act('workflow_dispatch', 'matrix.yml', ['--matrix', 'os:ubuntu-latest']);
    assert.deepEqual(
      alerts().map(({ alert_id, state }) => [/node=.*$/.exec(alert_id)?.[0], state]),
      [
        ['node=22,os=ubuntu-latest', 'open'],
        ['node=24,os=ubuntu-latest', 'open'],
      ],
      log,
    );
  });

  it('reusable-deploy.yml: called for two environments, it pages for the one that fails', async () => {
    const call = (environment: string) => `
  ${environment}:
    uses: ./.github/workflows/reusable-deploy.yml
    with:
      environment: ${environment}
    secrets:
      temperstack-integration-url: \${{ secrets.TEMPERSTACK_INTEGRATION_URL }}`;
    write(
      'shop/.github/workflows/release.yml',
      `name: Release\non: push\njobs:${call('staging')}${call('production')}\n`,
    );
    const { log } = await act('push', 'release.yml');
    const state = Object.fromEntries(alerts().map((alert) => [alert.alert_id, alert.state]));
    const stateOf = (environment: string) =>
      Object.entries(state).find(([id]) => id.endsWith(`:deploy:scope=${environment}`))?.[1];
    assert.equal(stateOf('production'), 'open', log);
    assert.equal(stateOf('staging'), 'closed', log);
  });

  it('workflow-run-watcher.yml: tells of the run that it watched', async () => {
    for (const conclusion of ['timed_out', 'success', 'cancelled'] as const) {
      const { log } = await act(
        'workflow_run',
        'workflow-run-watcher.yml',
        event(
          'workflow_run',
          sample('workflow_run', conclusion, { display_title: 'Sell more\n::error::forged' }),
        ),
      );
      const state = conclusion === 'timed_out' ? 'open' : 'closed';
      assert.deepEqual(
        alerts(),
        [{ alert_id: 'github:acme/shop:ci.yml:main', state, received: state === 'open' ? 1 : 2 }],
        log,
      );
    }
  });

  it('last-job.yml: says that all is well (act ends at a failed job, so that its Alarm is played without it)', async () => {
    tests('exit 0');
    const { log } = await act('workflow_dispatch', 'last-job.yml');
    const alert_id = 'github:acme/shop:Nightly:main';
    assert.deepEqual(alerts(), [{ alert_id, state: 'closed', received: 1 }], log);
  });

  it('send-now.yml: opens and closes as the step says', async () => {
    const full = await act('workflow_dispatch', 'send-now.yml', ['--input', 'least-free-gb=1000000']);
    assert.deepEqual(alerts(), [{ alert_id: 'disk:acme/shop', state: 'open', received: 1 }], full.log);
    const free = await act('workflow_dispatch', 'send-now.yml', ['--input', 'least-free-gb=0']);
    assert.deepEqual(alerts(), [{ alert_id: 'disk:acme/shop', state: 'closed', received: 2 }], free.log);
  });

  it('apicontext-gate.yml: maps the result of a check and stops the pipeline where it failed', async () => {
    let result = sampleApiContextResult('FAIL');
    const api = await startHttpServer(() => ({ body: result }));
    const gate = () =>
      act('deployment_status', 'apicontext-gate.yml', [
        ...event('deployment_status', { deployment_status: { state: 'success' } }),
        ...['--secret', `APICONTEXT_CHECK_URL=${api.url}/run`, '--secret', 'APICONTEXT_TOKEN=check-t0ken'],
      ]);
    const failed = await gate();
    assert.equal(failed.code, 1, failed.log);
    result = sampleApiContextResult('PASS');
    const passed = await gate();
    assert.equal(passed.code, 0, passed.log);
    assert.deepEqual(alerts(), [
      { alert_id: 'apicontext:call-7f3a9c:apimetrics_azurenorwayeast', state: 'closed', received: 2 },
    ]);
    assert.equal(api.requests[0]?.headers['authorization'], 'Bearer check-t0ken');
    await api.close();
  });
});

/** What `npm test` does in the repository. */
function tests(command: string): void {
  write('shop/package.json', JSON.stringify({ name: 'shop', scripts: { test: command } }));
}

function event(name: string, payload: unknown): string[] {
  write(`${name}.json`, JSON.stringify(payload));
  return ['--eventpath', join(folder, `${name}.json`)];
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function git(...parameters: string[]): void {
  execFileSync('git', parameters, { cwd: repository, env: environment(), stdio: 'pipe' });
}

async function execute(command: string, parameters: string[]): Promise<{ code: number | null; log: string }> {
  const child = spawn(command, parameters, {
    cwd: repository,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, log };
}

/** Nothing of the person's own settings, and this very Node first, since act runs actions with the one that it finds. */
function environment(): NodeJS.ProcessEnv {
  return {
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

function isOnPath(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
