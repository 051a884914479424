import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { startJob, type Job } from '../runner/job.ts';
import { otherRun as run, type StandInJob } from '../sandbox/github/server.ts';
import { alertIn, annotations, setStage } from './stage.ts';

const stage = setStage();
const OWN: StandInJob = { id: 55, name: 'build', conclusion: null };
const GUARD = { when: 'job-end' };

/** The guard's step after the job has ended so. */
async function endOf(job: Job, status: 'success' | 'failure' | 'cancelled') {
  await job.main();
  return await job.post(status);
}

const guarded = (given: Record<string, string> = {}, rest: Parameters<typeof stage.job>[0] = {}) =>
  stage.job({ job: { check_run_id: 55 }, ...rest, with: { ...GUARD, ...given } });

beforeEach(() => {
  stage.github.state.own.jobs = [OWN];
});

describe('an Alarm while Temperstack is away', () => {
  it('is tried for as long as it takes, not a number of times', async () => {
    stage.temperstack.faults.add({ status: 503 }, 7);
    const step = await endOf(guarded(), 'failure');
    expect(step.outputs).toMatchObject({ sent: 'true', attempts: '8' });
    expect(stage.temperstack.alerts()).toMatchObject([{ state: 'open' }]);
  }, 90_000);
});

describe('an Alarm of a run that is not the newest', () => {
  it.each<[string, () => void, Record<string, string>]>([
    ['fails after a newer one has passed', () => undefined, {}],
    [
      'is run again and fails',
      () => {
        stage.github.state.own.run_attempt = 2;
        stage.github.state.own.jobs = [
          { id: 50, name: 'build', conclusion: 'success', run_attempt: 1 },
          { ...OWN, run_attempt: 2 },
        ];
      },
      { GITHUB_RUN_ATTEMPT: '2' },
    ],
  ])('that %s is not sent, and a notice says why', async (_what, set, env) => {
    set();
    stage.github.state.runs = [run(13, 'success'), run(11, 'success')];
    const step = await endOf(guarded({}, { env }), 'failure');
    expect(step).toMatchObject({
      exitCode: 0,
      outputs: { sent: 'false', reason: 'newer-run', change: 'hold' },
    });
    expect(annotations(step, 'notice')).toEqual([
      'Run #13, which is newer, has passed already, so this run says nothing.',
    ]);
    expect(stage.temperstack.received()).toEqual([]);
  });

  it.each<[string, StandInJob[] | undefined, string | null]>([
    ['goes on', [], null],
    ['was cancelled', undefined, 'cancelled'],
    ['has passed but skipped this job', [{ id: 9, name: 'build', conclusion: 'skipped' }], 'success'],
  ])('is sent where the newer run %s', async (_what, jobs, conclusion) => {
    stage.github.state.runs = [run(13, conclusion, jobs === undefined ? {} : { jobs })];
    const step = await endOf(guarded(), 'failure');
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
  });

  it('is not sent where the newer run goes on, but this job of it has passed', async () => {
    stage.github.state.runs = [run(13, null, { jobs: [{ id: 9, name: 'build', conclusion: 'success' }] })];
    const step = await endOf(guarded(), 'failure');
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'newer-run' });
  });

  it('is taken back where GitHub says only after it was sent that a newer run has passed', async () => {
    stage.github.state.delayMs = 1_200;
    stage.github.state.runs = [run(13, 'success')];
    const step = await endOf(guarded(), 'failure');
    expect(stage.temperstack.alerts()).toMatchObject([{ state: 'closed', received: 2 }]);
    expect(annotations(step, 'notice')).toEqual([
      expect.stringContaining('Run #13, which is newer, has passed'),
    ]);
  });

  it('says nothing of another environment, which the list of runs does not tell apart', async () => {
    const payload = { inputs: { environment: 'production' } };
    stage.github.state.runs = [run(13, 'success', { event: 'workflow_dispatch' })];
    const env = { GITHUB_EVENT_NAME: 'workflow_dispatch' };
    const step = await endOf(guarded({}, { event: payload, env }), 'failure');
    expect(step.outputs).toMatchObject({
      sent: 'true',
      'alert-id': 'github:acme/shop:ci.yml:main:build:environment=production',
    });
    expect(alertIn(step)['alert_name']).toBe('CI / build failed on main (production)');
  });
});

