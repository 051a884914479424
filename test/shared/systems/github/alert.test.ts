import fc from 'fast-check';

import { InvalidInputError } from 'alertbridge';
import {
  alertFromJob,
  jobOfEnvironment,
  outsiderOf,
  parseJob,
  sampleJob,
  type Job,
} from 'alertbridge/github';

const text = fc.string({ minLength: 1, unit: 'binary' }).filter((value) => value.trim() !== '');
const idOf = (overrides: Partial<Job> = {}) =>
  alertFromJob(sampleJob('failure', overrides), 'Alarm').alert_id;

describe('alertFromJob', () => {
  it('gives the Alarm of a failure and the OK of the success after it one name and one id', () => {
    const alarm = alertFromJob(sampleJob('failure'), 'Alarm');
    const ok = alertFromJob(
      sampleJob('success', { runId: 2, runNumber: 13, runAttempt: 4, sha: 'fff' }),
      'OK',
    );
    expect(alarm).toMatchObject({ status: 'Alarm', alert_priority: 'Critical' });
    expect(ok).toMatchObject({ status: 'OK', alert_id: alarm.alert_id, alert_name: alarm.alert_name });
    expect(ok).not.toHaveProperty('alert_priority');
  });

  it.each<[string, Partial<Job>, string]>([
    ['failed', {}, 'failed on main.'],
    ['was cancelled', { status: 'cancelled' }, 'was cancelled on main.'],
    ['ran out of time', { status: 'cancelled', outcome: 'ran out of time' }, 'ran out of time on main.'],
    ['succeeded, though an alarm was asked for', { status: 'success' }, 'reported Alarm on main.'],
  ])('says of a job that it %s', (_what, overrides, words) => {
    expect(alertFromJob(sampleJob('failure', overrides), 'Alarm').description).toContain(
      `CI / build (linux, 24) ${words}`,
    );
  });

  it('is Medium, and says why, where the run goes on all the same', () => {
    expect(alertFromJob(sampleJob('failure', { forgiven: true }), 'Alarm')).toMatchObject({
      alert_priority: 'Medium',
      description: expect.stringContaining('Its run goes on: the job has continue-on-error.'),
    });
  });

  it.each<[string, Partial<Job>]>([
    ['repository', { repository: 'acme/other' }],
    ['server', { serverUrl: 'https://ghe.acme.example' }],
    ['workflow file', { workflowFile: 'acme/shop/.github/workflows/other.yml' }],
    ['called workflow file', { calledWorkflowFile: 'acme/shop/.github/workflows/called.yml' }],
    ['line', { line: 'refs/tags' }],
    ['job', { job: 'deploy' }],
    ['environment', { environment: 'production' }],
    ['scope', { scope: 'production' }],
    ['matrix value', { matrix: { os: 'linux', node: 22 } }],
    ['nested matrix value', { matrix: { os: { name: 'linux' }, node: 24 } }],
    ['matrix, though it reads the same', { matrix: { os: 'linux', node: '24,x=1' } }],
  ])('gives another %s another id', (_what, difference) => {
    expect(idOf(difference)).not.toBe(idOf());
  });

  it('keeps the id where a workflow is renamed, a run is another one or the matrix is written in another order', () => {
    fc.assert(
      fc.property(
        text,
        text,
        fc.nat(),
        fc.constantFrom('success', 'failure'),
        (workflow, branch, runs, status) => {
          const job = sampleJob(status, {
            workflow,
            branch,
            runId: runs + 1,
            runNumber: runs + 1,
            runAttempt: runs + 1,
            matrix: { node: 24, os: 'linux' },
          });
          expect(alertFromJob(job, 'Alarm').alert_id).toBe(
            'github:acme/shop:ci.yml:main:build:node=24,os=linux',
          );
        },
      ),
    );
  });

  it('is about the workflow as a whole where there is no job, and lists those that failed', () => {
    const { job: _job, matrix: _matrix, failedSteps: _steps, ...whole } = sampleJob();
    const alert = alertFromJob(
      {
        ...whole,
        failedJobs: [
          {
            name: 'test (linux)',
            url: 'https://github.com/acme/shop/actions/runs/7001/job/56',
            steps: [{ name: 'Unit tests', number: 4 }],
            reasons: ['expected 1, received 2'],
          },
          { name: 'deploy', outcome: 'was skipped' },
        ],
      },
      'Alarm',
    );
    expect(alert).toMatchObject({
      alert_id: 'github:acme/shop:ci.yml:main',
      alert_name: 'CI failed on main',
    });
    expect(alert.description?.split('\n').slice(0, 5)).toEqual([
      'CI failed on main.',
      'Failed job: test (linux) (https://github.com/acme/shop/actions/runs/7001/job/56)',
      'Failed step: Unit tests (https://github.com/acme/shop/actions/runs/7001/job/56#step:4:1)',
      'Why: expected 1, received 2',
      'Job: deploy was skipped',
    ]);
  });

  it('lists at most ten failed steps, each on one line, whatever they are called', () => {
    const failedSteps = Array.from({ length: 30 }, (_, index) => ({
      name: `step\n::${index}`,
      number: index + 1,
    }));
    const alert = alertFromJob(sampleJob('failure', { failedSteps }), 'Alarm');
    const lines = alert.description?.split('\n').filter((line) => line.startsWith('Failed step:'));
    expect(lines).toHaveLength(10);
    expect(lines?.[1]).toBe(
      'Failed step: step ::1 (https://github.com/acme/shop/actions/runs/7001/job/55#step:2:1)',
    );
    expect(alert.description).toContain('20 more steps failed');
  });
});

