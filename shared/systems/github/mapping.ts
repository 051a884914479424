import * as z from 'zod/v4';

import {
  alertIdOf,
  ALERT_PRIORITIES,
  ALERT_STATUSES,
  mappedAlert,
  type Alert,
  type AlertStatus,
} from '../../alert.ts';
import { once } from '../../once.ts';
import { parseOptions } from '../../options.ts';
import type { Report } from '../../report.ts';
import { labelled, oneLine, webUrl } from '../../text.ts';
import { renderOption } from '../../text-template.ts';
import {
  branchOf,
  CONCLUSIONS,
  forkOf,
  isRunEvent,
  workflowNameOf,
  type Conclusion,
  type GitHubEvent,
  type WorkflowJobEvent,
  type WorkflowRunEvent,
} from './event.ts';
import { alertFromJob, DEFAULT_PRIORITY, DEFAULT_RESOURCE_TYPE } from './alert.ts';
import { jobOfRun, OUTCOMES, serverUrlOf } from './run.ts';
import { failedStepLines } from './steps.ts';
import type { Immutable } from '../../immutable.ts';

/**
 * `workflow`: one alert for a workflow and branch, which several jobs can see; a tracker keeps one job's success from
 * closing what another still sees. `job`: each job of its own, for where nothing tracks. A `workflow_run` event is about
 * its workflow in either case.
 */
export const SCOPES = ['workflow', 'job'] as const;
export const DEFAULT_SCOPE = 'workflow';

/** What becomes of each conclusion; `ignore` makes no alert. */
export const DEFAULT_STATUS_FOR: Readonly<Record<Conclusion, 'Alarm' | 'OK' | 'ignore'>> = {
  success: 'OK',
  failure: 'Alarm',
  timed_out: 'Alarm',
  startup_failure: 'Alarm',
  cancelled: 'ignore',
  skipped: 'ignore',
  neutral: 'ignore',
  action_required: 'ignore',
  stale: 'ignore',
};

/** How an event becomes an alert. Templates are text with `{{path.to.field}}` of the event in it, e.g. `{{workflow_run.name}}`. */
export const schemaOfMappings = once(() => {
  const template = z.string().optional();
  return z.strictObject({
    /** What one alert stands for: a workflow and branch, or each of its `job`s. @default 'workflow' */
    scope: z.enum(SCOPES).optional(),
    /** By a run's or a job's conclusion. @default success is OK; failure, timed_out and startup_failure are Alarm; the others are ignored */
    statusFor: z.partialRecord(z.enum(CONCLUSIONS), z.enum([...ALERT_STATUSES, 'ignore'])).optional(),
    /** The priority of each Alarm. @default 'Critical' */
    priorityFor: z.partialRecord(z.enum(CONCLUSIONS), z.enum(ALERT_PRIORITIES)).optional(),
    /** `alert` gives the runs of forks alerts of their own, which never touch the repository's. @default 'ignore' */
    forks: z.enum(['ignore', 'alert']).optional(),
    /** What the alert is called, as a template. Give it only what an Alarm and the OK that ends it have in common. @default the source's own name of it */
    name: template,
    /** What a person on call reads, as a template. @default what the event says, the most telling first */
    description: template,
    /** A page that says what to do, as a template. @default none */
    runBookUrl: template,
    /** What kind of thing the alert is about. @default 'Repository' */
    resourceType: z.string().optional(),
  });
});

export interface Mapping extends Immutable<z.output<ReturnType<typeof schemaOfMappings>>> {}

/**
 * The alert that a run's or a job's end stands for; none where `whyIgnored` says why.
 *
 * Ids hold nothing that changes from one run to the next. GitHub does not say of a `workflow_job` event which repository
 * its branch lies in, nor in which file its workflow is: its alert has another id than that of a `workflow_run` event, so
 * that a job of a fork's branch `main` cannot close the alert of the repository's own runs.
 *
 * @throws InvalidInputError when the mapping is wrong.
 */
export function toReports(event: GitHubEvent, mapping: Mapping = {}): readonly Report[] {
  const options = parseOptions(schemaOfMappings(), mapping, 'GitHub mapping');
  if (whyIgnored(event, options) !== undefined) return [];
  return [isRunEvent(event) ? reportOfRun(event, options) : reportOfJob(event, options)];
}

/** Why an event makes no alert, in words for a person; `undefined` where it makes one. */
export function whyIgnored(event: GitHubEvent, mapping: Mapping = {}): string | undefined {
  const what = isRunEvent(event) ? 'run' : 'job';
  if (event.action !== 'completed') return `the ${what} has not ended: its action is ${event.action}`;
  if (isRunEvent(event) && mapping.forks !== 'alert') {
    const fork = forkOf(event);
    if (fork !== undefined)
      return `the run is of a fork, ${fork}, which must not touch the repository's own alert`;
  }
  const conclusion = conclusionOf(event);
  return statusOf(event, mapping) === 'ignore'
    ? `the ${what} ended as ${conclusion || 'nothing'}`
    : undefined;
}

