import { sample } from 'alertbridge/github';

import { startJob } from '../runner/job.ts';
import { otherRun as run } from '../sandbox/github/server.ts';
import { startHttpServer, type HttpServer } from '../sandbox/http-server.ts';
import { alertIn, annotations, setStage } from './stage.ts';

const stage = setStage();

describe('one alert for a workflow, in its last job', () => {
  const needs = (results: Record<string, string>) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(results).map(([name, result]) => [name, { result, outputs: {} }])),
    );
  const last = (results: Record<string, string>, given: Record<string, string> = {}) =>
    stage.job({ with: { needs: needs(results), ...given }, env: { GITHUB_JOB: 'alert' } }).main('success');

  it('names the jobs that failed and their steps, and why', async () => {
    stage.github.state.own.jobs = [
      {
        id: 61,
        name: 'test (linux)',
        conclusion: 'failure',
        steps: [{ name: 'Unit tests', number: 4, conclusion: 'failure' }],
      },
      { id: 62, name: 'lint', conclusion: 'success' },
      { id: 63, name: 'alert', conclusion: null },
    ];
    stage.github.state.annotations = { 61: [{ message: 'expected 1, received 2' }] };
    const step = await last(
      { test: 'failure', lint: 'success', deploy: 'skipped' },
      { 'allowed-skips': 'deploy' },
    );
    expect(alertIn(step)).toMatchObject({
      alert_name: 'CI failed on main',
      alert_id: 'github:acme/shop:ci.yml:main',
      status: 'Alarm',
    });
    expect(alertIn(step)['description']?.split('\n').slice(0, 4)).toEqual([
      'CI failed on main.',
      'Failed job: test (linux) (https://github.com/acme/shop/actions/runs/7001/job/61)',
      'Failed step: Unit tests (https://github.com/acme/shop/actions/runs/7001/job/61#step:4:1)',
      'Why: expected 1, received 2',
    ]);
  });

  it('names a job once that has another name than its key, and after it what was skipped', async () => {
    stage.github.state.own.jobs = [
      { id: 61, name: 'Unit tests', conclusion: 'failure' },
      { id: 62, name: 'lint', conclusion: 'failure' },
    ];
    const step = await last({ test: 'failure', lint: 'failure', deploy: 'skipped' });
    expect(alertIn(step)['description']?.split('\n').slice(0, 5)).toEqual([
      'CI failed on main.',
      'Failed job: Unit tests (https://github.com/acme/shop/actions/runs/7001/job/61)',
      'Failed job: lint (https://github.com/acme/shop/actions/runs/7001/job/62)',
      'Job: deploy was skipped',
      'Commit: 0123456',
    ]);
  });

  it.each(['{}', 'Object'])(
    'is refused where needs is %j, so that no last job finds all well for ever',
    async (given) => {
      const step = await stage.job({ with: { needs: given } }).main('success');
      expect(step).toMatchObject({ exitCode: 1, outputs: { reason: 'invalid-input' } });
      expect(annotations(step, 'error')).toEqual([expect.stringContaining('in a job that has needs')]);
    },
  );

  it('names the jobs by their keys where GitHub does not tell', async () => {
    const step = await last({ test: 'failure', deploy: 'skipped' }, { 'github-token': '' });
    expect(alertIn(step)['description']?.split('\n').slice(0, 3)).toEqual([
      'CI failed on main.',
      'Failed job: test',
      'Job: deploy was skipped',
    ]);
  });

  it.each<[Record<string, string>, Record<string, string>, string]>([
    [{ test: 'failure', lint: 'success' }, {}, 'Alarm'],
    [{ test: 'failure', lint: 'success' }, { 'allowed-failures': 'test' }, 'OK'],
    [{ test: 'failure', lint: 'failure' }, { 'allowed-failures': 'test, other' }, 'Alarm'],
    [{ test: 'skipped', lint: 'success' }, {}, 'Alarm'],
    [{ test: 'skipped', lint: 'success' }, { 'allowed-skips': 'test' }, 'OK'],
    [{ test: 'skipped', lint: 'skipped' }, { 'allowed-skips': '*' }, 'OK'],
    [{ test: 'success' }, {}, 'OK'],
  ])('of %j with %j is %s', async (results, given, status) => {
    const step = await last(results, { notify: 'always', 'github-token': '', ...given });
    expect(step.outputs).toMatchObject({ sent: 'true', status });
  });

  it('is none where the run was cancelled', async () => {
    const step = await last({ test: 'cancelled', lint: 'success' });
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'cancelled' });
  });

  it('is one where a job ran into its time limit', async () => {
    stage.github.state.own.jobs = [{ id: 61, name: 'test', conclusion: 'cancelled' }];
    stage.github.state.annotations = {
      61: [{ message: 'The job has exceeded the maximum execution time of 1m0s' }],
    };
    const step = await last({ test: 'cancelled', lint: 'success' });
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
    expect(alertIn(step)['description']?.split('\n').slice(0, 3)).toEqual([
      'CI ran out of time on main.',
      'Job: test was cancelled (https://github.com/acme/shop/actions/runs/7001/job/61)',
      'Why: The job has exceeded the maximum execution time of 1m0s',
    ]);
  });

  it('closes when all is well again, also after a job that was skipped and must not be', async () => {
    stage.github.state.runs = [run(11, 'failure')];
    expect((await last({ test: 'success' })).outputs).toMatchObject({ sent: 'true', status: 'OK' });
    stage.github.state.runs = [
      run(11, 'success', { jobs: [{ id: 9, name: 'test', conclusion: 'skipped' }] }),
    ];
    expect((await last({ test: 'success' })).outputs).toMatchObject({ sent: 'true', status: 'OK' });
    stage.github.state.runs = [run(11, 'success')];
    expect((await last({ test: 'success' })).outputs).toMatchObject({ reason: 'nothing-to-end' });
  });
});

