import { InvalidInputError } from '../../errors.ts';
import { valueAt } from '../../path.ts';
import { webUrl } from '../../text.ts';
import { JOB_STATUSES, type JobStatus } from './job-status.ts';
import type { Job } from './job.ts';
import { lineOf, type RunnerEnvironment } from './line.ts';
import { integerAt, textAt } from './payload.ts';

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
  const line = lineOf(env, event);
  const title = textAt(event, 'head_commit.message')?.trim().split(/\r?\n/, 1)[0];
  const pullRequest = integerAt(event, 'pull_request.number');
  const job = {
    serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
    repository: env['GITHUB_REPOSITORY'] ?? '',
    workflow: env['GITHUB_WORKFLOW']?.trim() ?? '',
    workflowFile: withoutRef(env['GITHUB_WORKFLOW_REF']),
    calledWorkflowFile: withoutRef(context.workflowRef),
    job: env['GITHUB_JOB']?.trim() ?? '',
    matrix: matrixOf(context.matrix),
    line: line.id,
    branch: line.name,
    environment: line.environment,
    scope: context.scope,
    headRepository: pullRequest === undefined ? undefined : textAt(event, 'pull_request.head.repo.full_name'),
    // The commit that GITHUB_SHA names for a pull request is a merge that GitHub made by itself.
    sha:
      (pullRequest === undefined ? undefined : textAt(event, 'pull_request.head.sha')) ||
      env['GITHUB_SHA'] ||
      undefined,
    status: context.status,
    runId: number(env['GITHUB_RUN_ID']),
    runNumber: number(env['GITHUB_RUN_NUMBER']),
    runAttempt: number(env['GITHUB_RUN_ATTEMPT']) ?? 1,
    event: env['GITHUB_EVENT_NAME'] || undefined,
    actor: env['GITHUB_TRIGGERING_ACTOR'] || env['GITHUB_ACTOR'] || undefined,
    commit: title ? { title, author: textAt(event, 'head_commit.author.name') } : undefined,
    pullRequest:
      pullRequest === undefined
        ? undefined
        : { number: pullRequest, title: textAt(event, 'pull_request.title') },
  };
  requireSound(job);
  return job;
}

/** A job as the runner tells it, before it is known whether it tells all of it. */
interface Told extends Pick<Job, 'serverUrl' | 'repository' | 'workflow' | 'runNumber' | 'runAttempt'> {
  job: string;
  status: string;
  runId: number | undefined;
  matrix: unknown;
}

/** By the same rules as `jobSchema`, without building it: every step of the action comes this way. */
function requireSound(
  told: Told,
): asserts told is Told & Pick<Job, 'matrix'> & { status: JobStatus; runId: number } {
  const { serverUrl, repository, workflow, job, status, matrix, runId, runNumber, runAttempt } = told;
  const checks: [path: keyof Job, isSound: boolean, message: string][] = [
    ['serverUrl', webUrl(serverUrl) !== undefined, 'must be an http or https URL'],
    ['repository', /^[^\s/]+\/[^\s/]+$/.test(repository), 'must be owner/name'],
    ['workflow', workflow !== '', 'must not be empty'],
    ['job', job !== '', 'must not be empty'],
    ['matrix', matrix === undefined || matrix === null || isRecord(matrix), 'must be an object'],
    ['status', JOB_STATUSES.some((known) => known === status), `must be ${JOB_STATUSES.join(' or ')}`],
    ['runId', isCount(runId), 'must be a whole number above 0'],
    ['runNumber', runNumber === undefined || isCount(runNumber), 'must be a whole number above 0'],
    ['runAttempt', isCount(runAttempt), 'must be a whole number above 0'],
  ];
  const issues = checks.flatMap(([path, isSound, message]) => (isSound ? [] : [{ path, message }]));
  if (issues.length > 0) throw new InvalidInputError('GitHub job', issues);
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: number | undefined): boolean {
  return Number.isSafeInteger(value) && (value ?? 0) > 0;
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
  const isDependabot =
    env['GITHUB_ACTOR'] === DEPENDABOT || textAt(event, 'pull_request.user.login') === DEPENDABOT;
  if (isDependabot) return 'dependabot';
  if (integerAt(event, 'pull_request.number') === undefined) return null;
  // `null` when the fork has been deleted.
  if (valueAt(event, 'pull_request.head.repo') === null) return 'fork';
  const head = textAt(event, 'pull_request.head.repo.full_name');
  // GitHub's names of repositories do not differ by case alone.
  const isFork = head !== undefined && head.toLowerCase() !== env['GITHUB_REPOSITORY']?.toLowerCase();
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
    // Text is no matrix, and is refused with its path.
    return json;
  }
}

function number(text: string | undefined): number | undefined {
  return text ? Number(text) : undefined;
}