describe('an Alarm while GitHub is slow', () => {
  it('goes out at once, and again under the same id with what GitHub had to say', async () => {
    stage.github.state.delayMs = 1_500;
    stage.github.state.own.jobs = [
      { ...OWN, steps: [{ name: 'Unit tests', number: 4, conclusion: 'failure' }] },
    ];
    stage.github.state.annotations = { 55: [{ message: 'expected 1, received 2' }] };
    const step = await endOf(guarded(), 'failure');
    expect(step.outputs).toMatchObject({ sent: 'true', change: 'open' });
    const [first, second] = stage.temperstack.received();
    expect(second?.alert?.alert_id).toBe(first?.alert?.alert_id);
    expect(first?.alert?.description).not.toMatch(/Failed step|Why/);
    expect(second?.alert?.description).toMatch(/\nFailed step: Unit tests .*\nWhy: expected 1, received 2\n/);
    expect(stage.temperstack.received()).toHaveLength(2);
  });

  it('is delivered all the same where what comes after it is not, so that the step does not fail', async () => {
    stage.github.state.delayMs = 3_000;
    stage.github.state.own.jobs = [
      { ...OWN, steps: [{ name: 'Unit tests', number: 4, conclusion: 'failure' }] },
    ];
    const ended = endOf(guarded({ 'fail-on-error': 'true' }), 'failure');
    while (stage.temperstack.received().length === 0) await pause(20);
    stage.temperstack.faults.add({ status: 400 });
    const step = await ended;
    expect(step).toMatchObject({
      exitCode: 0,
      outputs: { sent: 'true', change: 'open', 'http-status': '200' },
    });
    expect(annotations(step, 'error')).toEqual([]);
    expect(annotations(step, 'warning')).toEqual([expect.stringContaining('was answered 400')]);
  }, 20_000);

  it('does not wait where GitHub hangs: it is there after a second, and the step ends after five', async () => {
    stage.github.faults.add({ hang: true }, 9);
    const startedAt = Date.now();
    const step = await endOf(guarded(), 'failure');
    const arrivedAt = Date.parse(stage.temperstack.received()[0]?.at ?? '');
    expect(arrivedAt - startedAt).toBeLessThan(3_500);
    expect(step.durationMs).toBeLessThan(8_000);
    // Five questions had no answer for one reason.
    expect(annotations(step, 'notice')).toEqual([
      expect.stringContaining('GitHub did not answer within 5 s'),
    ]);
  }, 20_000);

  it('is one post where GitHub answers in time', async () => {
    stage.github.state.delayMs = 100;
    await endOf(guarded(), 'failure');
    expect(stage.temperstack.received()).toHaveLength(1);
  });
});

