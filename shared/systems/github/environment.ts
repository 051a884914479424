import * as z from 'zod/v4';

import type { Job } from './job.ts';
import { parseJob } from './job.ts';
import { lineOf, type RunnerEnvironment } from './line.ts';

/** What of the event that started a run is used; a part that is not as documented counts as not there. */
const eventSchema = z
  .object({
    head_commit: z
      .object({
        message: z.string(),
        author: z.object({ name: z.string() }).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
    pull_request: z
      .object({
        number: z.int(),
        title: z.string().optional().catch(undefined),
        user: z.object({ login: z.string() }).nullish().catch(undefined),
        head: z
          .object({
            sha: z.string().optional().catch(undefined),
            /** `null` when the fork has been deleted. */
            repo: z.object({ full_name: z.string() }).nullable(),
          })
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
  })
  .catch({});

/** What the runner's variables do not say; contexts of the workflow do. */
export interface JobContext {
  /** `job.status` */
  status: string;
  /** `matrix`, as JSON; `null` as JSON for a job without one. */
  matrix?: string | undefined;
  /** `job.workflow_ref`: the file that the job is written in, with its ref. Not on every runner. */
  workflowRef?: string | undefined;
  /** What else tells the alerts of the job apart. */
  scope?: string | undefined;
}

/**
 * The job that a step runs in, as the runner's variables, the event's payload and the job's contexts tell it.
 *
 * Source: GitHub's documentation, "Variables reference" and "Contexts reference".
 *
 * @throws InvalidInputError naming what is missing outside of GitHub Actions.
 */
export function jobOfEnvironment(env: RunnerEnvironment, event: unknown, context: JobContext): Job {
  const { head_commit, pull_request } = eventSchema.parse(event);
  const line = lineOf(env, event);
  const title = head_commit?.message.trim().split(/\r?\n/, 1)[0];
  return parseJob({
    serverUrl: env['GITHUB_SERVER_URL'] || undefined,
    repository: env['GITHUB_REPOSITORY'] ?? '',
    workflow: env['GITHUB_WORKFLOW'] ?? '',
    workflowFile: withoutRef(env['GITHUB_WORKFLOW_REF']),
    calledWorkflowFile: withoutRef(context.workflowRef),
    job: env['GITHUB_JOB'] ?? '',
    matrix: matrixOf(context.matrix),
    line: line.id,
    branch: line.name,
    environment: line.environment,
    scope: context.scope,
    headRepository: pull_request?.head?.repo?.full_name,
    // The commit that GITHUB_SHA names for a pull request is a merge that GitHub made by itself.
    sha: pull_request?.head?.sha ?? (env['GITHUB_SHA'] || undefined),
    status: context.status,
    runId: number(env['GITHUB_RUN_ID']),
    runNumber: number(env['GITHUB_RUN_NUMBER']),
    runAttempt: number(env['GITHUB_RUN_ATTEMPT']),
    event: env['GITHUB_EVENT_NAME'] || undefined,
    actor: env['GITHUB_TRIGGERING_ACTOR'] || env['GITHUB_ACTOR'] || undefined,
    commit: title ? { title, author: head_commit.author?.name } : undefined,
    pullRequest: pull_request && { number: pull_request.number, title: pull_request.title },
  });
}

/** Who a run was started by, where GitHub gives it no secrets for that reason. */
export type Outsider = 'fork' | 'dependabot';

const DEPENDABOT = 'dependabot[bot]';

/**
 * Whether GitHub withholds secrets from a run: it is for a pull request from a fork, or by Dependabot.
 *
 * Source: GitHub's documentation, "Using secrets in GitHub Actions" and "Dependabot on GitHub Actions".
 */
export function outsiderOf(env: RunnerEnvironment, event: unknown): Outsider | null {
  const { pull_request } = eventSchema.parse(event);
  if (env['GITHUB_ACTOR'] === DEPENDABOT || pull_request?.user?.login === DEPENDABOT) return 'dependabot';
  const head = pull_request?.head;
  // GitHub's names of repositories do not differ by case alone.
  const isFork =
    head !== undefined && head.repo?.full_name.toLowerCase() !== env['GITHUB_REPOSITORY']?.toLowerCase();
  return isFork ? 'fork' : null;
}

function withoutRef(path: string | undefined): string | undefined {
  return path?.split('@', 1)[0] || undefined;
}

function matrixOf(json: string | undefined): unknown {
  if (!json) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    // Text is no matrix, and the schema says so with its path.
    return json;
  }
}

function number(text: string | undefined): number | undefined {
  return text ? Number(text) : undefined;
}