describe('parseJob', () => {
  it('names each field that is missing or wrong', () => {
    expect(() => parseJob({ repository: 'acme', status: 'skipped', runId: 0 })).toThrow(InvalidInputError);
    expect(() => parseJob({ ...sampleJob(), repository: 'acme', serverUrl: 'file:///x' })).toThrow(
      /serverUrl: .*; repository: must be owner\/name/,
    );
  });
});

describe('jobOfEnvironment', () => {
  const env = {
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_WORKFLOW: 'CI',
    GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/ci.yml@refs/heads/a@b',
    GITHUB_JOB: 'build',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REF: 'refs/pull/5/merge',
    GITHUB_REF_NAME: '5/merge',
    GITHUB_HEAD_REF: 'topic',
    GITHUB_RUN_ID: '7001',
    GITHUB_SHA: 'merge',
  };

  it('tells a pull request by its own branch and commit', () => {
    const event = {
      pull_request: { number: 5, title: 'Sell', head: { sha: 'abc', repo: { full_name: 'them/shop' } } },
    };
    expect(jobOfEnvironment(env, event, { status: 'failure', matrix: 'null' })).toMatchObject({
      branch: 'topic',
      line: 'refs/pull/5',
      sha: 'abc',
      headRepository: 'them/shop',
      workflowFile: 'acme/shop/.github/workflows/ci.yml',
      pullRequest: { number: 5, title: 'Sell' },
      matrix: null,
      runAttempt: 1,
    });
  });

  it.each<[Record<string, string>, Partial<Parameters<typeof jobOfEnvironment>[2]>, string]>([
    [{ GITHUB_REPOSITORY: 'acme' }, {}, 'repository: must be owner/name'],
    [{ GITHUB_WORKFLOW: ' ' }, {}, 'workflow: must not be empty'],
    [{ GITHUB_JOB: '' }, {}, 'job: must not be empty'],
    [{ GITHUB_RUN_ID: '' }, {}, 'runId: must be a whole number above 0'],
    [{ GITHUB_RUN_NUMBER: '0' }, {}, 'runNumber: must be a whole number above 0'],
    [{ GITHUB_RUN_ATTEMPT: 'x' }, {}, 'runAttempt: must be a whole number above 0'],
    [{ GITHUB_SERVER_URL: 'file:///x' }, {}, 'serverUrl: must be an http or https URL'],
    [{}, { matrix: '[1]' }, 'matrix: must be an object'],
    [{}, { matrix: 'linux' }, 'matrix: must be an object'],
    [{}, { status: 'skipped' }, 'status: must be success or failure or cancelled'],
  ])('refuses %j with %j by the rules of a job, and says which', (change, context, message) => {
    const made = () => jobOfEnvironment({ ...env, ...change }, {}, { status: 'failure', ...context });
    expect(made).toThrow(InvalidInputError);
    expect(made).toThrow(`Invalid GitHub job: ${message}`);
  });

  it('gives a job that is one by the schema too', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        const job = jobOfEnvironment(env, event, { status: 'failure', matrix: '{"node":24}' });
        expect(parseJob(job)).toEqual(job);
      }),
    );
  });

  it('takes any payload at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        expect(jobOfEnvironment(env, event, { status: 'success' }).repository).toBe('acme/shop');
        expect(outsiderOf(env, event)).toBeNull();
      }),
    );
  });

  it('says what is missing outside of GitHub Actions', () => {
    expect(() => jobOfEnvironment({}, {}, { status: 'success' })).toThrow(
      /repository: .*workflow: .*job: .*runId: /,
    );
  });
});
