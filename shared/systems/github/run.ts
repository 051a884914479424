import { webUrl } from '../../text.ts';
import {
  branchOf,
  forkOf,
  workflowFileOf,
  workflowNameOf,
  type GitHubEvent,
  type WorkflowRunEvent,
} from './event.ts';
import { parseJob, type Job } from './job.ts';
import { lineOfRun } from './line.ts';

/** What became of a run or a job by its conclusion, as the end of a sentence. */
export const OUTCOMES: Partial<Record<string, string>> = {
  success: 'succeeded',
  failure: 'failed',
  timed_out: 'ran out of time',
  startup_failure: 'could not start',
  cancelled: 'was cancelled',
};

/** The server that an event is from: `https://github.com`, or one of one's own. */
export function serverUrlOf({ repository }: GitHubEvent): string {
  const url = webUrl(repository.html_url);
  return url === undefined ? 'https://github.com' : new URL(url).origin;
}

/**
 * The workflow as a whole, as one of its runs has left it: what a `workflow_run` event is about. The run of a fork is about the
 * fork's branch, never about the repository's own of the same name.
 */
export function jobOfRun(event: WorkflowRunEvent): Job {
  const { workflow_run: run, repository } = event;
  const title = run.head_commit?.message.trim().split(/\r?\n/, 1)[0];
  const fork = forkOf(event);
  const branch = branchOf(event);
  const line = lineOfRun(run, repository.default_branch);
  const pullRequest = run.pull_requests?.[0];
  const conclusion = run.conclusion ?? '';
  return parseJob({
    serverUrl: serverUrlOf(event),
    repository: repository.full_name,
    workflow: workflowNameOf(event),
    workflowFile: workflowFileOf(event),
    line: fork === undefined ? line.id || branch : `refs/forks/${fork}/${branch}`,
    branch: fork === undefined ? line.name || branch : `${fork}:${branch}`,
    headRepository: fork,
    sha: run.head_sha || undefined,
    status: conclusion === 'success' || conclusion === 'cancelled' ? conclusion : 'failure',
    outcome: conclusion === 'failure' ? undefined : (OUTCOMES[conclusion] ?? `ended as ${conclusion}`),
    runId: run.id,
    runNumber: run.run_number,
    runAttempt: run.run_attempt,
    event: run.event,
    actor: (run.triggering_actor ?? run.actor)?.login,
    url: webUrl(run.html_url),
    commit: title ? { title, author: run.head_commit?.author?.name } : undefined,
    pullRequest: pullRequest && { number: pullRequest.number },
  });
}
