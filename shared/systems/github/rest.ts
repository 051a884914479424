import { nameOfJob } from './alert.ts';
import type { Job } from './job.ts';

/**
 * A workflow run as GitHub's REST API lists it.
 *
 * Source: GitHub's documentation, "REST API endpoints for workflow runs".
 */
export interface ListedRun {
  id: number;
  run_number: number;
  event: string;
  conclusion: string | null;
  head_repository?: { full_name?: string } | null;
}

/** A job as GitHub's REST API lists it ("REST API endpoints for workflow jobs"). */
export interface ListedJob {
  id: number;
  name: string;
  status: string;
  runner_name: string | null;
  html_url: string | null;
  steps?: { name: string; number: number; conclusion: string | null }[] | undefined;
}

/** What a run's conclusion says: that it failed, that it did not, or neither (`cancelled`, `skipped` and the like). */
export function failedBy(conclusion: string | null, cancelledFails = false): boolean | undefined {
  if (conclusion === 'failure' || conclusion === 'timed_out' || conclusion === 'startup_failure') return true;
  if (conclusion === 'success') return false;
  return conclusion === 'cancelled' && cancelledFails ? true : undefined;
}

/**
 * Whether a run that succeeds ends a failure: the last completed run before it, of those that succeeded or failed, had
 * failed, and no later one has reported since. `undefined` where none of the runs listed tells.
 *
 * @param runs Of one workflow and branch, the newest first.
 * @param cancelledFails Whether a cancelled run raises an alarm too.
 */
export function endsFailure(
  runs: readonly ListedRun[],
  job: Pick<Job, 'runId' | 'runNumber' | 'event' | 'repository' | 'headRepository'>,
  { cancelledFails = false } = {},
): boolean | undefined {
  const home = (job.headRepository ?? job.repository).toLowerCase();
  const others = runs.filter(
    (run) =>
      run.id !== job.runId &&
      isPullRequest(run.event) === isPullRequest(job.event) &&
      // A fork's branch may have the same name.
      (run.head_repository?.full_name ?? home).toLowerCase() === home,
  );
  for (const run of others) {
    const failed = failedBy(run.conclusion, cancelledFails);
    if (failed === undefined) continue;
    const isNewer = job.runNumber !== undefined && run.run_number > job.runNumber;
    return failed && !isNewer;
  }
  return others.length === 0 ? false : undefined;
}

function isPullRequest(event: string | undefined): boolean {
  return event?.startsWith('pull_request') ?? false;
}

/**
 * The job that is running here, among the jobs of its run's attempt; `undefined` where it cannot be told for certain.
 * The API knows a job by its displayed name alone, which a workflow may choose, so the runner's name is asked first.
 */
export function ownJobAmong(
  jobs: readonly ListedJob[],
  job: Pick<Job, 'job' | 'matrix'>,
  runnerName: string | undefined,
): ListedJob | undefined {
  const running = jobs.filter(({ status }) => status === 'in_progress');
  const here = running.filter(({ runner_name }) => runnerName && runner_name === runnerName);
  if (here.length === 1) return here[0];
  const name = nameOfJob(job);
  const named = (here.length > 0 ? here : running).filter(
    (listed) => listed.name === name || listed.name.endsWith(` / ${name}`),
  );
  return named.length === 1 ? named[0] : undefined;
}

/** The steps that have failed so far, with what a description shows of them. */
export function failedStepsOf({ steps = [] }: Pick<ListedJob, 'steps'>): { name: string; number: number }[] {
  return steps
    .filter(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out')
    .map(({ name, number }) => ({ name, number }));
}
