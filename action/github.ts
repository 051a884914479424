import { getOctokit } from '@actions/github';

import { jobUrlOf } from 'alertbridge/github';
import { endsFailure, failedBy, failedStepsOf, ownJobAmong, type ListedJob } from 'alertbridge/github';
import type { Job } from 'alertbridge/github';

/** An alert is worth more than its details: GitHub has this long for all questions together, in ms. */
const PATIENCE_MS = 10_000;

/** Attempts of a run that are looked back at, and runs of its workflow. */
const MOST_ATTEMPTS = 10;
const MOST_RUNS = 30;
/** Pages of a hundred jobs each. */
const MOST_PAGES = 5;

export interface GitHub {
  /** What GitHub knows of the job beyond the runner's variables. What it will not tell is left out. */
  lookUp(job: Job, questions: Questions): Promise<Partial<Job>>;
  /** Whether the job's success ends a failure; `undefined` where GitHub will not tell. */
  endsFailure(job: Job, cancelledFails: boolean): Promise<boolean | undefined>;
}

export interface Questions {
  jobId: number | undefined;
  runnerName: string | undefined;
  /** Whether the commit's title and author are wanted too. */
  commit: boolean;
}

/** @param say Gets, for the debug log, each question that was not answered. */
export function connectToGitHub(token: string, say: (text: string) => void): GitHub {
  const { rest, paginate } = getOctokit(token);
  const request = { signal: AbortSignal.timeout(PATIENCE_MS) };

  async function answered<Answer>(question: string, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await ask();
    } catch (error) {
      const status = error instanceof Error && 'status' in error ? `HTTP ${String(error.status)}: ` : '';
      say(
        `GitHub did not tell ${question}. ${status}${error instanceof Error ? error.message : String(error)}`,
      );
      return undefined;
    }
  }

  async function ownJob(job: Job, { jobId, runnerName }: Questions): Promise<ListedJob | undefined> {
    if (jobId !== undefined) {
      const { data } = await rest.actions.getJobForWorkflowRun({
        ...repositoryOf(job),
        job_id: jobId,
        request,
      });
      return data;
    }
    const jobs: ListedJob[] = [];
    const pages = paginate.iterator(rest.actions.listJobsForWorkflowRunAttempt, {
      ...repositoryOf(job),
      run_id: job.runId,
      attempt_number: job.runAttempt,
      per_page: 100,
      request,
    });
    let page = 0;
    for await (const { data } of pages) {
      jobs.push(...data);
      if (++page >= MOST_PAGES) break;
    }
    return ownJobAmong(jobs, job, runnerName);
  }

  async function commitOf(job: Job): Promise<Job['commit']> {
    if (job.sha === undefined) return undefined;
    const { data } = await rest.repos.getCommit({ ...repositoryOf(job), ref: job.sha, per_page: 1, request });
    const title = data.commit.message.split('\n', 1)[0]?.trim();
    return title ? { title, author: data.commit.author?.name } : undefined;
  }

  return {
    async lookUp(job, questions) {
      const [own, commit] = await Promise.all([
        answered('which steps failed', () => ownJob(job, questions)),
        questions.commit ? answered('the commit', () => commitOf(job)) : undefined,
      ]);
      const jobId = questions.jobId ?? own?.id;
      const url = own?.html_url ?? (jobId === undefined ? undefined : jobUrlOf(job, jobId));
      return {
        ...(url !== undefined && { url }),
        ...(own !== undefined && { failedSteps: failedStepsOf(own) }),
        ...(commit !== undefined && { commit }),
      };
    },

    async endsFailure(job, cancelledFails) {
      return await answered('how the run before ended', async () => {
        const earliest = Math.max(1, job.runAttempt - MOST_ATTEMPTS);
        for (let attempt = job.runAttempt - 1; attempt >= earliest; attempt--) {
          const { data } = await rest.actions.getWorkflowRunAttempt({
            ...repositoryOf(job),
            run_id: job.runId,
            attempt_number: attempt,
            exclude_pull_requests: true,
            request,
          });
          const failed = failedBy(data.conclusion, cancelledFails);
          if (failed !== undefined) return failed;
        }
        const { data } = await rest.actions.listWorkflowRuns({
          ...repositoryOf(job),
          workflow_id: (job.workflowFile ?? job.workflow).split('/').at(-1) ?? '',
          branch: job.branch,
          status: 'completed',
          exclude_pull_requests: true,
          per_page: MOST_RUNS,
          request,
        });
        return endsFailure(data.workflow_runs, job, { cancelledFails });
      });
    },
  };
}

function repositoryOf({ repository }: Job): { owner: string; repo: string } {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}
