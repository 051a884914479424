import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sample } from 'alertbridge/github';

import type { JobOptions, JobStatus } from '../runner/job.ts';
import { otherRun, type StandInRun } from '../sandbox/github/server.ts';
import { alertIn, setStage } from './stage.ts';

const stage = setStage();

const docs = readFileSync(join(import.meta.dirname, '../../docs/github-action.md'), 'utf8');

/** The first column of the table of events. */
const EVENTS = (/\n\| Event +\|[^]*?\n\n/.exec(docs)?.[0] ?? '')
  .trim()
  .split('\n')
  .slice(2)
  .map((row) => (row.split('|')[1] ?? '').trim());

const repository = { default_branch: 'main' };

/** A run of an event: what a step sees of it, and how GitHub lists it afterwards. */
interface Seen {
  options: JobOptions;
  listed: Partial<StandInRun>;
}

/** How a step sees the run of so many, the first of which is run 11. */
type See = (number: number) => Seen;

const onBranch = (branch: string, name = 'push', event: object = {}): Seen => ({
  options: {
    env: { GITHUB_EVENT_NAME: name, GITHUB_REF: `refs/heads/${branch}`, GITHUB_REF_NAME: branch },
    event: { repository, ...event },
  },
  listed: { event: name, head_branch: branch },
});

const pullRequest = (number: number, rest: object = {}) => ({
  number,
  head: { ref: `topic-${number}`, repo: { full_name: 'acme/shop' } },
  base: { ref: 'main' },
  ...rest,
});

const WATCHED_FORK = { head_repository: { full_name: 'them/shop' }, event: 'pull_request' };

/** For each row of the table: two runs of it, who is paged for the first, and what `branches` it takes to page. */
const PLAYED: Record<string, { see: See; branches?: string; place: string }[]> = {
  '`push`, `schedule`, `workflow_dispatch` and all others': [
    { see: () => onBranch('main'), place: 'main:build' },
    { see: () => onBranch('main', 'schedule', { schedule: '0 0 * * *' }), place: 'main:build' },
    { see: () => onBranch('main', 'workflow_dispatch'), place: 'main:build' },
  ],
  'the same on another branch': [
    { see: () => onBranch('release/2'), branches: 'default, release/*', place: 'release/2:build' },
  ],
  '`merge_group`': [
    {
      see: (number) =>
        onBranch(`gh-readonly-queue/main/pr-${number}-0a1b2c`, 'merge_group', {
          merge_group: { base_ref: 'refs/heads/main' },
        }),
      place: 'main:build',
    },
  ],
  '`pull_request`, `pull_request_target`': ['pull_request', 'pull_request_target'].map((name) => ({
    see: () => ({
      options: {
        env: {
          GITHUB_EVENT_NAME: name,
          GITHUB_REF: name === 'pull_request' ? 'refs/pull/5/merge' : 'refs/heads/main',
          GITHUB_HEAD_REF: 'topic-5',
        },
        event: { repository, pull_request: pullRequest(5) },
      },
      listed: { event: name, head_branch: 'topic-5' },
    }),
    branches: 'pull-requests',
    place: 'refs/pull/5:build',
  })),
  '`pull_request` of type `closed`, merged': [
    {
      see: (number) => ({
        options: {
          env: {
            GITHUB_EVENT_NAME: 'pull_request',
            GITHUB_REF: 'refs/heads/main',
            GITHUB_HEAD_REF: `topic-${number}`,
          },
          event: { repository, pull_request: pullRequest(number, { merged: true }) },
        },
        listed: { event: 'pull_request', head_branch: `topic-${number}` },
      }),
      place: 'main:build',
    },
  ],
  'a tag, `release`': ['push', 'release'].map((name) => ({
    see: (number) => ({
      options: {
        env: {
          GITHUB_EVENT_NAME: name,
          GITHUB_REF: `refs/tags/v1.${number}`,
          GITHUB_REF_NAME: `v1.${number}`,
        },
        event: { repository },
      },
      listed: { event: name, head_branch: `v1.${number}` },
    }),
    branches: 'tags',
    place: 'refs/tags:build',
  })),
  '`deployment`, `deployment_status`, a run by hand with an input `environment`': [
    ...['deployment', 'deployment_status'].map((name) => ({
      see: () => ({
        options: {
          env: { GITHUB_EVENT_NAME: name, GITHUB_REF: '', GITHUB_REF_NAME: '' },
          event: {
            repository,
            deployment: { ref: '0123456789abcdef0123456789abcdef01234567', environment: 'live' },
          },
        },
        listed: { event: name },
      }),
      place: 'main:build:environment=live',
    })),
    {
      see: () => onBranch('main', 'workflow_dispatch', { inputs: { environment: 'live' } }),
      place: 'main:build:environment=live',
    },
  ],
  '`workflow_run` (a watcher)': [
    ...[{ head_branch: 'main' }, { head_branch: 'main', event: 'schedule' }].map((run) => ({
      see: watcherOf(() => run),
      place: 'main',
    })),
    {
      see: watcherOf((number) => ({
        event: 'merge_group',
        head_branch: `gh-readonly-queue/main/pr-${number}-0a1b2c`,
      })),
      place: 'main',
    },
  ],
  'a run of a fork': [
    {
      see: watcherOf(() => ({ ...WATCHED_FORK, head_branch: 'main' })),
      branches: 'forks',
      place: 'refs/forks/them/shop/main',
    },
  ],
  'any of these, in a matrix': [
    {
      see: () => {
        const { options, listed } = onBranch('main');
        return { options: { ...options, matrix: { node: 24 } }, listed };
      },
      place: 'main:build:node=24',
    },
  ],
};

