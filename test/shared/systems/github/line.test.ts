import { isWantedLine, lineOf, lineOfRun, type RunnerEnvironment } from 'alertbridge/github';

const repository = { default_branch: 'main' };
const PULL_REQUEST = { number: 5, base: { ref: 'main' }, head: { ref: 'topic' } };
const on = (name: string, ref: string, rest: RunnerEnvironment = {}): RunnerEnvironment => ({
  GITHUB_EVENT_NAME: name,
  GITHUB_REF: ref,
  ...rest,
});

describe('the line of a run', () => {
  it.each<[string, RunnerEnvironment, object, Partial<ReturnType<typeof lineOf>>]>([
    ['a push to the default branch', on('push', 'refs/heads/main'), {}, { id: 'main', isDefault: true }],
    [
      'a push to another branch',
      on('push', 'refs/heads/feature/x'),
      {},
      { id: 'feature/x', isDefault: false },
    ],
    ['a schedule', on('schedule', 'refs/heads/main'), {}, { id: 'main', listedBranch: 'main' }],
    [
      'a push, also where its payload has empty fields of other events',
      on('push', 'refs/heads/main'),
      { deployment: null, pull_request: null, merge_group: null },
      { kind: 'branch', id: 'main', listedBranch: 'main' },
    ],
    ['a tag', on('push', 'refs/tags/v1.2.0'), {}, { kind: 'tag', id: 'refs/tags', isDefault: false }],
    [
      'a pull request',
      on('pull_request', 'refs/pull/5/merge', { GITHUB_HEAD_REF: 'topic' }),
      { pull_request: PULL_REQUEST },
      { kind: 'pull request', id: 'refs/pull/5', name: 'topic', listedBranch: 'topic' },
    ],
    [
      'a pull_request_target, though its ref is the branch that all of them go to',
      on('pull_request_target', 'refs/heads/main', { GITHUB_HEAD_REF: 'topic' }),
      { pull_request: PULL_REQUEST },
      { kind: 'pull request', id: 'refs/pull/5' },
    ],
    [
      'a pull request that was closed without being merged',
      on('pull_request', 'refs/pull/5/merge'),
      { action: 'closed', pull_request: { ...PULL_REQUEST, merged: false } },
      { kind: 'pull request', id: 'refs/pull/5' },
    ],
    [
      'one that was merged: the branch that it went into',
      on('pull_request', 'refs/heads/main', { GITHUB_HEAD_REF: 'topic' }),
      { action: 'closed', pull_request: { ...PULL_REQUEST, merged: true } },
      { kind: 'branch', id: 'main', isDefault: true, listedBranch: undefined },
    ],
    [
      'a merge queue: the branch that it merges into',
      on('merge_group', 'refs/heads/gh-readonly-queue/main/pr-5-abc'),
      { merge_group: { base_ref: 'refs/heads/main' } },
      { kind: 'branch', id: 'main', isDefault: true, listedBranch: undefined },
    ],
    [
      'a deployment of a branch',
      on('deployment', 'refs/heads/main'),
      { deployment: { ref: 'main', environment: 'production' } },
      { id: 'main', environment: 'production' },
    ],
    [
      'a deployment of a commit: the default branch',
      on('deployment', ''),
      { deployment: { ref: '0123456789abcdef0123456789abcdef01234567', environment: 'staging' } },
      { id: 'main', isDefault: true, environment: 'staging' },
    ],
    [
      'a run by hand with an environment',
      on('workflow_dispatch', 'refs/heads/main'),
      { inputs: { environment: 'production' } },
      { id: 'main', environment: 'production' },
    ],
  ])('is, for %s, known', (_what, env, event, expected) => {
    expect(lineOf(env, { repository, ...event })).toMatchObject(expected);
  });

  it('may be the default branch where GitHub does not say', () => {
    expect(lineOf(on('push', 'refs/heads/main'), null).isDefault).toBeUndefined();
    expect(isWantedLine(lineOf(on('push', 'refs/heads/main'), null), ['default'])).toBe(true);
  });

  it.each([
    ['push', 'main', 'branch', true],
    ['push', 'topic', 'branch', false],
    ['pull_request', 'main', 'pull request', false],
    ['merge_group', 'gh-readonly-queue/main/pr-5-abc', 'branch', true],
  ])('is, for a watched run by %s of %s, a %s', (event, head_branch, kind, isDefault) => {
    expect(lineOfRun({ event, head_branch }, 'main')).toMatchObject({ kind, isDefault });
  });
});

describe('whether somebody is paged for a line', () => {
  const branch = lineOf(on('push', 'refs/heads/release/1.x'), { repository });
  const tag = lineOf(on('push', 'refs/tags/v1.2.0'), { repository });
  const pullRequest = lineOf(on('pull_request', 'refs/pull/5/merge'), {
    repository,
    pull_request: PULL_REQUEST,
  });

  it.each<[string, string[], boolean]>([
    ['default', [], false],
    ['all', [], true],
    ['release/*', [], true],
    ['rel*', [], false],
    ['rel**', [], true],
    ['release/1.x', [], true],
    ['release/1?x', [], false],
    ['tags', [], false],
    ['toString', [], false],
  ])('by %s', (pattern, more, expected) => {
    expect(isWantedLine(branch, [pattern, ...more])).toBe(expected);
  });

  it('takes tags and pull requests only where they are named', () => {
    expect(isWantedLine(tag, ['default', '**'])).toBe(false);
    expect(isWantedLine(tag, ['default', 'tags'])).toBe(true);
    expect(isWantedLine(tag, ['refs/tags/v*'])).toBe(true);
    expect(isWantedLine(tag, ['refs/tags/w*'])).toBe(false);
    expect(isWantedLine(pullRequest, ['default', 'main', '**'])).toBe(false);
    expect(isWantedLine(pullRequest, ['pull-requests'])).toBe(true);
  });
});
