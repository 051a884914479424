import {
  jobsNamed,
  mayHaveFailed,
  nameOfJob,
  otherRuns,
  ownJobAmong,
  wordOfJob,
  wordOfRun,
  type Job,
  type Line,
  type ListedJob,
  type ListedRun,
  type Rules,
  type Word,
} from 'alertbridge/github';

import type { GitHub } from './github.ts';

/** In so many of the last runs a failure means that the alert may still be open: its OK may have been lost. */
const MAX_LOOKED_BACK = 5;
/** So many runs are asked for their jobs, and no more. */
const MAX_ASKED = 12;

/** Whose history is asked for. */
export interface Asked {
  github: GitHub;
  /** A job, or a workflow as a whole where it has no `job`. */
  job: Job;
  line: Line;
  rules: Rules;
  /** `job.check_run_id`, which is the job's id. */
  jobId: number | undefined;
  runnerName: string | undefined;
  /**
   * Whether every run that GitHub lists for the line is about the same alert. Where runs differ by something that their list
   * does not tell (an environment), a newer one says nothing of this one.
   */
  isExact: boolean;
  /**
   * Of a workflow as a whole: whether a job may have been skipped. A run that GitHub calls a success though another one was
   * may have raised an alarm. Default: every job may.
   */
  maySkip?: ((name: string) => boolean) | undefined;
  /** Whether the workflow file says that the job has `continue-on-error`, where the job itself does not know it. */
  isForgivenByFile?: (() => Promise<boolean>) | undefined;
}

/** A newer run that has told already what became of the job. */
export interface Newer {
  run: ListedRun;
  word: Word;
}

export interface History {
  /** The job that is running here, as GitHub lists it; `undefined` where it cannot be told for certain. */
  ownJob(): Promise<ListedJob | undefined>;
  /** The other runs of the line, the newest first. */
  others(): Promise<ListedRun[]>;
  /** The newest run after this one that has told already. */
  newer(): Promise<Newer | undefined>;
  /** Whether an alert may be open: one of the last runs failed, or an earlier attempt of this one. */
  mayBeOpen(): Promise<boolean>;
  /** Whether a run has gone on though the job had failed: the job has `continue-on-error`. */
  isForgiven(): Promise<boolean>;
}

/** What the runs before and after this one tell. Each question is asked only when it matters. */
export function historyOf(asked: Asked): History {
  const { github, job, line, rules, jobId, runnerName, isExact, maySkip, isForgivenByFile } = asked;
  const isWorkflow = job.job === undefined;

  async function ownJob(): Promise<ListedJob | undefined> {
    if (isWorkflow) return undefined;
    if (jobId !== undefined) return await github.job(jobId);
    const jobs = await github.jobs(job.runId);
    return ownJobAmong(
      jobs.filter(({ run_attempt: attempt }) => (attempt ?? 1) === job.runAttempt),
      job,
      runnerName,
    );
  }

  async function others(): Promise<ListedRun[]> {
    const workflow = (job.workflowFile ?? job.workflow).split('/').at(-1) ?? '';
    return otherRuns(await github.runs(workflow, line.listedBranch), job);
  }

  /** The runs of this very job in a run, by the name that GitHub lists it by. */
  async function ownAmong(runId: number): Promise<ListedJob[]> {
    const [jobs, own] = await Promise.all([github.jobs(runId), ownJob()]);
    return own === undefined ? jobsNamed(jobs, nameOfJob(job)) : jobs.filter(({ name }) => name === own.name);
  }

  async function wordOf(run: ListedRun): Promise<Word | undefined> {
    return isWorkflow ? wordOfRun(run, rules) : wordOfJob(await ownAmong(run.id), rules);
  }

  async function newer(): Promise<Newer | undefined> {
    if (!isExact || job.runNumber === undefined) return undefined;
    const own = job.runNumber;
    const runs = (await others()).filter(({ run_number: number }) => number > own);
    for (const run of runs.slice(0, MAX_LOOKED_BACK)) {
      const word = await wordOf(run);
      if (word !== undefined) return { run, word };
    }
    return undefined;
  }

  async function failedInEarlierAttempt(): Promise<boolean> {
    if (job.runAttempt === 1) return false;
    const jobs = isWorkflow ? await github.jobs(job.runId) : await ownAmong(job.runId);
    const earlier = jobs.filter(({ run_attempt: attempt }) => (attempt ?? 1) < job.runAttempt);
    return wordOfJob(earlier, rules)?.everFailed ?? false;
  }

  async function mayBeOpen(): Promise<boolean> {
    if (await failedInEarlierAttempt()) return true;
    const own = job.runNumber ?? Infinity;
    const before = (await others()).filter(({ run_number: number }) => number < own);
    // Runs of other environments may lie between those of this one.
    const lookedBack = isExact ? MAX_LOOKED_BACK : Infinity;
    if (isWorkflow) {
      const told = before.flatMap((run) => wordOfRun(run, rules) ?? []);
      if (told.slice(0, lookedBack).some(({ everFailed }) => everFailed)) return true;
      const [last] = before;
      if (maySkip === undefined || last === undefined) return false;
      const jobs = await github.jobs(last.id);
      return jobs.some(({ name, conclusion }) => conclusion === 'skipped' && !maySkip(name));
    }
    // GitHub calls a run a success though a job of it has failed that has continue-on-error.
    const isQuiet = before.length > 0 && !before.some(mayHaveFailed);
    const isForgiven = job.forgiven ?? (isQuiet && ((await isForgivenByFile?.()) ?? false));
    if (isQuiet && !isForgiven) return false;
    let asks = 0;
    let passed = 0;
    for (const [at, run] of before.entries()) {
      if (!isForgiven && !mayHaveFailed(run)) continue;
      if (++asks > MAX_ASKED || passed >= lookedBack) break;
      const word = await wordOf(run);
      if (isForgiven && word?.everFailed === false) passed++;
      if (word?.everFailed !== true) continue;
      if (at < lookedBack) return true;
      const between = await Promise.all(before.slice(0, at).slice(0, MAX_ASKED).map(wordOf));
      return between.filter((one) => one !== undefined).length < lookedBack;
    }
    return false;
  }

  async function isForgiven(): Promise<boolean> {
    if (isWorkflow) return false;
    const passed = (await others()).filter(({ conclusion }) => conclusion === 'success');
    const [last] = passed;
    return last !== undefined && (await wordOf(last))?.last === 'failed';
  }

  return { ownJob, others, newer, mayBeOpen, isForgiven };
}