/** What the table says of these is that nothing closes them. */
const NEVER_CLOSED = ['in a matrix whose values change from run to run'];

function watcherOf(runOf: (number: number) => Partial<StandInRun>): See {
  return (number) => ({
    options: {
      env: { GITHUB_EVENT_NAME: 'workflow_run' },
      event: (conclusion: 'failure' | 'success') =>
        sample('workflow_run', conclusion, { ...runOf(number), id: 6989 + number, run_number: number }),
    },
    listed: runOf(number),
  });
}

/** The step in so-and-so-many's run, which ends with a status. */
async function end(see: See, number: number, status: JobStatus & ('success' | 'failure'), branches: string) {
  const { options } = see(number);
  const { event } = options;
  const isWatcher = typeof event === 'function';
  const job = stage.job({
    ...options,
    with: { branches, ...(!isWatcher && { when: 'job-end' }) },
    env: { ...options.env, GITHUB_RUN_ID: String(6989 + number), GITHUB_RUN_NUMBER: String(number) },
    event: isWatcher ? (event as (conclusion: string) => unknown)(status) : event,
  });
  const main = await job.main('success');
  return isWatcher || main.outputs['reason'] !== 'job-end' ? main : await job.post(status);
}

const ROWS = Object.entries(PLAYED).flatMap(([row, plays]) =>
  plays.map((play, at) => [`${row} (${at + 1})`, play] as const),
);

describe('the table of who is paged, and what closes it', () => {
  it('names the events that are played here, and no others', () => {
    expect(EVENTS.toSorted()).toEqual([...Object.keys(PLAYED), ...NEVER_CLOSED].toSorted());
  });

  it.each(ROWS)('holds for %s', async (_row, { see, branches, place }) => {
    if (branches !== undefined) {
      const byDefault = await end(see, 11, 'failure', 'default');
      expect(byDefault.outputs).toMatchObject({
        sent: 'false',
        reason: expect.stringMatching(/branch|fork/),
      });
    }
    const alarm = await end(see, 11, 'failure', branches ?? 'default');
    expect(alarm.outputs).toMatchObject({
      sent: 'true',
      status: 'Alarm',
      'alert-id': `github:acme/shop:ci.yml:${place}`,
    });
    stage.github.state.own = { ...see(12).listed, id: 7001, run_number: 12, conclusion: null, jobs: [] };
    const matrix = see(11).options.matrix;
    const name = matrix ? 'build (24)' : 'build';
    stage.github.state.runs = [
      otherRun(11, 'failure', { ...see(11).listed, jobs: [{ id: 9, name, conclusion: 'failure' }] }),
    ];
    const ok = await end(see, 12, 'success', branches ?? 'default');
    expect(ok.outputs).toMatchObject({ sent: 'true', status: 'OK' });
    expect(alertIn(ok)['alert_name']).toBe(alertIn(alarm)['alert_name']);
    expect(stage.temperstack.alerts()).toMatchObject([
      { alert_id: alarm.outputs['alert-id'], state: 'closed', received: 2 },
    ]);
  });

  it.each([
    ['another branch', { head_branch: 'topic' }],
    ["a fork's branch of the same name", { head_repository: { full_name: 'them/shop' } }],
    ['a fork that is gone', { head_repository: null }],
    ['a pull request', { event: 'pull_request' }],
    ['a merge queue', { event: 'merge_group', head_branch: 'gh-readonly-queue/main/pr-5-abc' }],
  ])('is not mixed up with the runs of %s, of whichever age', async (_whose, listed) => {
    const see = () => onBranch('main');
    stage.github.state.runs = [otherRun(11, 'failure', listed), otherRun(10, 'success')];
    expect((await end(see, 12, 'success', 'default')).outputs).toMatchObject({ reason: 'nothing-to-end' });
    stage.github.state.runs = [otherRun(13, 'success', listed)];
    expect((await end(see, 12, 'failure', 'default')).outputs).toMatchObject({
      sent: 'true',
      status: 'Alarm',
    });
  });
});
