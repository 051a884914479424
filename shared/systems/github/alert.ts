import { alertIdOf, mappedAlert, type Alert, type AlertStatus } from '../../alert.ts';
import { cut, labelled, oneLine } from '../../text.ts';
import type { Job } from './job.ts';
import { matchesPattern } from './line.ts';
import { failedStepLines } from './steps.ts';

export const DEFAULT_PRIORITY = 'Critical';
export const DEFAULT_RESOURCE_TYPE = 'Repository';

/**
 * The alert that a job stands for, or a workflow as a whole where `job` is absent.
 *
 * Name and `alert_id` hold nothing that changes from one run to the next, so that the Alarm of a run that failed and the
 * OK of the run that mended it are one alert. A job whose failure its run forgives is Medium, since nothing is stopped by it.
 */
export function alertFromJob(job: Job, status: AlertStatus): Alert {
  return mappedAlert({
    alert_name: `${subjectOf(job)} failed on ${placeOf(job)}`,
    status,
    ...(status === 'Alarm' && { alert_priority: isForgiven(job) ? 'Medium' : DEFAULT_PRIORITY }),
    alert_id: idOf(job),
    description: describe(job, status),
    alert_url: job.url ?? runUrlOf(job),
    metric_name: job.job === undefined ? 'GitHub Actions workflow' : 'GitHub Actions job',
    resource_id: job.repository,
    resource_name: job.repository,
    resource_type: DEFAULT_RESOURCE_TYPE,
  });
}

/** An Alarm that a step raises in a job that is well is not the job's failure. */
function isForgiven({ forgiven, status }: Job): boolean {
  return forgiven === true && status !== 'success';
}

/** The job as GitHub's pages call it where it has no name of its own: `build (ubuntu-latest, 24)`. */
export function nameOfJob({ job = '', matrix }: Pick<Job, 'job' | 'matrix'>): string {
  const values = leavesOf(matrix ?? {});
  return values.length === 0 ? job : `${job} (${values.join(', ')})`;
}

/** Whether a displayed name may be that of another job of the same matrix: the same text around other values. */
export function mayBeOfMatrix(displayed: string, own: string, matrix: Job['matrix']): boolean {
  const values = leavesOf(matrix ?? {}).sort((a, b) => b.length - a.length);
  return matchesPattern(
    displayed,
    values.reduce((pattern, value) => pattern.replaceAll(value, '**'), own),
  );
}

function subjectOf(job: Job): string {
  return job.job === undefined ? job.workflow : `${job.workflow} / ${nameOfJob(job)}`;
}

function placeOf({ branch, environment, scope }: Job): string {
  const apart = [environment, scope].filter((part) => part !== undefined);
  return apart.length === 0 ? branch : `${branch} (${apart.join(', ')})`;
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

function idOf({ serverUrl, repository, line, job, matrix, environment, scope, ...files }: Job): string {
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
    called && called !== own && job !== undefined ? `${own}>${called}` : own,
    line,
    ...(job === undefined ? [] : [job, ...matrixParts(matrix)]),
    ...(environment === undefined ? [] : [`environment=${environment}`]),
    ...(scope === undefined ? [] : [`scope=${scope}`]),
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

/** More jobs and reasons than this would only hide the first. */
const MAX_JOBS = 10;
const MAX_REASONS = 5;

function describe(job: Job, status: AlertStatus): string {
  const url = job.url ?? runUrlOf(job);
  const alarm = status === 'Alarm';
  return [
    oneLine(`${subjectOf(job)} ${outcomeOf(job, status)} on ${placeOf(job)}.`),
    alarm && isForgiven(job) ? 'Its run goes on: the job has continue-on-error.' : undefined,
    // Only a job's own page has its steps.
    ...(alarm ? failedStepLines(job.failedSteps ?? [], job.url) : []),
    ...(alarm ? reasonLines(job.reasons) : []),
    ...(alarm ? failedJobLines(job.failedJobs ?? []) : []),
    labelled('Commit', [
      [job.sha?.slice(0, 7), job.commit?.title].filter(Boolean).join(' '),
      job.commit?.author && `by ${job.commit.author}`,
    ]),
    labelled('Environment', [job.deploysTo]),
    labelled('Pull request', [
      job.pullRequest && [`#${job.pullRequest.number}`, job.pullRequest.title].filter(Boolean).join(' '),
    ]),
    labelled('Event', [[job.event, job.actor && `by ${job.actor}`].filter(Boolean).join(' ')]),
    labelled('Run', [
      [job.runNumber && `#${job.runNumber}`, `attempt ${job.runAttempt}`].filter(Boolean).join(', '),
    ]),
    labelled('Log', [url]),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function outcomeOf({ status, outcome }: Job, reported: AlertStatus): string {
  if (reported === 'OK') return status === 'success' ? 'succeeded' : 'reported OK';
  if (outcome !== undefined) return outcome;
  if (status === 'failure') return 'failed';
  return status === 'cancelled' ? 'was cancelled' : 'reported Alarm';
}

function reasonLines(reasons: readonly string[] = []): (string | undefined)[] {
  return reasons.slice(0, MAX_REASONS).map((reason) => labelled('Why', [cut(oneLine(reason), 500)]));
}

function failedJobLines(jobs: NonNullable<Job['failedJobs']>): (string | undefined)[] {
  const lines = jobs
    .slice(0, MAX_JOBS)
    .flatMap(({ name, outcome = 'failed', url, steps = [], reasons }) => [
      labelled(outcome === 'failed' ? 'Failed job' : 'Job', [
        [oneLine(name), outcome === 'failed' ? '' : outcome, url && `(${url})`].filter(Boolean).join(' '),
      ]),
      ...failedStepLines(steps, url),
      ...reasonLines(reasons),
    ]);
  return [...lines, jobs.length > MAX_JOBS ? `${jobs.length - MAX_JOBS} more jobs failed` : undefined];
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