function conclusionOf(event: GitHubEvent): string {
  return (isRunEvent(event) ? event.workflow_run.conclusion : event.workflow_job.conclusion) ?? '';
}

function statusOf(event: GitHubEvent, { statusFor }: Mapping): 'Alarm' | 'OK' | 'ignore' {
  const conclusion = conclusionOf(event) as Conclusion;
  return (
    statusFor?.[conclusion] ??
    (Object.hasOwn(DEFAULT_STATUS_FOR, conclusion) ? DEFAULT_STATUS_FOR[conclusion] : 'ignore')
  );
}

function reportOfRun(event: WorkflowRunEvent, mapping: Mapping): Report {
  const { workflow_run: run } = event;
  return {
    alert: alertOf(event, mapping, alertFromJob(jobOfRun(event), reportedStatus(event, mapping))),
    reporter: '',
    kind: 'sample',
    at: timeOf(run.created_at, run.run_attempt),
    eventId: `${run.id}:${run.run_attempt}`,
  };
}

function reportOfJob(event: WorkflowJobEvent, mapping: Mapping): Report {
  const { workflow_job: job } = event;
  const scope = mapping.scope ?? DEFAULT_SCOPE;
  const workflow = workflowNameOf(event);
  const subject = scope === 'job' ? `${workflow} / ${job.name}` : workflow;
  const place = branchOf(event);
  const id = [repositoryOf(event), workflow, place, scope === 'job' ? job.name : 'jobs'];
  const made = mappedAlert({
    alert_name: `${subject} failed on ${place}`,
    status: reportedStatus(event, mapping),
    alert_id: alertIdOf('github', ...id),
    description: describeJob(event),
    alert_url: webUrl(job.html_url),
    metric_name: 'GitHub Actions job',
    resource_id: event.repository.full_name,
    resource_name: event.repository.full_name,
  });
  return {
    alert: alertOf(event, mapping, made),
    reporter: scope === 'job' ? '' : job.name,
    kind: 'sample',
    at: timeOf(job.created_at, job.run_attempt),
    eventId: String(job.id),
  };
}

/**
 * The time that a run's word counts by: that of the run's beginning, which is the same for all its attempts, and so many ms
 * later as it was attempted. Thus neither a run that ends late nor the re-run of an old one speaks over a newer run.
 */
function timeOf(createdAt: number | null | undefined, attempt: number): number | undefined {
  return typeof createdAt === 'number' ? createdAt + attempt : undefined;
}

/** A GitHub server of one's own has other repositories than github.com. */
function repositoryOf(event: GitHubEvent): string {
  const { host } = new URL(serverUrlOf(event));
  return host === 'github.com' ? event.repository.full_name : `${host}/${event.repository.full_name}`;
}

function reportedStatus(event: GitHubEvent, mapping: Mapping): AlertStatus {
  return statusOf(event, mapping) === 'OK' ? 'OK' : 'Alarm';
}

/** The alert with what the mapping says of it. */
function alertOf(event: GitHubEvent, mapping: Mapping, made: Alert): Alert {
  return mappedAlert({
    ...made,
    alert_name: renderOption(mapping.name, event) || made.alert_name,
    ...(made.status === 'Alarm' && {
      alert_priority: mapping.priorityFor?.[conclusionOf(event) as Conclusion] ?? DEFAULT_PRIORITY,
    }),
    description: renderOption(mapping.description, event) || made.description,
    resource_type: mapping.resourceType || DEFAULT_RESOURCE_TYPE,
    run_book_url: renderOption(mapping.runBookUrl, event),
  });
}

function describeJob(event: WorkflowJobEvent): string {
  const { workflow_job: job } = event;
  const failed = (job.steps ?? []).filter(
    ({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out',
  );
  return linesOf(
    oneLine(
      `${workflowNameOf(event)} / ${job.name} ${OUTCOMES[conclusionOf(event)] ?? `ended as ${conclusionOf(event)}`} on ${branchOf(event)}.`,
    ),
    labelled('Commit', [job.head_sha?.slice(0, 7)]),
    ...failedStepLines(failed, webUrl(job.html_url)),
    labelled('Run', [String(job.run_id), `attempt ${job.run_attempt}`]),
    labelled('Log', [webUrl(job.html_url)]),
  );
}

function linesOf(...lines: (string | undefined)[]): string {
  return lines.filter((line) => line !== undefined).join('\n');
}
