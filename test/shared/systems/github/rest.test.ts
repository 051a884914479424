import { endsFailure, failedStepsOf, ownJobAmong, type ListedJob, type ListedRun } from 'alertbridge/github';

const job = { runId: 7001, runNumber: 12, event: 'push', repository: 'acme/shop', job: 'build' };

const run = (run_number: number, conclusion: string | null, rest: Partial<ListedRun> = {}): ListedRun => ({
  id: 6989 + run_number,
  run_number,
  event: 'push',
  head_repository: { full_name: 'acme/shop' },
  conclusion,
  ...rest,
});

describe('endsFailure', () => {
  it.each<[string, ListedRun[]]>([
    ['failed', [run(11, 'failure'), run(10, 'success')]],
    ['ran out of time', [run(11, 'timed_out')]],
    ['could not start', [run(11, 'startup_failure')]],
    [
      'failed before others that were cancelled or skipped',
      [run(11, 'cancelled'), run(10, 'skipped'), run(9, 'failure')],
    ],
    ['failed, and names no repository', [run(11, 'failure', { head_repository: null })]],
  ])('is true where the run before %s', (_how, runs) => {
    expect(endsFailure(runs, job)).toBe(true);
  });

  it.each<[string, ListedRun[]]>([
    ['succeeded', [run(11, 'success'), run(10, 'failure')]],
    ['never was', []],
    ['is this one itself', [run(12, 'failure')]],
    [
      "failed on a fork's branch of the same name",
      [run(11, 'failure', { event: 'pull_request', head_repository: { full_name: 'them/shop' } })],
    ],
    [
      'failed for a pull request from a branch of the same name',
      [run(11, 'failure', { event: 'pull_request' })],
    ],
    ['failed, but a later one has succeeded already', [run(13, 'success'), run(11, 'failure')]],
    ['failed, and a later one has failed too', [run(13, 'failure'), run(11, 'failure')]],
  ])('is false where the run before %s', (_how, runs) => {
    expect(endsFailure(runs, job)).toBe(false);
  });

  it('is not known where no run listed has succeeded or failed', () => {
    expect(endsFailure([run(11, 'cancelled'), run(10, null)], job)).toBeUndefined();
  });

  it('counts a cancelled run as failed where cancelled runs raise alarms', () => {
    expect(endsFailure([run(11, 'cancelled'), run(10, 'success')], job, { cancelledFails: true })).toBe(true);
  });

  it("compares a pull request from a fork with that fork's runs", () => {
    const fork = { event: 'pull_request', head_repository: { full_name: 'Them/Shop' } };
    const ours = { ...job, event: 'pull_request', headRepository: 'them/shop' };
    expect(endsFailure([run(11, 'success', { event: 'pull_request' }), run(10, 'failure', fork)], ours)).toBe(
      true,
    );
  });
});

describe('ownJobAmong', () => {
  const listed = (id: number, rest: Partial<ListedJob> = {}): ListedJob => ({
    id,
    name: 'build',
    status: 'in_progress',
    runner_name: `runner ${id}`,
    html_url: null,
    ...rest,
  });
  const own = (jobs: ListedJob[], runnerName?: string) =>
    ownJobAmong(jobs, { job: 'build', matrix: { os: 'linux', node: 24 } }, runnerName)?.id;

  it("finds it by the runner's name, whatever the job is called", () => {
    expect(own([listed(6), listed(7, { name: 'Build it' })], 'runner 7')).toBe(7);
  });

  it('finds it by its own name, where runners share one', () => {
    const shared = { runner_name: 'runner' };
    expect(
      own(
        [
          listed(1, { ...shared, name: 'call / build (linux, 24)' }),
          listed(2, { ...shared, name: 'build (linux, 22)' }),
        ],
        'runner',
      ),
    ).toBe(1);
  });

  it('finds it by its own name, where the runner is not listed or not known', () => {
    const jobs = [listed(3, { name: 'build (linux, 24)' }), listed(4)];
    expect(own(jobs, 'another')).toBe(3);
    expect(own(jobs)).toBe(3);
  });

  it('does not guess between several, nor take one that does not run', () => {
    expect(
      own([listed(3, { name: 'build (linux, 24)' }), listed(4, { name: 'build (linux, 24)' })]),
    ).toBeUndefined();
    expect(own([listed(7, { status: 'completed' })], 'runner 7')).toBeUndefined();
  });
});

describe('failedStepsOf', () => {
  it('gives the steps that failed or ran out of time', () => {
    const steps = [
      { name: 'Set up', number: 1, conclusion: 'success' },
      { name: 'Test', number: 2, conclusion: 'failure' },
      { name: 'Deploy', number: 3, conclusion: 'timed_out' },
      { name: 'Tell', number: 4, conclusion: null },
    ];
    expect(failedStepsOf({ steps })).toEqual([
      { name: 'Test', number: 2 },
      { name: 'Deploy', number: 3 },
    ]);
    expect(failedStepsOf({})).toEqual([]);
  });
});