describe('a watcher of other workflows', () => {
  const watched = (
    conclusion: Parameters<typeof sample>[1],
    overrides = {},
    given: Record<string, string> = {},
  ) =>
    stage
      .job({
        event: sample('workflow_run', conclusion, overrides),
        env: {
          GITHUB_EVENT_NAME: 'workflow_run',
          GITHUB_RUN_ID: '8001',
          GITHUB_RUN_NUMBER: '3',
          GITHUB_WORKFLOW: 'Watch',
        },
        with: given,
      })
      .main('success');

  it.each([
    ['failure', 'failed'],
    ['timed_out', 'ran out of time'],
    ['startup_failure', 'could not start'],
  ] as const)(
    'pages for a run that ended as %s, not for its own job, and names the jobs',
    async (conclusion, words) => {
      stage.github.state.own = {
        id: 7001,
        run_number: 12,
        conclusion: 'failure',
        jobs: [{ id: 61, name: 'test', conclusion: 'failure' }],
      };
      const step = await watched(conclusion);
      expect(alertIn(step)).toMatchObject({
        status: 'Alarm',
        alert_id: 'github:acme/shop:ci.yml:main',
        alert_name: 'CI failed on main',
        alert_url: 'https://github.com/acme/shop/actions/runs/7001',
      });
      expect(alertIn(step)['description']).toContain(`CI ${words} on main.`);
      expect(alertIn(step)['description']).toContain('Failed job: test (');
    },
  );

  it('closes by a run that passed after one that had failed, and says nothing else', async () => {
    stage.github.state.own = { id: 7001, run_number: 12, conclusion: 'success', jobs: [] };
    stage.github.state.runs = [run(11, 'failure')];
    expect((await watched('success')).outputs).toMatchObject({ sent: 'true', status: 'OK' });
    stage.github.state.runs = [run(11, 'success')];
    expect((await watched('success')).outputs).toMatchObject({ reason: 'nothing-to-end' });
    stage.github.state.runs = [run(13, 'success')];
    expect((await watched('failure')).outputs).toMatchObject({ reason: 'newer-run' });
  });

  it('tells a run that was cancelled from one with a job that ran out of time', async () => {
    stage.github.state.own = {
      id: 7001,
      run_number: 12,
      conclusion: 'cancelled',
      jobs: [{ id: 61, name: 'test', conclusion: 'cancelled' }],
    };
    expect((await watched('cancelled')).outputs).toMatchObject({ reason: 'cancelled' });
    stage.github.state.annotations = {
      61: [{ message: 'The job has exceeded the maximum execution time of 1m0s' }],
    };
    expect((await watched('cancelled')).outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
  });

  it.each([
    ['a runner that was lost', 'The hosted runner: GitHub Actions 8 lost communication with the server.'],
    ['an environment that was rejected', 'Deployment was rejected.'],
  ])('pages for %s, which no step of the job survives, and says so', async (_what, message) => {
    stage.github.state.own = {
      id: 7001,
      run_number: 12,
      conclusion: 'failure',
      jobs: [{ id: 61, name: 'deploy', conclusion: 'failure', steps: [] }],
    };
    stage.github.state.annotations = { 61: [{ message }] };
    const step = await watched('failure');
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
    expect(alertIn(step)['description']?.split('\n').slice(1, 3)).toEqual([
      'Failed job: deploy (https://github.com/acme/shop/actions/runs/7001/job/61)',
      `Why: ${message}`,
    ]);
  });

  it('says nothing of a run that a newer one has superseded, also with on-cancelled: alarm', async () => {
    const given = { 'on-cancelled': 'alarm' };
    stage.github.state.own = {
      id: 7001,
      run_number: 12,
      conclusion: 'cancelled',
      jobs: [{ id: 61, name: 'test', conclusion: 'cancelled' }],
    };
    stage.github.state.runs = [run(13, null, { jobs: [] })];
    expect((await watched('cancelled', {}, given)).outputs).toMatchObject({ reason: 'superseded' });
    stage.github.state.runs = [];
    stage.github.state.annotations = {
      61: [{ message: "Canceling since a higher priority waiting request for 'ci' exists" }],
    };
    expect((await watched('cancelled', {}, given)).outputs).toMatchObject({ reason: 'superseded' });
    stage.github.state.annotations = {};
    expect((await watched('cancelled', {}, given)).outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
  });

  it('pages for a run of no branch, though a newer one of another branch has passed', async () => {
    stage.github.state.runs = [run(13, 'success', { head_branch: 'topic' })];
    const step = await watched('failure', { event: 'deployment', head_branch: null });
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
  });

  it('never touches them by a run of a fork that is gone', async () => {
    const step = await watched('failure', { head_repository: null }, { branches: 'all' });
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'fork' });
  });

  it.each(['failure', 'success'] as const)(
    "never touches the alerts of the repository by a fork's branch main that ended as %s",
    async (conclusion) => {
      const fork = { head_repository: { full_name: 'them/shop' }, event: 'pull_request' };
      const step = await watched(conclusion, fork, { notify: 'always', branches: 'all' });
      expect(step.outputs).toMatchObject({ sent: 'false', reason: 'fork' });
      const asked = await watched(conclusion, fork, { notify: 'always', branches: 'default, forks' });
      expect(asked.outputs).toMatchObject({
        sent: 'true',
        'alert-id': 'github:acme/shop:ci.yml:refs/forks/them/shop/main',
      });
    },
  );

  it.each([
    [{ head_branch: 'topic' }, 'branch'],
    [{ event: 'pull_request' }, 'branch'],
  ])('pages nobody for %j', async (overrides, reason) => {
    expect((await watched('failure', overrides)).outputs).toMatchObject({ sent: 'false', reason });
  });

  it('is about its own job where it says so, and as a guard', async () => {
    const own = await watched('failure', {}, { watch: 'none', status: 'Alarm' });
    expect(own.outputs['alert-id']).toBe('github:acme/shop:ci.yml:main:build');
    const guard = stage.job({
      event: sample('workflow_run', 'success'),
      env: { GITHUB_EVENT_NAME: 'workflow_run' },
      with: { when: 'job-end' },
    });
    await guard.main();
    expect((await guard.post('failure')).outputs['alert-id']).toBe('github:acme/shop:ci.yml:main:build');
  });

  it('says that there is nothing to watch where something else has started the run', async () => {
    const step = await stage.job({ with: { watch: 'workflow_run' } }).main('failure');
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'run-ignored' });
    expect(annotations(step, 'notice')).toEqual([
      'There is no run to watch: this workflow was not started by workflow_run.',
    ]);
  });

  it('fails where it cannot read what it is to watch', async () => {
    const env = { GITHUB_EVENT_NAME: 'workflow_run', GITHUB_EVENT_PATH: '/does/not/exist' };
    const step = await stage.job({ env }).main('success');
    expect(step).toMatchObject({ exitCode: 1, outputs: { reason: 'invalid-input' } });
    expect(annotations(step, 'error')).toEqual([
      'Invalid workflow_run event: could not be read, so nothing is known of the run to watch',
    ]);
  });
});

