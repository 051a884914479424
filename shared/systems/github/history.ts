import { nameOfJob } from './alert.ts';
import type { Job } from './job.ts';

/** A workflow run as GitHub's REST API lists it. @see https://docs.github.com/en/rest/actions/workflow-runs */
export interface ListedRun {
  id: number;
  run_number: number;
  run_attempt?: number | undefined;
  event: string;
  /** `completed`, or one of the many words for a run that has not ended. */
  status: string | null;
  /** `null` until it has ended. */
  conclusion: string | null;
  head_branch: string | null;
  head_repository?: { full_name?: string } | null | undefined;
  html_url?: string | undefined;
}

/** A job as GitHub's REST API lists it. @see https://docs.github.com/en/rest/actions/workflow-jobs */
export interface ListedJob {
  id: number;
  name: string;
  run_attempt?: number | undefined;
  status: string;
  /** `null` until it has ended. */
  conclusion: string | null;
  runner_name: string | null;
  html_url: string | null;
  started_at?: string | null | undefined;
  completed_at?: string | null | undefined;
  steps?: readonly { name: string; number: number; conclusion: string | null }[] | undefined;
}

/** What counts as a failure beside what GitHub calls one. */
export interface Rules {
  /** Whether a cancelled job raises an alarm. */
  cancelledFails: boolean;
  /** A job that was cancelled after so many minutes ran into its time limit; `undefined` where that raises no alarm. */
  limitMinutes: number | undefined;
}

/** What a run has told of a job, or of its workflow: how its last attempt ended, and whether any of them failed. */
export interface Word {
  last: 'failed' | 'passed';
  everFailed: boolean;
}

const FAILED = ['failure', 'timed_out', 'startup_failure'];

/** Whether a run could have raised an alarm of one of its jobs: it failed, was cancelled or run again, or goes on. */
export function mayHaveFailed({ conclusion, run_attempt = 1 }: ListedRun): boolean {
  return conclusion === null || conclusion === 'cancelled' || FAILED.includes(conclusion) || run_attempt > 1;
}

/** What a run as a whole has told; `undefined` where it tells nothing (it goes on, was skipped or cancelled). */
export function wordOfRun(
  { conclusion, run_attempt: attempt = 1 }: ListedRun,
  { cancelledFails }: Rules,
): Word | undefined {
  // What is run again had failed, as a rule.
  if (conclusion === 'success') return { last: 'passed', everFailed: attempt > 1 };
  const failed = FAILED.includes(conclusion ?? '') || (conclusion === 'cancelled' && cancelledFails);
  return failed ? { last: 'failed', everFailed: true } : undefined;
}

/** What a run has told of one of its jobs, by the job's own conclusions; `undefined` where the job did not run. */
export function wordOfJob(jobs: readonly ListedJob[], rules: Rules): Word | undefined {
  const words = [...jobs]
    .sort((a, b) => (a.run_attempt ?? 1) - (b.run_attempt ?? 1))
    .map((job) => endOf(job, rules))
    .filter((end) => end !== undefined);
  const last = words.at(-1);
  return last && { last, everFailed: words.includes('failed') };
}

function endOf(job: ListedJob, { cancelledFails, limitMinutes }: Rules): Word['last'] | undefined {
  const { conclusion } = job;
  if (conclusion === 'success') return 'passed';
  if (conclusion !== null && FAILED.includes(conclusion)) return 'failed';
  if (conclusion !== 'cancelled') return undefined;
  const minutes = (Date.parse(job.completed_at ?? '') - Date.parse(job.started_at ?? '')) / 60_000;
  return cancelledFails || ranOutOfTime(minutes, limitMinutes) ? 'failed' : undefined;
}

/**
 * Whether a job that was cancelled after so many minutes ran into its time limit. GitHub takes some seconds to notice, and
 * what happens before the first step of a job counts too.
 */
export function ranOutOfTime(minutes: number, limitMinutes: number | undefined): boolean {
  return limitMinutes !== undefined && minutes >= limitMinutes - Math.min(1, limitMinutes * 0.1);
}

/** The other runs that speak of the same alert, the newest first. */
export function otherRuns(
  runs: readonly ListedRun[],
  job: Pick<Job, 'runId' | 'event' | 'repository' | 'headRepository' | 'branch'>,
): ListedRun[] {
  const home = (job.headRepository ?? job.repository).toLowerCase();
  const others = runs.filter(
    (run) =>
      run.id !== job.runId &&
      eventClassOf(run.event) === eventClassOf(job.event ?? '') &&
      (eventClassOf(run.event) !== 'merge_group' ||
        (run.head_branch ?? '').startsWith(`gh-readonly-queue/${job.branch}/`)) &&
      // A fork's branch may have the same name; a fork that is gone has no name any more.
      (run.head_repository === undefined ? home : (run.head_repository?.full_name ?? '').toLowerCase()) ===
        home,
  );
  return others.sort((a, b) => b.run_number - a.run_number);
}

function eventClassOf(event: string): string {
  return event.startsWith('pull_request') ? 'pull_request' : event === 'merge_group' ? event : '';
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
  const named = jobsNamed(here.length > 0 ? here : running, nameOfJob(job));
  return named.length === 1 ? named[0] : undefined;
}

/** The jobs of a name, or else those that a reusable workflow has under that name. */
export function jobsNamed(jobs: readonly ListedJob[], name: string): ListedJob[] {
  const same = jobs.filter((listed) => listed.name === name);
  return same.length > 0 ? same : jobs.filter((listed) => listed.name.endsWith(` / ${name}`));
}

/** The steps that have failed so far, with what a description shows of them. */
export function failedStepsOf({ steps = [] }: Pick<ListedJob, 'steps'>): { name: string; number: number }[] {
  return steps
    .filter(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out')
    .map(({ name, number }) => ({ name, number }));
}

/** The jobs that failed, with their steps. */
export function failedJobsOf(jobs: readonly ListedJob[]): ListedJob[] {
  return jobs.filter(({ conclusion }) => conclusion !== null && FAILED.includes(conclusion));
}

/** An annotation of a job. @see https://docs.github.com/en/rest/checks/runs#list-check-run-annotations */
export interface Annotation {
  annotation_level: string | null;
  message: string | null;
}

export type CancelledBy = 'time limit' | 'newer run' | 'matrix';

/** What GitHub writes on a job that it stopped by itself. Nothing of it is on one that a person cancelled. */
const STOPPED_BY: [cause: CancelledBy, text: RegExp][] = [
  ['time limit', /exceeded the maximum execution time/i],
  ['newer run', /^Canceling since a higher priority waiting request/i],
  ['matrix', /^The strategy configuration was canceled because/i],
];

/** What has cancelled a job, by its annotations; `undefined` where they do not tell. */
export function cancelledBy(annotations: readonly Annotation[]): CancelledBy | undefined {
  const tells = (text: RegExp) => annotations.some(({ message }) => text.test(message?.trim() ?? ''));
  return STOPPED_BY.find(([, text]) => tells(text))?.[0];
}

/** Why a job failed, by its annotations: what its tools said, and only where they said nothing that its process failed. */
export function whyFailed(annotations: readonly Annotation[]): string[] {
  const messages = annotations
    .filter(({ annotation_level: level }) => level === 'failure')
    .map(({ message }) => (message ?? '').trim())
    .filter((message) => message !== '');
  const telling = messages.filter((message) => !/^Process completed with exit code \d+\.$/.test(message));
  return [...new Set(telling.length > 0 ? telling : messages)];
}