describe('the Alarm of a job whose run goes on all the same', () => {
  const workflow = (extra: string) => `name: CI
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    timeout-minutes: 5
  build: # the one
    runs-on: ubuntu-latest
${extra}
    steps:
      - run: |
          continue-on-error: false
        continue-on-error: false
`;

  const withFile = (text: string, matrix: Record<string, unknown> | null = null) => {
    const job = guarded({}, { matrix });
    const path = join(job.workspace, '.github/workflows/ci.yml');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return job;
  };

  it.each<[string, string, Record<string, unknown> | null, 'Medium' | 'Critical']>([
    ['says so', '    continue-on-error: true', null, 'Medium'],
    [
      'says so of its place in the matrix',
      '    continue-on-error: ${{ matrix.next }}',
      { next: true },
      'Medium',
    ],
    ['says so of another place', '    continue-on-error: ${{ matrix.next }}', { next: false }, 'Critical'],
    ['says nothing', '', null, 'Critical'],
  ])('is told by the workflow file in the workspace: one that %s', async (_what, extra, matrix, priority) => {
    const step = await endOf(withFile(workflow(extra), matrix), 'failure');
    expect(alertIn(step)['alert_priority']).toBe(priority);
    expect(alertIn(step)['description']?.includes('continue-on-error')).toBe(priority === 'Medium');
  });

  const byGitHub = (extra: string, text = workflow(extra)) => {
    stage.github.state.files = { '.github/workflows/ci.yml': text };
    return guarded();
  };

  it.each<[string, string, 'Medium' | 'Critical']>([
    ['says so', '    continue-on-error: true', 'Medium'],
    ['says nothing', '', 'Critical'],
  ])(
    "is told by GitHub's copy of the file where the job has checked none out, also by the first Alarm: one that %s",
    async (_what, extra, priority) => {
      const step = await endOf(byGitHub(extra), 'failure');
      expect(alertIn(step)['alert_priority']).toBe(priority);
      expect(stage.temperstack.received()).toHaveLength(1);
      expect(stage.github.requests.map(({ path }) => path)).toContain(
        '/repos/acme/shop/contents/.github/workflows/ci.yml?ref=0123456789abcdef0123456789abcdef01234567',
      );
    },
  );

  it('becomes Medium under the same id where GitHub says so only after the Alarm went out', async () => {
    stage.github.state.delayMs = 1_500;
    await endOf(byGitHub('    continue-on-error: true'), 'failure');
    const [first, second] = stage.temperstack.received();
    expect([first?.alert?.alert_priority, second?.alert?.alert_priority]).toEqual(['Critical', 'Medium']);
    expect(second?.alert?.alert_id).toBe(first?.alert?.alert_id);
  });

  it('is told where the description is given too, but not asked for where the priority is', async () => {
    const own = { description: 'x' };
    stage.github.state.files = { '.github/workflows/ci.yml': workflow('    continue-on-error: true') };
    expect(alertIn(await endOf(guarded(own), 'failure'))).toMatchObject({
      description: 'x',
      alert_priority: 'Medium',
    });
    const given = guarded({ ...own, 'alert-priority': 'Critical' });
    expect(alertIn(await endOf(given, 'failure'))['alert_priority']).toBe('Critical');
  });

  it.each([
    ['a job in braces', 'jobs:\n  build: { runs-on: x, continue-on-error: true }\n'],
    ['a value that is computed', workflow("    continue-on-error: ${{ github.ref != 'refs/heads/main' }}")],
    ['another job alone', workflow('').replace('  build:', '  other:')],
  ])('is told by earlier runs where the file has %s', async (_what, text) => {
    stage.github.state.runs = [
      run(11, 'success', { jobs: [{ id: 9, name: 'build', conclusion: 'failure' }] }),
    ];
    expect(alertIn(await endOf(byGitHub('', text), 'failure'))['alert_priority']).toBe('Medium');
  });

  it('has nothing to do with what a step raises while the job is well', async () => {
    const job = stage.job({ with: { status: 'Alarm', forgiven: 'true' } });
    expect(alertIn(await job.main('success'))['alert_priority']).toBe('Critical');
  });

  it('is told by a run that passed though the job had failed', async () => {
    stage.github.state.runs = [
      run(11, 'success', { jobs: [{ id: 9, name: 'build', conclusion: 'failure' }] }),
    ];
    const step = await endOf(guarded(), 'failure');
    expect(alertIn(step)).toMatchObject({
      alert_priority: 'Medium',
      description: expect.stringContaining('the job has continue-on-error'),
    });
  });

  it('is closed by the next success, though GitHub calls the run before a success', async () => {
    stage.github.state.runs = [
      run(11, 'success', { jobs: [{ id: 9, name: 'build', conclusion: 'failure' }] }),
    ];
    const step = await endOf(withFile(workflow('    continue-on-error: true')), 'success');
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'OK' });
    const told = await endOf(guarded({ forgiven: 'true' }), 'success');
    expect(told.outputs).toMatchObject({ sent: 'true', status: 'OK' });
    const asked = await endOf(byGitHub('    continue-on-error: true'), 'success');
    expect(asked.outputs).toMatchObject({ sent: 'true', status: 'OK' });
  });

  it('is owed no OK when the job has passed five times since', async () => {
    const passed = [11, 10, 9, 8, 7].map((number) => run(number, 'success'));
    const failed: StandInJob = { id: 9, name: 'build', conclusion: 'failure' };
    stage.github.state.runs = [...passed, run(6, 'success', { jobs: [failed] })];
    const step = await endOf(byGitHub('    continue-on-error: true'), 'success');
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'nothing-to-end' });
    stage.github.state.runs = [...passed.slice(1), run(6, 'success', { jobs: [failed] })];
    const owed = await endOf(byGitHub('    continue-on-error: true'), 'success');
    expect(owed.outputs).toMatchObject({ sent: 'true', status: 'OK' });
  });
});

