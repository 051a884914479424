import { alertIdOf, parseAlert, type Alert, type AlertStatus } from '../../alert.ts';
import { labelled, oneLine } from '../../text.ts';
import type { Job, JobStatus } from './job.ts';
import { DEFAULT_PRIORITY } from './mapping.ts';
import { failedStepLines } from './steps.ts';

/** What becomes of each status of a job. `ignore` makes no alert. */
const STATUS_FOR: Readonly<Record<JobStatus, AlertStatus | 'ignore'>> = {
  success: 'OK',
  failure: 'Alarm',
  cancelled: 'ignore',
};

export interface JobAlertOptions {
  /** Default: success is OK, failure is Alarm, cancelled is ignored. */
  statusFor?: Partial<Record<JobStatus, AlertStatus | 'ignore'>> | undefined;
}

/**
 * The alert that a job stands for; `null` where its status is ignored.
 *
 * Name and `alert_id` hold nothing that changes from one run to the next, so that the Alarm of a run that failed and the
 * OK of the run that mended it are one alert.
 */
export function alertFromJob(job: Job, { statusFor = {} }: JobAlertOptions = {}): Alert | null {
  const status = statusFor[job.status] ?? STATUS_FOR[job.status];
  if (status === 'ignore') return null;
  return parseAlert({
    alert_name: `${job.workflow} / ${nameOfJob(job)} failed on ${job.branch}`,
    status,
    ...(status === 'Alarm' && { alert_priority: DEFAULT_PRIORITY }),
    alert_id: idOf(job),
    description: describe(job, status),
    alert_url: job.url ?? runUrlOf(job),
    metric_name: 'GitHub Actions job',
    resource_id: job.repository,
    resource_name: job.repository,
    resource_type: 'Repository',
  });
}

/** The job as GitHub's pages call it where it has no name of its own: `build (ubuntu-latest, 24)`. */
export function nameOfJob({ job, matrix }: Pick<Job, 'job' | 'matrix'>): string {
  const values = leavesOf(matrix ?? {});
  return values.length === 0 ? job : `${job} (${values.join(', ')})`;
}

/** The page of a run, or of one of its later attempts. */
export function runUrlOf({
  serverUrl,
  repository,
  runId,
  runAttempt,
}: Pick<Job, 'serverUrl' | 'repository' | 'runId' | 'runAttempt'>): string {
  const run = `${serverUrl.replace(/\/+$/, '')}/${repository}/actions/runs/${runId}`;
  return runAttempt > 1 ? `${run}/attempts/${runAttempt}` : run;
}

/** The page of a job, whose id is also the id of its check run. */
export function jobUrlOf(job: Pick<Job, 'serverUrl' | 'repository' | 'runId'>, jobId: number): string {
  return `${runUrlOf({ ...job, runAttempt: 1 })}/job/${jobId}`;
}

function idOf({ serverUrl, repository, ref, job, matrix, ...files }: Job): string {
  const host = new URL(serverUrl).host;
  const file = (path: string) =>
    (path.startsWith(`${repository}/`) ? path.slice(repository.length + 1) : path).replace(
      /^\.github\/workflows\//,
      '',
    );
  const own = file(files.workflowFile || files.workflow);
  const called = files.calledWorkflowFile && file(files.calledWorkflowFile);
  return alertIdOf(
    'github',
    host === 'github.com' ? repository : `${host}/${repository}`,
    called && called !== own ? `${own}>${called}` : own,
    ref.replace(/^refs\/heads\//, ''),
    job,
    ...matrixParts(matrix),
  );
}

/** `node=24,os=linux`: the same in whichever order a matrix is written, and different for different values. */
function matrixParts(matrix: Job['matrix']): string[] {
  const values = Object.entries(matrix ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (values.length === 0) return [];
  const plain = (value: unknown) =>
    typeof value === 'string' && /^[\w./ -]+$/.test(value) ? value : JSON.stringify(sortedByKey(value));
  return [values.map(([key, value]) => `${key}=${plain(value)}`).join(',')];
}

const OUTCOMES: Record<AlertStatus, Partial<Record<JobStatus, string>>> = {
  Alarm: { failure: 'failed', cancelled: 'was cancelled' },
  OK: { success: 'succeeded' },
};

function describe(job: Job, status: AlertStatus): string {
  const url = job.url ?? runUrlOf(job);
  const failedSteps = status === 'Alarm' ? (job.failedSteps ?? []) : [];
  return [
    oneLine(
      `${job.workflow} / ${nameOfJob(job)} ${OUTCOMES[status][job.status] ?? `reported ${status}`} on ${job.branch}.`,
    ),
    labelled('Commit', [
      [job.sha?.slice(0, 7), job.commit?.title].filter(Boolean).join(' '),
      job.commit?.author && `by ${job.commit.author}`,
    ]),
    labelled('Pull request', [
      job.pullRequest && [`#${job.pullRequest.number}`, job.pullRequest.title].filter(Boolean).join(' '),
    ]),
    labelled('Event', [[job.event, job.actor && `by ${job.actor}`].filter(Boolean).join(' ')]),
    // Only a job's own page has its steps.
    ...failedStepLines(failedSteps, job.url),
    labelled('Run', [
      [job.runNumber && `#${job.runNumber}`, `attempt ${job.runAttempt}`].filter(Boolean).join(', '),
    ]),
    labelled('Log', [url]),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function leavesOf(value: unknown): string[] {
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(leavesOf);
  return value === undefined || value === null || value === ''
    ? []
    : [String(value as string | number | boolean)];
}

function sortedByKey(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedByKey);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortedByKey(item)]),
  );
}
