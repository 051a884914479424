import type { StandInRun } from '../sandbox/github/server.ts';
import { annotations, setStage } from './stage.ts';

const stage = setStage();

const run = (run_number: number, conclusion: string | null, rest: Partial<StandInRun> = {}): StandInRun => ({
  id: 6989 + run_number,
  run_number,
  event: 'push',
  head_branch: 'main',
  head_repository: { full_name: 'acme/shop' },
  conclusion,
  ...rest,
});

/** What becomes of run 12 of ci.yml while its job is successful. */
async function succeed(given: Record<string, string> = {}, env: Record<string, string> = {}) {
  return await stage.job({ with: given, env }).main('success');
}

describe('the OK of a job that succeeds', () => {
  it('is sent where the last run before that tells had failed', async () => {
    stage.github.state.runs = [run(11, 'cancelled'), run(10, 'failure'), run(9, 'success')];
    expect((await succeed()).outputs).toMatchObject({ sent: 'true', status: 'OK' });
  });

  it('is not sent where the run before had succeeded, whatever happens on other branches', async () => {
    stage.github.state.runs = [run(11, 'failure', { head_branch: 'topic' }), run(10, 'success')];
    expect((await succeed()).outputs).toMatchObject({ sent: 'false', reason: 'nothing-to-end' });
  });

  it('is not sent in the first run of all', async () => {
    expect((await succeed()).outputs).toMatchObject({ sent: 'false', reason: 'nothing-to-end' });
  });

  it('is sent where an earlier attempt of the same run failed', async () => {
    stage.github.state.attempts = ['failure'];
    stage.github.state.runs = [run(11, 'success')];
    const step = await succeed({}, { GITHUB_RUN_ATTEMPT: '2' });
    expect(step.outputs).toMatchObject({
      sent: 'true',
      'alert-id': 'github:acme/shop:ci.yml:refs/heads/main:build',
    });
  });

  it('looks at the runs before where the earlier attempts of its own were cancelled', async () => {
    stage.github.state.attempts = ['cancelled', 'cancelled'];
    stage.github.state.runs = [run(11, 'success')];
    const step = await succeed({}, { GITHUB_RUN_ATTEMPT: '3' });
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'nothing-to-end' });
  });

  it('counts a cancelled run as failed where cancelled runs raise alarms', async () => {
    stage.github.state.runs = [run(11, 'cancelled'), run(10, 'success')];
    expect((await succeed({ 'on-cancelled': 'alarm' })).outputs).toMatchObject({ sent: 'true' });
  });

  it.each<[string, () => void]>([
    ['may not be read', () => (stage.github.state.permissions.actions = false)],
    ['are not found', () => stage.github.faults.add({ status: 404, body: '{"message":"Not Found"}' }, 9)],
    [
      'are over the rate limit',
      () => stage.github.faults.add({ status: 403, body: '{"message":"API rate limit exceeded"}' }, 9),
    ],
    ['are refused for too many requests', () => stage.github.faults.add({ status: 429, retryAfter: 60 }, 9)],
    ['fail to come', () => stage.github.faults.add({ reset: 'before the answer' }, 9)],
    ['are broken off', () => stage.github.faults.add({ reset: 'in the body' }, 9)],
    ['are not JSON', () => stage.github.faults.add({ status: 200, body: '<html>' }, 9)],
    ['say nothing of use', () => (stage.github.state.runs = [run(11, 'cancelled')])],
  ])('is sent with a notice where the runs before %s', async (_how, break_) => {
    break_();
    const step = await succeed();
    expect(step).toMatchObject({ exitCode: 0, stderr: '', outputs: { sent: 'true', status: 'OK' } });
    expect(annotations(step, 'notice')).toEqual([expect.stringContaining('permissions: actions: read')]);
  });

  it('is sent with a notice where there is no token', async () => {
    const step = await succeed({ 'github-token': '' });
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'OK' });
    expect(annotations(step, 'notice')).toHaveLength(1);
    expect(stage.github.requests).toEqual([]);
  });

  it('is sent without asking where every status is to be notified', async () => {
    stage.github.state.runs = [run(11, 'success')];
    expect((await succeed({ notify: 'always' })).outputs).toMatchObject({ sent: 'true', status: 'OK' });
    expect(stage.github.requests.filter(({ path }) => path.includes('/workflows/'))).toEqual([]);
  });

  it('is never sent where only failures are to be notified', async () => {
    stage.github.state.runs = [run(11, 'failure')];
    const step = await succeed({ notify: 'failure' });
    expect(step.outputs).toMatchObject({ sent: 'false', reason: 'not-failed', status: 'OK' });
    expect(stage.github.requests).toEqual([]);
  });

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
      'alert-id': 'github:ghe.acme.example/acme/shop:ci.yml:refs/heads/main:build',
    });
    expect(stage.github.requests[0]?.path).toContain(
      '/api/v3/repos/acme/shop/actions/workflows/ci.yml/runs?',
    );
    expect(JSON.parse(step.outputs['alert'] ?? '')).toMatchObject({
      alert_url: 'https://ghe.acme.example/acme/shop/actions/runs/7001',
    });
  });
});