describe('where a job deploys to', () => {
  const withEnvironment = (environment: string, inputs = {}) => {
    stage.github.state.files = {
      '.github/workflows/ci.yml': `on: workflow_dispatch\njobs:\n  build:\n    environment: ${environment}\n    steps: []\n`,
    };
    const env = { GITHUB_EVENT_NAME: 'workflow_dispatch' };
    return guarded({}, { env, event: { inputs } });
  };

  it.each([
    ['production', {}],
    ['\n      name: production\n      url: https://acme.example', {}],
    ['${{ inputs.environment }}', { environment: 'production' }],
  ])('is shown, by the workflow file or by the event: %j', async (environment, inputs) => {
    const alert = alertIn(await endOf(withEnvironment(environment, inputs), 'failure'));
    expect(alert['description']).toContain('production');
    expect(alert['alert_id']).toBe(
      `github:acme/shop:ci.yml:main:build${'environment' in inputs ? ':environment=production' : ''}`,
    );
  });

  it.each([
    ['"blue #2" # one of two', 'Environment: blue #2'],
    ["'blue'  # one of two", 'Environment: blue'],
    ['blue # one of two', 'Environment: blue'],
    ['>-\n      blue', undefined],
    ['|\n      blue', undefined],
  ])('is read as YAML has it, or not at all: %j', async (environment, line) => {
    const lines = alertIn(await endOf(withEnvironment(environment), 'failure'))['description']?.split('\n');
    expect(lines?.find((one) => one.startsWith('Environment'))).toBe(line);
  });

  it("is read in GitHub's copy of a workflow file whatever its name", async () => {
    const path = '.github/workflows/ci #1 50%.yml';
    stage.github.state.files = { [path]: 'jobs:\n  build:\n    environment: blue\n' };
    const env = { GITHUB_WORKFLOW_REF: `acme/shop/${path}@refs/heads/main` };
    const context = { job: { check_run_id: 55, workflow_ref: `acme/shop/${path}@refs/heads/main` } };
    const step = await endOf(guarded({}, { ...context, env }), 'failure');
    expect(alertIn(step)['description']).toContain('\nEnvironment: blue\n');
  });

  it('is warned of where another input chooses it, which the id does not hold', async () => {
    const step = await endOf(withEnvironment('${{ inputs.target }}', { target: 'staging' }), 'failure');
    expect(alertIn(step)['description']).toContain('\nEnvironment: staging\n');
    expect(annotations(step, 'warning')).toEqual([
      expect.stringContaining('Give the step `alert-scope: ${{ inputs.target }}`.'),
    ]);
  });
});

