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

describe('alertFromJob', () => {
  it('gives the Alarm of a failure and the OK of the success after it one name and one id', () => {
    const alarm = alertFromJob(sampleJob('failure'));
    const ok = alertFromJob(sampleJob('success', { runId: 2, runNumber: 13, runAttempt: 4, sha: 'fff' }));
    expect(alarm).toMatchObject({ status: 'Alarm', alert_priority: 'Critical' });
    expect(ok).toMatchObject({ status: 'OK', alert_id: alarm?.alert_id, alert_name: alarm?.alert_name });
    expect(ok).not.toHaveProperty('alert_priority');
  });

  it('makes no alert of a cancelled job, but where it is told to', () => {
    expect(alertFromJob(sampleJob('cancelled'))).toBeNull();
    expect(alertFromJob(sampleJob('cancelled'), { statusFor: { cancelled: 'Alarm' } })).toMatchObject({
      status: 'Alarm',
      description: expect.stringContaining('was cancelled on main.'),
    });
  });

  it('does not say that a job failed where only an alarm was asked for', () => {
    const alert = alertFromJob(sampleJob('success'), { statusFor: { success: 'Alarm' } });
    expect(alert?.description).toContain('CI / build (linux, 24) reported Alarm on main.');
  });

  it.each<[string, Partial<Job>]>([
    ['repository', { repository: 'acme/other' }],
    ['server', { serverUrl: 'https://ghe.acme.example' }],
    ['workflow file', { workflowFile: 'acme/shop/.github/workflows/other.yml' }],
    ['called workflow file', { calledWorkflowFile: 'acme/shop/.github/workflows/called.yml' }],
    ['ref', { ref: 'refs/tags/main' }],
    ['job', { job: 'deploy' }],
    ['matrix value', { matrix: { os: 'linux', node: 22 } }],
    ['nested matrix value', { matrix: { os: { name: 'linux' }, node: 24 } }],
  ])('gives another %s another id', (_what, difference) => {
    const alert = alertFromJob(sampleJob());
    expect(alertFromJob(sampleJob('failure', difference))?.alert_id).not.toBe(alert?.alert_id);
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
          expect(alertFromJob(job)?.alert_id).toBe(alertFromJob(sampleJob())?.alert_id);
        },
      ),
    );
  });

  it('lists at most ten failed steps, each on one line, whatever they are called', () => {
    const failedSteps = Array.from({ length: 30 }, (_, index) => ({
      name: `step\n::${index}`,
      number: index + 1,
    }));
    const alert = alertFromJob(sampleJob('failure', { failedSteps }));
    const lines = alert?.description?.split('\n').filter((line) => line.startsWith('Failed step:'));
    expect(lines).toHaveLength(10);
    expect(lines?.[1]).toBe(
      'Failed step: step ::1 (https://github.com/acme/shop/actions/runs/7001/job/55#step:2:1)',
    );
    expect(alert?.description).toContain('20 more steps failed');
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
      ref: 'refs/pull/5/merge',
      sha: 'abc',
      headRepository: 'them/shop',
      workflowFile: 'acme/shop/.github/workflows/ci.yml',
      pullRequest: { number: 5, title: 'Sell' },
      matrix: null,
      runAttempt: 1,
    });
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
      /repository: .*workflow: .*job: .*ref: .*runId: /,
    );
  });
});