describe('a second destination', () => {
  let hook: HttpServer;
  let status = 200;
  beforeAll(async () => {
    hook = await startHttpServer(() => ({ status }));
  });
  beforeEach(() => {
    hook.requests.length = 0;
    status = 200;
  });
  afterAll(() => hook.close());

  const KEY = 'T0KEN-4f9a2b77c1';
  const webhook = (given: Record<string, string> = {}) => ({
    status: 'Alarm',
    'webhook-url': `${hook.url}/hooks/${KEY}`,
    ...given,
  });

  it('gets the alert beside Temperstack', async () => {
    const step = await stage.job({ with: webhook() }).main('failure');
    expect(step.outputs).toMatchObject({ sent: 'true', destination: 'temperstack,webhook' });
    expect(JSON.parse(hook.requests[0]?.body ?? '')).toEqual(stage.temperstack.received()[0]?.alert);
    expect(step.summary).toContain('Alert sent to Temperstack and the webhook (HTTP 200)');
  });

  it('gets it alone where there is no Temperstack, with headers and a body of its own', async () => {
    const step = await startJob({
      with: webhook({
        'webhook-headers': 'Authorization: Bearer s3cret-value\nX-Team: shop',
        'webhook-body':
          '{"text":"{{alert.status}}: {{alert.alert_name}}","change":"{{change}}","by":"{{event.sender.login}}"}',
      }),
      event: { sender: { login: 'octocat' } },
    }).main('failure');
    expect(step.outputs).toMatchObject({ sent: 'true', destination: 'webhook' });
    expect(JSON.parse(hook.requests[0]?.body ?? '')).toEqual({
      text: 'Alarm: CI / build failed on main',
      change: 'open',
      by: 'octocat',
    });
    expect(hook.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer s3cret-value',
      'x-team': 'shop',
    });
    expect(JSON.stringify([step.log, step.outputs, step.summary])).not.toMatch(/s3cret-value|T0KEN/);
  });

  it('is not asked for as a fallback where Temperstack takes the alert, and is where it does not', async () => {
    const fallback = webhook({ 'webhook-when': 'fallback', 'give-up-after': '1' });
    const first = await stage.job({ with: fallback }).main('failure');
    expect(first.outputs['destination']).toBe('temperstack');
    expect(hook.requests).toEqual([]);
    stage.temperstack.faults.add({ status: 503 }, 99);
    const second = await stage.job({ with: fallback }).main('failure');
    expect(second).toMatchObject({ exitCode: 0, outputs: { sent: 'true', destination: 'webhook' } });
    expect(annotations(second, 'warning')).toEqual([expect.stringContaining('was answered 503')]);
    expect(hook.requests).toHaveLength(1);
  });

  it('says it loudly where nobody took the alert', async () => {
    status = 500;
    stage.temperstack.faults.add({ status: 503 }, 99);
    const given = webhook({ 'webhook-when': 'fallback', 'give-up-after': '1', 'fail-on-error': 'true' });
    const step = await stage.job({ with: given }).main('failure');
    expect(step).toMatchObject({
      exitCode: 1,
      outputs: { sent: 'false', reason: 'not-delivered', destination: '' },
    });
    expect(annotations(step, 'error')).toHaveLength(2);
  });

  it('signs each request where it has a secret for that', async () => {
    const secret = `whsec_${Buffer.from('a secret of thirty-two bytes....').toString('base64')}`;
    await stage.job({ with: webhook({ 'webhook-signing-secret': secret }) }).main('failure');
    expect(hook.requests[0]?.headers).toMatchObject({
      'webhook-id': expect.any(String),
      'webhook-timestamp': expect.stringMatching(/^\d+$/),
      'webhook-signature': expect.stringMatching(/^v1,/),
    });
  });

  it.each([
    [{ 'webhook-url': 'http://relay.example/x' }, 'webhook-url: '],
    [{ 'webhook-body': '{"a":' }, 'webhook-body'],
    [
      { 'webhook-body': '{"a":"{{ alret.status }}"}' },
      'webhook-body: must name alert, change or event, and names {{alret.status}}',
    ],
    [
      { 'webhook-body': '{"a":"{{alert.name}}"}' },
      'webhook-body: names {{alert.name}}, but an alert has only status, alert_name,',
    ],
    [{ 'webhook-headers': 'no colon' }, 'webhook-headers: must be one header a line'],
  ])('with a mistake in it is refused: %j', async (given, message) => {
    const step = await startJob({ with: { ...webhook(given), when: 'job-end' } }).main();
    expect(step).toMatchObject({ exitCode: 1, outputs: { reason: 'invalid-input' } });
    expect(annotations(step, 'error')).toEqual([expect.stringContaining(message)]);
  });

  it('as a fallback is no mistake in a run from a fork, which has no secrets', async () => {
    const head = { ref: 'main', repo: { full_name: 'them/shop' } };
    const step = await startJob({
      with: { 'integration-url': '', 'webhook-url': '', 'webhook-when': 'fallback', when: 'job-end' },
      event: { pull_request: { number: 5, head } },
      env: { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/5/merge' },
    }).main();
    expect(step).toMatchObject({ exitCode: 0, outputs: { reason: 'no-integration-url' } });
    expect(annotations(step, 'warning')).toEqual([]);
  });

  it('gets the details that come later as an update', async () => {
    stage.github.state.delayMs = 1_500;
    stage.github.state.own.jobs = [{ id: 55, name: 'build', conclusion: null }];
    stage.github.state.annotations = { 55: [{ message: 'expected 1, received 2' }] };
    const given = webhook({ 'webhook-body': '{"change":"{{change}}","why":"{{alert.description}}"}' });
    await stage.job({ with: given, job: { check_run_id: 55 } }).main('failure');
    expect(hook.requests.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { change: 'open' },
      { change: 'update', why: expect.stringContaining('Why: expected 1, received 2') },
    ]);
  });

  it.each([
    ['is kept from no page by a mistake in the integration URL', {}, 'warning'],
    ['says in a guard what is wrong with the integration URL', { when: 'job-end' }, 'error'],
  ] as const)('%s', async (_what, rest, kind) => {
    const given = webhook({ 'integration-url': 'https://evil.example/k3y-of-mine', ...rest });
    const step = await stage.job({ with: given }).main('failure');
    expect(annotations(step, kind)).toEqual([
      expect.stringContaining('The Temperstack integration URL must have'),
    ]);
    expect(step.outputs['sent']).toBe(String(kind === 'warning'));
    expect(hook.requests).toHaveLength(kind === 'warning' ? 1 : 0);
  });

  it.each([
    ['integration-url', 'The webhook gets every alert. The input integration-url is empty.', 'webhook'],
    [
      'webhook-url',
      'There is no fallback: webhook-when is fallback, and the input webhook-url',
      'temperstack',
    ],
  ])(
    'as a fallback is warned of once where %s is empty, and the other gets the page',
    async (empty, words, destination) => {
      const { status: _status, ...given } = webhook({ 'webhook-when': 'fallback', when: 'job-end' });
      const job = stage.job({ with: { ...given, [empty]: '' } });
      const main = await job.main();
      expect(main).toMatchObject({ exitCode: 0, outputs: { reason: 'job-end' } });
      expect(annotations(main, 'warning')).toEqual([expect.stringContaining(words)]);
      const post = await job.post('failure');
      expect(post.outputs).toMatchObject({ sent: 'true', destination });
      expect(annotations(post, 'warning')).toEqual([]);
    },
  );

  it.each([
    ['webhook-body', '{"a":', 'temperstack,webhook'],
    ['webhook-url', 'http://relay.example/x', 'temperstack'],
  ])('with a mistake in %s costs no page: %s', async (name, value, destination) => {
    const step = await stage.job({ with: webhook({ [name]: value }) }).main('failure');
    expect(step.outputs).toMatchObject({ sent: 'true', destination });
    expect(annotations(step, 'warning')).toEqual([expect.stringContaining(name)]);
  });

  it('gets the alert as it is where nobody else would, though its body is wrong', async () => {
    const given = webhook({ 'webhook-body': '{"a":"{{alret.status}}"}' });
    const step = await startJob({ with: given }).main('failure');
    expect(step.outputs).toMatchObject({ sent: 'true', destination: 'webhook' });
    expect(JSON.parse(hook.requests[0]?.body ?? '')).toMatchObject({ status: 'Alarm' });
    expect(annotations(step, 'warning')).toEqual([expect.stringContaining('webhook-body')]);
  });
});