describe('a job that was cancelled', () => {
  const MINUTE = 60_000;
  /** After so many minutes of a job that the guard has watched from its beginning. */
  async function cancelledAfter(minutes: number, job: Job) {
    await job.main();
    job.state['guard-set-at'] = String(Date.now() - minutes * MINUTE);
    return await job.post('cancelled');
  }

  it('is an Alarm where it ran into its time limit', async () => {
    const step = await cancelledAfter(29.5, guarded({ 'timeout-minutes': '30' }));
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
    expect(alertIn(step)).toMatchObject({
      alert_priority: 'Critical',
      description: expect.stringContaining('CI / build ran out of time on main.'),
    });
  });

  it("is one where it ran into GitHub's own limit", async () => {
    expect((await cancelledAfter(360, guarded())).outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
  });

  it('is one where its annotations say so, though nobody said how long it may take', async () => {
    stage.github.state.annotations = {
      55: [{ message: 'The job has exceeded the maximum execution time of 20m0s' }],
    };
    expect((await cancelledAfter(20, guarded())).outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
  });

  it("is one by the limit in GitHub's copy of the workflow file, where nothing else tells it", async () => {
    stage.github.state.files = {
      '.github/workflows/ci.yml': 'jobs:\n  build:\n    timeout-minutes: 20\n    steps: []\n',
    };
    expect((await cancelledAfter(20, guarded())).outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
    expect((await cancelledAfter(5, guarded())).outputs).toMatchObject({ reason: 'cancelled' });
  });

  it.each([
    ['someone cancelled it', {}, 5],
    ['someone cancelled it shortly before its time limit', { 'timeout-minutes': '30' }, 28],
    ['time-outs are to be ignored', { 'on-timeout': 'ignore', 'timeout-minutes': '30' }, 31],
    [
      'time-outs are to be ignored, though no other end is',
      { 'on-timeout': 'ignore', 'on-cancelled': 'alarm', 'timeout-minutes': '30' },
      31,
    ],
  ])('is none where %s', async (_why, given, minutes) => {
    const step = await cancelledAfter(minutes, guarded(given));
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'cancelled', status: '' });
  });

  it('is no Alarm where a newer run has taken its place, also with on-cancelled: alarm', async () => {
    stage.github.state.runs = [run(13, null, { jobs: [] })];
    const step = await cancelledAfter(5, guarded({ 'on-cancelled': 'alarm' }));
    expect(step.outputs).toMatchObject({
      reason: 'superseded',
      held: 'The job was cancelled, and run #13 has taken its place.',
    });
  });

  it('is no Alarm where another job of its matrix had failed, so that a matrix pages once', async () => {
    stage.github.state.own.jobs = [
      { ...OWN, name: 'build (22)' },
      { id: 56, name: 'build (24)', conclusion: 'failure' },
    ];
    const strategy = { 'fail-fast': true, 'job-index': 0, 'job-total': 6, 'max-parallel': 6 };
    const job = guarded({ 'on-cancelled': 'alarm' }, { matrix: { node: 22 }, strategy });
    expect((await cancelledAfter(5, job)).outputs).toMatchObject({
      reason: 'matrix',
      held: 'The job was cancelled because build (24) had failed, which has its own alert.',
    });
  });

  it.each([
    [
      "Canceling since a higher priority waiting request for 'deploy' exists",
      'superseded',
      'The job was cancelled, and a newer run has taken its place.',
    ],
    [
      'The strategy configuration was canceled because "build._24" failed',
      'matrix',
      'The job was cancelled because another job of its matrix had failed, which has its own alert.',
    ],
  ])('is no Alarm where GitHub has written on it: %s', async (message, reason, held) => {
    stage.github.state.annotations = { 55: [{ message }, { message: 'The operation was canceled.' }] };
    for (const given of [{ 'on-cancelled': 'alarm' }, {}]) {
      const step = await cancelledAfter(5, guarded(given));
      expect(step.outputs).toMatchObject({ sent: 'false', reason, held });
    }
  });

  it.each([
    ['build (22)', 'build (24)'],
    ['Tests on 22 for main', 'Tests on 24 for main'],
    ['Tests', 'Tests'],
  ])('pages once for a matrix of six whose jobs are called %s and %s', async (cancelled, failed) => {
    const strategy = { 'fail-fast': true, 'job-index': 0, 'job-total': 6, 'max-parallel': 6 };
    const ids = [60, 61, 62, 63, 64];
    stage.github.state.own.jobs = [
      { id: 56, name: failed, conclusion: 'failure' },
      ...ids.map((id) => ({ id, name: cancelled, conclusion: null })),
    ];
    const matrixJob = (check_run_id: number, node: number) =>
      stage.job({
        with: { ...GUARD, 'on-cancelled': 'alarm' },
        job: { check_run_id },
        matrix: { node },
        strategy,
      });
    const first = await endOf(matrixJob(56, 24), 'failure');
    const others = await Promise.all(ids.map(async (id) => await cancelledAfter(5, matrixJob(id, 22))));
    expect(first.outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
    expect(others.map(({ outputs }) => outputs['reason'])).toEqual(ids.map(() => 'matrix'));
    expect(stage.temperstack.received()).toHaveLength(1);
  });

  it('is one with on-cancelled: alarm where a job of another kind had failed', async () => {
    const strategy = { 'fail-fast': true, 'job-index': 0, 'job-total': 6, 'max-parallel': 6 };
    stage.github.state.own.jobs = [
      { ...OWN, name: 'build (22)' },
      { id: 56, name: 'lint', conclusion: 'failure' },
    ];
    const job = guarded({ 'on-cancelled': 'alarm' }, { matrix: { node: 22 }, strategy });
    expect((await cancelledAfter(5, job)).outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
  });

  it('is one with on-cancelled: alarm where someone cancelled it', async () => {
    const step = await cancelledAfter(5, guarded({ 'on-cancelled': 'alarm' }));
    expect(alertIn(step)['description']).toContain('CI / build was cancelled on main.');
  });
});

describe('where somebody is paged', () => {
  const repository = { default_branch: 'main' };
  const HEAD = { ref: 'topic', repo: { full_name: 'acme/shop' } };
  const pullRequest = (rest = {}) => ({
    repository,
    pull_request: { number: 5, head: HEAD, base: { ref: 'main' }, ...rest },
  });

  it.each<[string, Record<string, string>, object, string | null]>([
    ['a push to the default branch', {}, {}, 'main'],
    ['a push to another branch', { GITHUB_REF: 'refs/heads/topic', GITHUB_REF_NAME: 'topic' }, {}, null],
    ['a schedule', { GITHUB_EVENT_NAME: 'schedule' }, { schedule: '0 0 * * *' }, 'main'],
    ['a tag', { GITHUB_REF: 'refs/tags/v1.2.0', GITHUB_REF_NAME: 'v1.2.0' }, {}, null],
    [
      'a pull request',
      { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/5/merge', GITHUB_HEAD_REF: 'topic' },
      pullRequest(),
      null,
    ],
    [
      'a pull request that was merged',
      { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/heads/main', GITHUB_HEAD_REF: 'topic' },
      pullRequest({ merged: true }),
      'main',
    ],
    [
      'a merge queue',
      { GITHUB_EVENT_NAME: 'merge_group', GITHUB_REF: 'refs/heads/gh-readonly-queue/main/pr-5-abc' },
      { merge_group: { base_ref: 'refs/heads/main' } },
      'main',
    ],
    [
      'a deployment of a commit, which has no ref',
      { GITHUB_EVENT_NAME: 'deployment', GITHUB_REF: '', GITHUB_REF_NAME: '' },
      { deployment: { ref: '0123456789abcdef0123456789abcdef01234567' } },
      'main',
    ],
  ])('is decided for %s', async (_what, env, event, branch) => {
    const job = guarded({}, { env, event: { repository, ...event } });
    const main = await job.main();
    if (branch === null) {
      expect(main.outputs).toMatchObject({ reason: 'branch', sent: 'false' });
      expect(await job.post('failure')).toMatchObject({ exitCode: 0, stdout: '' });
      expect(stage.temperstack.received()).toEqual([]);
      return;
    }
    const post = await job.post('failure');
    expect(post.outputs).toMatchObject({
      sent: 'true',
      'alert-id': `github:acme/shop:ci.yml:${branch}:build`,
    });
  });

  it('closes the alert of one tag by the next one that is green', async () => {
    const tag = (name: string) => ({
      env: { GITHUB_REF: `refs/tags/${name}`, GITHUB_REF_NAME: name },
      event: { repository },
    });
    const alarm = await endOf(guarded({ branches: 'refs/tags/v*' }, tag('v1.2.0')), 'failure');
    stage.github.state.runs = [run(11, 'failure', { head_branch: 'v1.2.0' })];
    const ok = await endOf(guarded({ branches: 'refs/tags/v*' }, tag('v1.2.1')), 'success');
    expect(alertIn(ok)).toMatchObject({
      alert_id: alarm.outputs['alert-id'],
      alert_name: 'CI / build failed on a tag',
    });
    expect(stage.temperstack.alerts()).toMatchObject([{ state: 'closed' }]);
  });

  it('takes more branches where they are named', async () => {
    const job = guarded(
      { branches: 'default, release/*' },
      { env: { GITHUB_REF: 'refs/heads/release/2', GITHUB_REF_NAME: 'release/2' }, event: { repository } },
    );
    expect((await endOf(job, 'failure')).outputs['alert-id']).toBe('github:acme/shop:ci.yml:release/2:build');
  });
});

describe('a guard', () => {
  it('checks while somebody looks all that it will need when the job has ended', async () => {
    const main = await guarded({}, { env: { GITHUB_RUN_ID: '' } }).main();
    expect(main).toMatchObject({ exitCode: 1, outputs: { reason: 'invalid-input' } });
    expect(annotations(main, 'error')).toEqual([expect.stringContaining('runId')]);
  });

  it('says what it cannot see where it is not the first step', async () => {
    const blind = [expect.stringContaining('This step is not the first of its job.')];
    expect((await guarded().main('failure')).log).toEqual(expect.arrayContaining(blind));
    const behind = guarded({}, { env: { RUNNER_ENVIRONMENT: 'github-hosted' } });
    mkdirSync(join(behind.workspace, '.git'));
    expect((await behind.main()).log).toEqual(expect.arrayContaining(blind));
    expect((await guarded().main()).log).toEqual(['This job is watched: an alert is sent when it ends.']);
  });

  it('says where two jobs of a run have one alert, and does not where each has its scope', async () => {
    stage.github.state.own.jobs = [
      { id: 55, name: 'staging / deploy', conclusion: null },
      { id: 56, name: 'production / deploy', conclusion: null },
    ];
    const context = {
      check_run_id: 55,
      workflow_ref: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    };
    const env = { GITHUB_JOB: 'deploy' };
    const shared = await endOf(guarded({}, { job: context, env }), 'failure');
    expect(annotations(shared, 'warning')).toEqual([
      expect.stringContaining('staging / deploy and production / deploy have one alert id'),
    ]);
    const apart = await endOf(guarded({ 'alert-scope': 'staging' }, { job: context, env }), 'failure');
    expect(annotations(apart, 'warning')).toEqual([]);
    expect(apart.outputs['alert-id']).toBe('github:acme/shop:ci.yml>deploy.yml:main:deploy:scope=staging');
  });
});

describe('a step on a disk that is full', () => {
  const FULL = { GITHUB_OUTPUT: '/dev/full', GITHUB_STEP_SUMMARY: '/dev/full' };

  it('sends its page, and warns that its outputs are lost', async () => {
    const step = await endOf(guarded({}, { env: FULL }), 'failure');
    expect(step).toMatchObject({ exitCode: 0, stderr: '' });
    expect(stage.temperstack.alerts()).toMatchObject([{ state: 'open' }]);
    expect(annotations(step, 'warning')).toEqual([
      expect.stringMatching(/^The step's outputs could not be written: .*ENOSPC/),
    ]);
  });

  it('says that it cannot watch the job, where it cannot leave word for its end', async () => {
    const main = await guarded({}, { env: { ...FULL, GITHUB_STATE: '/dev/full' } }).main();
    expect(main).toMatchObject({ exitCode: 1, stderr: '' });
    expect(annotations(main, 'error')).toEqual([expect.stringContaining('ENOSPC')]);
  });
});

describe('an Alarm through a proxy whose address is none', () => {
  it('is not delivered, and no word about it shows the password of the proxy', async () => {
    const env = { HTTP_PROXY: 'me:hunter2-secret@:::' };
    const { log, outputs, summary, stderr } = await endOf(
      guarded({ 'give-up-after': '1' }, { env }),
      'failure',
    );
    expect(outputs).toMatchObject({ sent: 'false', reason: 'not-delivered' });
    expect(log.join('\n')).toContain('Invalid proxy URL: http://me:***@:::');
    expect(JSON.stringify([log, outputs, summary, stderr])).not.toContain('hunter2');
  });
});

describe('an Alarm with a mistake in its inputs', () => {
  it.each<[string, Record<string, string>]>([
    ['a word that is none', { 'alert-priority': 'High' }],
    ['a link that runs something', { 'run-book-url': 'javascript:alert(1)' }],
    ['a number that is none', { timeout: 'long' }],
  ])('goes out without %s, and a warning says so', async (_what, given) => {
    const step = await stage.job({ with: { status: 'Alarm', ...given } }).main('failure');
    expect(step).toMatchObject({ exitCode: 0, outputs: { sent: 'true', status: 'Alarm' } });
    expect(annotations(step, 'warning')).toEqual([
      expect.stringContaining(`The alert goes out without them. Invalid input: ${Object.keys(given)[0]}: `),
    ]);
    expect(JSON.stringify(alertIn(step))).not.toContain('javascript');
  });

  it.each(['failure', 'Failure', 'ALARM'])('is sent for status: %s', async (status) => {
    const step = await stage.job({ with: { status } }).main('failure');
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
  });

  it('is one for a job that has failed, where needs is no JSON', async () => {
    const step = await stage.job({ with: { needs: 'Object' } }).main('failure');
    expect(step).toMatchObject({ exitCode: 0, outputs: { sent: 'true', status: 'Alarm' } });
    expect(annotations(step, 'warning')).toEqual([expect.stringContaining('needs: must be')]);
  });

  it('is none where the job is well: the mistake is refused', async () => {
    const step = await stage.job({ with: { 'alert-priority': 'High' } }).main('success');
    expect(step).toMatchObject({ exitCode: 1, outputs: { reason: 'invalid-input' } });
  });

  it('is told once where the secret is empty, and makes no job red', async () => {
    const job = startJob({ with: GUARD });
    const main = await job.main();
    expect(main).toMatchObject({ exitCode: 0, outputs: { sent: 'false', reason: 'invalid-input' } });
    expect(annotations(main, 'error')).toEqual([expect.stringContaining('integration-url is empty')]);
    expect(await job.post('failure')).toMatchObject({ exitCode: 0, stdout: '' });
  });
});

describe('why a job failed', () => {
  it('is told by its annotations, and stands before the rest', async () => {
    stage.github.state.annotations = {
      55: [
        { message: 'Process completed with exit code 1.' },
        { level: 'warning', message: 'deprecated' },
        { message: 'src/cart.ts(3,7): expected 1, received 2\n    at run' },
      ],
    };
    const step = await endOf(guarded(), 'failure');
    expect(alertIn(step)['description']?.split('\n').slice(0, 2)).toEqual([
      'CI / build failed on main.',
      'Why: src/cart.ts(3,7): expected 1, received 2 at run',
    ]);
    expect(alertIn(step)['description']).not.toMatch(/deprecated|exit code/);
  });

  it('shows no secret', async () => {
    const { apiKey } = stage.temperstack;
    stage.github.state.annotations = { 55: [{ message: `curl https://x.example/${apiKey} failed` }] };
    const step = await endOf(guarded(), 'failure');
    expect(step.outputs['alert']).not.toContain(apiKey);
    expect(JSON.stringify(stage.temperstack.received())).not.toContain(apiKey);
  });

  it('stands before the own description with details: append', async () => {
    const step = await endOf(guarded({ details: 'append', description: 'Ask the shop team.' }), 'failure');
    expect(alertIn(step)['description']).toMatch(
      /^CI \/ build failed on main\.\n[^]*\n\nAsk the shop team\.$/,
    );
  });
});
