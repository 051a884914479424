import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sample } from 'alertbridge/github';

import { startJob, type JobOptions, type StepRun } from '../runner/job.ts';
import { otherRun as run } from '../sandbox/github/server.ts';
import { setStage } from './stage.ts';

const stage = setStage();

const docs = readFileSync(join(import.meta.dirname, '../../docs/github-action.md'), 'utf8');

/** The texts in the first column of the table of symptoms. */
const SYMPTOMS = (/## Troubleshooting\n([^]*?)\n## /.exec(docs)?.[1] ?? '')
  .split('\n')
  .flatMap((row) => /^\| `(.+?)` +\|/.exec(row)?.[1] ?? []);

const PULL_REQUEST = { number: 5, head: { ref: 'topic', repo: { full_name: 'them/shop' } } };

/** A history in which the step says it. */
const PLAYED: Record<string, () => Promise<StepRun>> = {
  'This step is not the first of its job.': async () => await guard().main('failure'),
  'Nobody is paged for branch topic: branches is default.': async () =>
    await guard({
      env: { GITHUB_REF: 'refs/heads/topic' },
      event: { repository: { default_branch: 'main' } },
    }).main(),
  'The input integration-url is empty.': async () => await startJob().main(),
  'GitHub gives no secrets to a run from a fork': async () =>
    await startJob({ event: { pull_request: PULL_REQUEST } }).main(),
  'Run #13, which is newer, has passed already, so this run says nothing.': async () => {
    stage.github.state.runs = [run(13, 'success')];
    return await now('failure');
  },
  'None of the last runs had failed: there is no alarm to end.': async () => await now('success'),
  'The job was cancelled, which is no alarm.': async () => await now('cancelled'),
  'The run is of a fork': async () =>
    await stage
      .job({
        event: sample('workflow_run', 'failure', { head_repository: { full_name: 'them/shop' } }),
        env: { GITHUB_EVENT_NAME: 'workflow_run' },
      })
      .main(),
  'GitHub did not say …: GitHub did not answer within 5 s.': async () => {
    stage.github.faults.add({ hang: true }, 9);
    return await now('success');
  },
  'its rate limit is reached': async () => {
    stage.github.faults.add({ status: 429 }, 9);
    return await now('success');
  },
  'No answer from GitHub': async () => {
    stage.github.faults.add({ status: 502 }, 9);
    return await now('success');
  },
  'There is no run to watch: this workflow was not started by workflow_run.': async () =>
    await now('failure', { watch: 'workflow_run' }),
  'needs: must be ${{ toJSON(needs) }}, in a job that has needs': async () =>
    await now('success', { needs: '{}' }),
  'One destination of two': async () => await now('failure', { 'webhook-when': 'fallback' }),
  "The step's outputs could not be written": async () =>
    await stage.job({ env: { GITHUB_OUTPUT: '/dev/full' } }).main('failure'),
  'Two jobs, one alert': async () => {
    stage.github.state.own.jobs = [
      { id: 55, name: 'staging / build', conclusion: null },
      { id: 56, name: 'production / build', conclusion: null },
    ];
    const workflow_ref = 'acme/shop/.github/workflows/deploy.yml@refs/heads/main';
    return await stage.job({ job: { check_run_id: 55, workflow_ref } }).main('failure');
  },
  'One alert for several environments': async () => {
    stage.github.state.files = {
      '.github/workflows/ci.yml': 'jobs:\n  build:\n    environment: ${{ inputs.target }}\n',
    };
    return await stage.job({ event: { inputs: { target: 'staging' } } }).main('failure');
  },
  'Inputs left out': async () => await now('failure', { 'alert-priority': 'High' }),
  'Alert not delivered … Copy it again from Notifications': async () =>
    await now('failure', { 'integration-url': `${stage.temperstack.integrationUrl}x` }),
  'Alert not delivered … the time for all attempts … is over': async () => {
    stage.temperstack.faults.add({ status: 503 }, 99);
    return await now('failure', { 'give-up-after': '1' });
  },
};

beforeEach(() => {
  stage.github.state.own.jobs = [{ id: 55, name: 'build', conclusion: null }];
});

const guard = (options: JobOptions = {}) => stage.job({ ...options, with: { when: 'job-end' } });
const now = async (status: 'success' | 'failure' | 'cancelled', given: Record<string, string> = {}) =>
  await stage.job({ with: given, job: { check_run_id: 55 } }).main(status);

/** All that a person reads in the log of a step: annotations with their titles, and the rest. */
function shownBy({ commands, log }: StepRun): string[] {
  return [...commands.map(({ properties, data }) => `${properties['title'] ?? ''} ${data}`), ...log];
}

describe('the troubleshooting in the docs', () => {
  it('names the symptoms that are played here, and no others', () => {
    expect(SYMPTOMS.sort()).toEqual(Object.keys(PLAYED).sort());
  });

  it.each(Object.entries(PLAYED))(
    'names a text that the step says: %s',
    async (symptom, play) => {
      const parts = symptom.split(/\s*…\s*/);
      const lines = shownBy(await play());
      expect(lines.filter((line) => parts.every((part) => line.includes(part)))).not.toEqual([]);
    },
    20_000,
  );
});
