import { otherRun as run, type StandInJob } from '../sandbox/github/server.ts';
import { annotations, setStage } from './stage.ts';

const stage = setStage();

const OWN: StandInJob = { id: 55, name: 'build', conclusion: null };

/** What becomes of run 12 of ci.yml while its job is successful. */
async function succeed(given: Record<string, string> = {}, env: Record<string, string> = {}) {
  return await stage.job({ with: given, env, job: { check_run_id: 55 } }).main('success');
}

/** Paths that GitHub was asked for, without the query. */
const asked = () =>
  stage.github.requests.map(({ path }) => path.replace(/\?.*/, '').replace(/.*\/shop\//, ''));

describe('the OK of a job that succeeds', () => {
  beforeEach(() => {
    stage.github.state.own.jobs = [OWN];
  });

  it('is sent where the last run that tells had failed', async () => {
    stage.github.state.runs = [run(11, 'cancelled'), run(10, 'failure'), run(9, 'success')];
    expect((await succeed()).outputs).toMatchObject({ sent: 'true', status: 'OK', change: 'resolve' });
  });

  it('is sent again where a run failed among the last five, since the OK of the run after it may have been lost', async () => {
    stage.github.state.runs = [run(11, 'success'), run(10, 'success'), run(9, 'success'), run(8, 'failure')];
    expect((await succeed()).outputs).toMatchObject({ sent: 'true', status: 'OK' });
  });

  it('is owed no more when the job has passed five times since', async () => {
    stage.github.state.runs = [11, 10, 9, 8, 7].map((number) => run(number, 'success'));
    stage.github.state.runs.push(run(6, 'failure'));
    expect((await succeed()).outputs).toMatchObject({ sent: 'false', reason: 'nothing-to-end' });
  });

  it('is not sent where the runs before had succeeded, whatever happens on other branches, and takes two questions', async () => {
    stage.github.state.runs = [run(11, 'failure', { head_branch: 'topic' }), run(10, 'success')];
    const step = await succeed();
    expect(step.outputs).toMatchObject({
      sent: 'false',
      reason: 'nothing-to-end',
      change: 'hold',
      held: 'None of the last runs had failed: there is no alarm to end.',
    });
    expect(step.summary).toBe('');
    expect(asked()).toEqual(['actions/workflows/ci.yml/runs', 'contents/.github/workflows/ci.yml']);
  });

  it('is not sent in the first run of all', async () => {
    expect((await succeed()).outputs).toMatchObject({ sent: 'false', reason: 'nothing-to-end' });
  });

  it('is decided by what became of this very job, not of others of its run', async () => {
    const other = { id: 1, name: 'lint', conclusion: 'failure' as const };
    stage.github.state.runs = [
      run(11, 'failure', { jobs: [other, { id: 2, name: 'build', conclusion: 'success' }] }),
    ];
    expect((await succeed()).outputs).toMatchObject({ sent: 'false', reason: 'nothing-to-end' });
  });

  it('is sent where the job was skipped in the runs since it failed, however many they are', async () => {
    const skipped: StandInJob = { id: 2, name: 'build', conclusion: 'skipped' };
    stage.github.state.runs = [
      ...[11, 10, 9, 8, 7, 6].map((number) => run(number, 'success', { jobs: [{ ...skipped, id: number }] })),
      run(5, 'failure'),
    ];
    expect((await succeed()).outputs).toMatchObject({ sent: 'true', status: 'OK' });
  });

  it('is sent where the job failed in a run that was cancelled afterwards', async () => {
    stage.github.state.runs = [
      run(11, 'cancelled', { jobs: [{ id: 2, name: 'build', conclusion: 'failure' }] }),
    ];
    expect((await succeed()).outputs).toMatchObject({ sent: 'true', status: 'OK' });
  });

  it('is sent where the job has failed in an older run that still goes on', async () => {
    stage.github.state.runs = [run(11, null, { jobs: [{ id: 2, name: 'build', conclusion: 'failure' }] })];
    expect((await succeed()).outputs).toMatchObject({ sent: 'true', status: 'OK' });
  });

  it('is sent where the job ran into its time limit before, though GitHub calls it cancelled', async () => {
    const [started_at, completed_at] = ['2026-03-14T01:00:00Z', '2026-03-14T01:30:10Z'];
    stage.github.state.runs = [
      run(11, 'cancelled', {
        jobs: [{ id: 2, name: 'build', conclusion: 'cancelled', started_at, completed_at }],
      }),
    ];
    expect((await succeed({ 'timeout-minutes': '60' })).outputs).toMatchObject({ reason: 'nothing-to-end' });
    expect((await succeed({ 'timeout-minutes': '30' })).outputs).toMatchObject({
      sent: 'true',
      status: 'OK',
    });
  });

  it('is sent where an earlier attempt of the same run failed', async () => {
    stage.github.state.own = {
      ...stage.github.state.own,
      run_attempt: 2,
      jobs: [
        { id: 50, name: 'build', conclusion: 'failure', run_attempt: 1 },
        { ...OWN, run_attempt: 2 },
      ],
    };
    stage.github.state.runs = [run(11, 'success')];
    const step = await succeed({}, { GITHUB_RUN_ATTEMPT: '2' });
    expect(step.outputs).toMatchObject({ sent: 'true', 'alert-id': 'github:acme/shop:ci.yml:main:build' });
  });

  it('looks at the runs before where the earlier attempts of its own were cancelled', async () => {
    stage.github.state.own.run_attempt = 3;
    stage.github.state.own.jobs = [
      { id: 50, name: 'build', conclusion: 'cancelled', run_attempt: 1 },
      { ...OWN, run_attempt: 3 },
    ];
    stage.github.state.runs = [run(11, 'success')];
    const step = await succeed({}, { GITHUB_RUN_ATTEMPT: '3' });
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'nothing-to-end' });
  });

  it('is not sent by the re-run of an older run while a newer one has failed', async () => {
    stage.github.state.own.run_attempt = 2;
    stage.github.state.own.jobs = [
      { id: 50, name: 'build', conclusion: 'failure', run_attempt: 1 },
      { ...OWN, run_attempt: 2 },
    ];
    stage.github.state.runs = [run(13, 'failure')];
    const step = await succeed({}, { GITHUB_RUN_ATTEMPT: '2' });
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'newer-run' });
    expect(annotations(step, 'notice')).toEqual([
      'Run #13, which is newer, has failed already, so this run says nothing.',
    ]);
    expect(stage.temperstack.received()).toEqual([]);
  });

  it('counts a cancelled run as failed where cancelled runs raise alarms', async () => {
    stage.github.state.runs = [run(11, 'cancelled'), run(10, 'success')];
    expect((await succeed({ 'on-cancelled': 'alarm' })).outputs).toMatchObject({ sent: 'true' });
  });

  it.each(['workflow_dispatch', 'deployment'])(
    'of one environment has nothing to do with the alert of another, on %s',
    async (event) => {
      const ids = [];
      for (const environment of ['staging', 'production']) {
        stage.github.state.runs = [run(11, 'failure', { event })];
        const payload =
          event === 'deployment' ? { deployment: { ref: 'main', environment } } : { inputs: { environment } };
        const env = { GITHUB_EVENT_NAME: event };
        const step = await stage.job({ event: payload, env, job: { check_run_id: 55 } }).main('success');
        ids.push(step.outputs['alert-id']);
      }
      expect(ids).toEqual([
        'github:acme/shop:ci.yml:main:build:environment=staging',
        'github:acme/shop:ci.yml:main:build:environment=production',
      ]);
    },
  );

  it.each<[string, () => void]>([
    ['may not be read', () => (stage.github.state.permissions.actions = false)],
    ['are not found', () => stage.github.faults.add({ status: 404, body: '{"message":"Not Found"}' }, 9)],
  ])('is sent without a word, a notice or a table where the runs before %s', async (_how, break_) => {
    break_();
    const step = await succeed({}, { RUNNER_DEBUG: '1' });
    expect(step).toMatchObject({
      exitCode: 0,
      stderr: '',
      summary: '',
      outputs: { sent: 'true', status: 'OK' },
    });
    expect(annotations(step, 'notice')).toEqual([]);
    expect(step.log.filter((line) => line.startsWith('debug: '))).toEqual([
      expect.stringMatching(
        /GitHub did not say how the runs before ended: the token may not read it \(HTTP 40[34]\)\./,
      ),
    ]);
  });

  it.each<[string, () => void, string]>([
    [
      'are over the rate limit',
      () => stage.github.faults.add({ status: 403, body: '{"message":"API rate limit exceeded"}' }, 9),
      'its rate limit is reached (HTTP 403)',
    ],
    [
      'are refused for too many requests',
      () => stage.github.faults.add({ status: 429, retryAfter: 60 }, 9),
      'its rate limit is reached (HTTP 429)',
    ],
    [
      'fail to come',
      () => stage.github.faults.add({ reset: 'before the answer' }, 9),
      'GitHub was not reached: ',
    ],
    [
      'are broken off',
      () => stage.github.faults.add({ reset: 'in the body' }, 9),
      "GitHub's answer could not be read",
    ],
    ['are a bad gateway', () => stage.github.faults.add({ status: 502 }, 9), 'GitHub failed (HTTP 502)'],
    ['are not JSON', () => stage.github.faults.add({ status: 200, body: '<html>' }, 9), 'could not be read'],
    [
      'are of another shape',
      () => stage.github.faults.add({ status: 200, body: '{"workflow_runs":[null]}' }, 9),
      'could not be read',
    ],
  ])('is sent where the runs before %s, and a notice says what it was', async (_how, break_, why) => {
    break_();
    const step = await succeed();
    expect(step).toMatchObject({ exitCode: 0, stderr: '', outputs: { sent: 'true', status: 'OK' } });
    expect(annotations(step, 'notice')).toEqual([expect.stringContaining(why)]);
    expect(annotations(step, 'notice').join('')).not.toContain('permissions');
  });

  it('is sent after five seconds where GitHub hangs', async () => {
    stage.github.faults.add({ hang: true }, 9);
    const step = await succeed();
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'OK' });
    expect(step.durationMs).toBeLessThan(9_000);
    expect(annotations(step, 'notice')).toEqual([
      expect.stringContaining('GitHub did not answer within 5 s'),
    ]);
  }, 15_000);

  it('is sent where there is no token', async () => {
    const step = await succeed({ 'github-token': '' });
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'OK' });
    expect(annotations(step, 'notice')).toEqual([]);
    expect(stage.github.requests).toEqual([]);
  });

  it('is sent without asking where every status is to be notified', async () => {
    stage.github.state.runs = [run(11, 'success')];
    expect((await succeed({ notify: 'always' })).outputs).toMatchObject({ sent: 'true', status: 'OK' });
    expect(stage.github.requests).toEqual([]);
  });

  it('is never sent where only failures are to be notified', async () => {
    stage.github.state.runs = [run(11, 'failure')];
    const step = await succeed({ notify: 'failure' });
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'not-failed', status: 'OK' });
    expect(stage.github.requests).toEqual([]);
  });

  it('is given up after twenty seconds at most, since the next green run makes it good', async () => {
    stage.temperstack.faults.add({ status: 503 }, 99);
    const step = await succeed({ notify: 'always' });
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'not-delivered' });
    expect(step.durationMs).toBeGreaterThan(15_000);
    expect(step.durationMs).toBeLessThan(25_000);
    expect(annotations(step, 'warning')).toHaveLength(1);
  }, 40_000);

  it('asks an Enterprise Server where the run is there, and tells its alerts from those of github.com', async () => {
    stage.github.state.runs = [run(11, 'failure')];
    const step = await succeed(
      {},
      {
        GITHUB_SERVER_URL: 'https://ghe.acme.example',
        GITHUB_API_URL: `${stage.github.url}/api/v3`,
      },
    );
    expect(step.outputs).toMatchObject({
      sent: 'true',
      'alert-id': 'github:ghe.acme.example/acme/shop:ci.yml:main:build',
    });
    expect(stage.github.requests[0]?.path).toContain(
      '/api/v3/repos/acme/shop/actions/workflows/ci.yml/runs?',
    );
    expect(JSON.parse(step.outputs['alert'] ?? '')).toMatchObject({
      alert_url: 'https://ghe.acme.example/acme/shop/actions/runs/7001/job/55',
    });
  });
});
