import { InvalidInputError } from 'alertbridge';
import {
  github,
  matches,
  parse,
  recognises,
  sample,
  toReports,
  whyIgnored,
  type Conclusion,
  type GitHubEvent,
  type Mapping,
} from 'alertbridge/github';

const report = (event: GitHubEvent, mapping?: Mapping) => toReports(event, mapping)[0];
const idOf = (overrides: Record<string, unknown>, mapping?: Mapping) =>
  report(sample('workflow_run', 'failure', overrides), mapping)?.alert.alert_id;

describe('the ends of runs', () => {
  it.each<[Conclusion, 'Alarm' | 'OK']>([
    ['failure', 'Alarm'],
    ['timed_out', 'Alarm'],
    ['startup_failure', 'Alarm'],
    ['success', 'OK'],
  ])('that are %s stand for %s, all under one id', (conclusion, status) => {
    expect(report(sample('workflow_run', conclusion))?.alert).toMatchObject({
      status,
      alert_name: 'CI failed on main',
      alert_id: 'github:acme/shop:ci.yml:main',
      alert_url: 'https://github.com/acme/shop/actions/runs/7001',
    });
  });

  it.each<[string, GitHubEvent, string]>([
    ['a run that was cancelled', sample('workflow_run', 'cancelled'), 'the run ended as cancelled'],
    ['a job that was skipped', sample('workflow_job', 'skipped'), 'the job ended as skipped'],
    [
      'a conclusion that GitHub may yet invent',
      sample('workflow_run', 'toString' as Conclusion),
      'the run ended as toString',
    ],
    [
      'a run that goes on',
      { ...sample('workflow_run'), action: 'in_progress' },
      'the run has not ended: its action is in_progress',
    ],
    [
      'a run of a fork, though its branch has the same name',
      sample('workflow_run', 'failure', { head_repository: { full_name: 'them/shop' } }),
      "the run is of a fork, them/shop, which must not touch the repository's own alert",
    ],
    [
      'a run of a fork that is gone',
      sample('workflow_run', 'success', { head_repository: null }),
      "the run is of a fork, a deleted fork, which must not touch the repository's own alert",
    ],
  ])('are ignored, and why is said, for %s', (_what, event, reason) => {
    expect(toReports(event)).toEqual([]);
    expect(whyIgnored(event)).toBe(reason);
  });

  it('of forks have alerts of their own where they are wanted', () => {
    const forked = { head_repository: { full_name: 'them/shop' } };
    expect(idOf(forked, { forks: 'alert' })).toBe('github:acme/shop:ci.yml:refs/forks/them/shop/main');
  });

  it.each<[string, Record<string, unknown>]>([
    ['branch', { head_branch: 'release' }],
    ['workflow', { path: '.github/workflows/deploy.yml' }],
    ['pull request, though its branch has the same name', { event: 'pull_request' }],
  ])('of another %s are another alert', (_what, overrides) => {
    expect(idOf(overrides)).not.toBe(idOf({}));
  });

  it('are one alert, whatever changes from one run to the next', () => {
    const next = {
      id: 1,
      run_number: 99,
      run_attempt: 3,
      name: 'Renamed',
      display_title: 'x',
      head_sha: 'fff',
    };
    expect(idOf(next)).toBe(idOf({}));
  });

  it('count by the beginning of their run, so that neither a late end nor a re-run speaks over a newer run', () => {
    const at = (overrides: Record<string, unknown>) =>
      report(sample('workflow_run', 'failure', overrides))?.at ?? 0;
    const old = { created_at: '2026-03-14T02:00:00Z' };
    const late = at({ ...old, updated_at: '2026-03-14T09:00:00Z' });
    const again = at({ ...old, run_attempt: 2, run_started_at: '2026-03-15T00:00:00Z' });
    expect(again).toBeGreaterThan(late);
    expect(at({ created_at: '2026-03-14T02:01:00Z' })).toBeGreaterThan(again);
  });
});

describe('the ends of jobs', () => {
  it('are one alert for a workflow and branch, which each job reports of', () => {
    const build = report(sample('workflow_job'));
    const test = report(sample('workflow_job', 'success', { name: 'test' }));
    expect(build).toMatchObject({
      reporter: 'build',
      alert: { status: 'Alarm', alert_name: 'CI failed on main' },
    });
    expect(test).toMatchObject({
      reporter: 'test',
      alert: { status: 'OK', alert_id: build?.alert.alert_id },
    });
    expect(build?.alert.description).toContain(
      'Failed step: Unit tests (https://github.com/acme/shop/actions/runs/7001/job/55#step:4:1)',
    );
  });

  it('are an alert for each job where nothing tracks', () => {
    expect(report(sample('workflow_job'), { scope: 'job' })).toMatchObject({
      reporter: '',
      alert: { alert_id: 'github:acme/shop:CI:main:build', alert_name: 'CI / build failed on main' },
    });
  });

  it("never touch a run's alert, since GitHub does not tell whether they are a fork's", () => {
    expect(report(sample('workflow_job'))?.alert.alert_id).not.toBe(report(sample())?.alert.alert_id);
  });
});

describe('the source', () => {
  it.each([{ workflow_run: {} }, { action: 'completed', repository: {} }, null, 'text', []])(
    'does not recognise %j',
    (input) => expect(recognises(input)).toBe(false),
  );

  it.each(['workflow_run', 'workflow_job'] as const)('recognises and reads a %s event', (kind) => {
    expect(recognises(sample(kind))).toBe(true);
    expect(github.recognises(sample(kind))).toBe(true);
  });

  it('names what is wrong with an event, and says which events it takes', () => {
    expect(() =>
      parse({ action: 'completed', workflow_run: { id: 'x' }, repository: { full_name: 'shop' } }),
    ).toThrow(/GitHub workflow_run event: .*workflow_run\.id: .*repository\.full_name: must be owner\/name/);
    expect(() => parse({ action: 'opened', issue: {} })).toThrow(InvalidInputError);
  });

  it.each([
    [{ workflows: ['CI.YML'] }, null],
    [{ workflows: ['ci'] }, null],
    [{ repositories: ['Acme/Shop'], branches: ['main', 'x'] }, null],
    [{ branches: ['Main'] }, 'branch is main, not Main'],
    [{ conclusions: ['timed_out' as const] }, 'conclusion is failure, not timed_out'],
  ])('filters by %j', (filter, reason) => {
    expect(matches(sample(), filter).reason).toBe(reason);
  });
});
