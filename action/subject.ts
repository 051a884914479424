import { InvalidInputError, parseAlert, type Alert, type AlertStatus } from 'alertbridge';
import {
  alertFromJob,
  cancelledBy,
  isWantedLine,
  jobOfEnvironment,
  jobUrlOf,
  lineOf,
  mayBeOfMatrix,
  nameOfJob,
  ranOutOfTime,
  type CancelledBy,
  type Job,
  type Line,
  type ListedJob,
  type Rules,
} from 'alertbridge/github';

import { GitHubError, type GitHub } from './github.ts';
import { historyOf, type History } from './history.ts';
import { ALERT_INPUTS, DEFAULT_TIMEOUT_MINUTES, readEvent, type Inputs } from './inputs.ts';
import type { Reason, Report } from './report.ts';
import { jobSettingsIn, readWorkflowFile, type JobSettings } from './workflow-file.ts';

/** What a step has to go by. */
export interface Situation {
  inputs: Inputs;
  env: NodeJS.ProcessEnv;
  /** The payload of the event that started the run; `null` where there is none to read. */
  payload: unknown;
  /** When the guard was set, in ms since the epoch; `undefined` where the step is no guard. */
  startedAt: number | undefined;
  github: GitHub | undefined;
  report: Report;
}

/** What an alert is to be about. */
export interface Subject {
  status: AlertStatus;
  /** Whether a person or an event said the status, so that what other runs did has no say in it. */
  isGiven: boolean;
  /** The alert with as much as is known of the job by now. */
  alertWith(known: Partial<Job>): Alert;
  /** The further alerts of an event that holds several. */
  others?: readonly Alert[];
  /** What the alert was made of, for the template of a webhook. */
  event: unknown;
  /** What GitHub can be asked about; absent where the alert is about an event of another system. */
  job?: Job;
  history?: History | undefined;
  /** What the workflow file says of the job. */
  settings?: () => Promise<JobSettings>;
  /** Which jobs of its run the alert tells of; absent where it is about one job. */
  tellsOf?: ((job: ListedJob) => boolean) | undefined;
}

/** Nothing is to be sent. */
export interface Held {
  reason: Reason;
  /** Why, in words. */
  held: string;
  alert?: Alert;
  /** Whether it is likely to be a mistake, to be told where people look. */
  isNotable?: boolean;
}

/** What the step is to send an alert about, or why it is to send none. */
export async function chooseSubject(situation: Situation): Promise<Subject | Held> {
  const { inputs, env, payload } = situation;
  const event = readEvent(inputs, env['GITHUB_WORKSPACE'] ?? '');
  if (event !== null) return await chooseEvent(event, inputs);
  if (inputs.needs !== undefined) return await chooseNeeds(situation, inputs.needs);
  const watches =
    inputs.watch === 'workflow_run' ||
    (inputs.watch === undefined && inputs.when === 'now' && env['GITHUB_EVENT_NAME'] === 'workflow_run');
  return watches ? await chooseRun(situation, payload) : await chooseJob(situation);
}

/** The alert of an event of another system. */
async function chooseEvent(text: string, inputs: Inputs): Promise<Subject | Held> {
  // Loaded only where there is an event, since it knows the events of every system.
  const { mapEvent } = await import('./event.ts');
  const { alerts, event, ignored = 'its mapping ignores it' } = mapEvent(text);
  const { status } = inputs;
  const [first, ...others] = alerts.map((alert) =>
    withFieldsOf(inputs, status === 'Alarm' || status === 'OK' ? { ...alert, status } : alert),
  );
  if (first === undefined)
    return { reason: 'event-ignored', held: `The event stands for no alert: ${ignored}.` };
  return { status: first.status, isGiven: true, alertWith: () => first, others, event };
}

/** The alert of the job that the step runs in. */
async function chooseJob(situation: Situation): Promise<Subject | Held> {
  const { inputs, env, payload, github, report } = situation;
  const jobId = Number(inputs['job-check-run-id']) || undefined;
  const bare = ownJobOf(situation);
  const line = lineOf(env, payload);
  const settings = localSettingsOf(bare, situation) ?? {};
  const forgiven = inputs.forgiven === undefined ? settings.forgiven : inputs.forgiven === 'true';
  const limitMinutes = inputs['timeout-minutes'] ?? settings.timeoutMinutes;
  const fromGitHub = Object.keys(settings).length === 0 ? settingsByGitHub(bare, situation) : undefined;
  const job: Job = {
    ...bare,
    ...deploysTo(settings, bare),
    ...(jobId !== undefined && { url: jobUrlOf(bare, jobId) }),
    ...(forgiven !== undefined && { forgiven }),
    ...(inputs.status === 'cancelled' && { status: 'cancelled' }),
  };
  const history =
    github &&
    historyOf({
      github,
      job,
      line,
      rules: rulesOf(inputs, limitMinutes),
      jobId,
      runnerName: env['RUNNER_NAME'],
      isExact: isExact(job, line, inputs),
      isForgivenByFile: fromGitHub && (async () => (await said(fromGitHub, report))?.forgiven ?? false),
    });
  const subject = (status: AlertStatus, isGiven: boolean, about: Job): Subject => ({
    status,
    isGiven,
    alertWith: (known) => withFieldsOf(inputs, alertFromJob({ ...about, ...known }, status)),
    event: payload,
    job: about,
    history,
    settings: fromGitHub ?? (async () => await Promise.resolve(settings)),
  });

  if (inputs.status === 'Alarm' || inputs.status === 'OK') return subject(inputs.status, true, job);
  if (!isWantedLine(line, inputs.branches)) return unwantedLine(line, inputs);
  if (job.status === 'success') return subject('OK', false, job);
  if (job.status === 'failure') return subject('Alarm', false, job);
  const end = await endOfCancelled(
    situation,
    job,
    history,
    async () => limitMinutes ?? (await fromGitHub?.())?.timeoutMinutes,
  );
  return 'held' in end ? end : subject('Alarm', false, { ...job, outcome: end.outcome });
}

/** The alert of a whole workflow, in its last job. */
async function chooseNeeds(
  situation: Situation,
  needs: NonNullable<Inputs['needs']>,
): Promise<Subject | Held> {
  const { inputs, env, payload, github } = situation;
  const { job: _own, matrix: _matrix, ...whole } = ownJobOf(situation);
  const line = lineOf(env, payload);
  const outcomes = Object.entries(needs).map(([name, { result }]) => ({ name, result }));
  const isAllowed = (name: string, allowed: readonly string[]) =>
    allowed.includes(name) || allowed.includes('*');
  const failed = outcomes.filter(
    ({ name, result }) => result === 'failure' && !isAllowed(name, inputs['allowed-failures']),
  );
  const skipped = outcomes.filter(
    ({ name, result }) => result === 'skipped' && !isAllowed(name, inputs['allowed-skips']),
  );
  const cancelled = outcomes.filter(({ result }) => result === 'cancelled');
  const listed = [
    ...failed.map(({ name }) => ({ name })),
    ...(failed.length === 0 ? cancelled.map(({ name }) => ({ name, outcome: 'was cancelled' })) : []),
    ...skipped.map(({ name }) => ({ name, outcome: 'was skipped' })),
  ];
  const isFailed = failed.length > 0 || (skipped.length > 0 && cancelled.length === 0);
  const job: Job = {
    ...whole,
    status: isFailed ? 'failure' : cancelled.length > 0 ? 'cancelled' : 'success',
    failedJobs: listed,
  };
  const history =
    github &&
    historyOf({
      github,
      job,
      line,
      rules: rulesOf(inputs, undefined),
      jobId: undefined,
      runnerName: undefined,
      isExact: isExact(job, line, inputs),
      maySkip: (name) => isAllowed(name, inputs['allowed-skips']),
    });
  const subject = (status: AlertStatus, isGiven: boolean, about: Job): Subject => ({
    status,
    isGiven,
    alertWith: (known) =>
      withFieldsOf(
        inputs,
        alertFromJob({ ...about, ...withUnlisted(known, about.failedJobs ?? []) }, status),
      ),
    event: payload,
    job: about,
    history,
    tellsOf: ({ name }) => !inputs['allowed-failures'].some((allowed) => isJobOf(name, allowed)),
  });
  if (inputs.status === 'Alarm' || inputs.status === 'OK') return subject(inputs.status, true, job);
  if (!isWantedLine(line, inputs.branches)) return unwantedLine(line, inputs);
  if (job.status !== 'cancelled') return subject(job.status === 'success' ? 'OK' : 'Alarm', false, job);
  const end = await endOfCancelled(situation, job, history);
  return 'held' in end ? end : subject('Alarm', false, { ...job, outcome: end.outcome });
}

/**
 * What GitHub listed of failed jobs, and after it what it does not call one: jobs that were skipped. A job may have another name
 * than its key, so that a failed one which is not found is one of those that belong to no key.
 */
function withUnlisted(known: Partial<Job>, told: NonNullable<Job['failedJobs']>): Partial<Job> {
  if (known.failedJobs === undefined) return known;
  const listed = known.failedJobs;
  const rest = told.filter(({ name }) => !listed.some((one) => isJobOf(one.name, name)));
  const failed = rest.filter(({ outcome }) => outcome !== 'was skipped');
  const nameless = listed.filter((one) => !told.some(({ name }) => isJobOf(one.name, name)));
  const left = nameless.length >= failed.length ? rest.filter((one) => !failed.includes(one)) : rest;
  return { ...known, failedJobs: [...listed, ...left] };
}

/** Whether a job that GitHub lists by its displayed name may be the one of a key: `build`, `build (24)`, `build / deploy`. */
function isJobOf(displayed: string, key: string): boolean {
  return displayed === key || displayed.startsWith(`${key} (`) || displayed.startsWith(`${key} / `);
}

/** The alert of the run that the workflow watches. */
async function chooseRun(situation: Situation, payload: unknown): Promise<Subject | Held> {
  const { inputs, env, github } = situation;
  // Loaded only by a watcher, since to know GitHub's events takes longer than to send an alert.
  const { readWatched } = await import('./watched.ts');
  const watched = readWatched(payload);
  if (watched === undefined) {
    if (env['GITHUB_EVENT_NAME'] === 'workflow_run') {
      throw new InvalidInputError('workflow_run event', [
        { path: '', message: 'could not be read, so nothing is known of the run to watch' },
      ]);
    }
    return {
      reason: 'run-ignored',
      held: 'There is no run to watch: this workflow was not started by workflow_run.',
      isNotable: true,
    };
  }
  const { run, line, fork } = watched;
  const scope = inputs['alert-scope'];
  const job: Job = { ...watched.job, ...(scope !== undefined && { scope }) };
  const history =
    github &&
    historyOf({
      github,
      job: { ...job, workflowFile: String(run.workflow_id) },
      line,
      rules: rulesOf(inputs, undefined),
      jobId: undefined,
      runnerName: undefined,
      isExact: isExact(job, line, inputs),
    });
  const subject = (status: AlertStatus, isGiven: boolean, about: Job): Subject => ({
    status,
    isGiven,
    alertWith: (known) => withFieldsOf(inputs, alertFromJob({ ...about, ...known }, status)),
    event: payload,
    job: about,
    history,
    tellsOf: () => true,
  });
  if (fork !== undefined && !inputs.branches.includes('forks')) {
    return {
      reason: 'fork',
      held: `The run is of a fork, ${fork}, which never touches the alerts of ${job.repository}.`,
    };
  }
  if (inputs.status === 'Alarm' || inputs.status === 'OK') return subject(inputs.status, true, job);
  if (fork === undefined && !isWantedLine(line, inputs.branches)) return unwantedLine(line, inputs);
  if (run.conclusion === 'success') return subject('OK', false, job);
  if (['failure', 'timed_out', 'startup_failure'].includes(run.conclusion ?? ''))
    return subject('Alarm', false, job);
  if (run.conclusion === 'cancelled') {
    const end = await endOfCancelled(situation, job, history);
    return 'held' in end ? end : subject('Alarm', false, { ...job, outcome: end.outcome });
  }
  return {
    reason: 'run-ignored',
    held: `The run ended as ${run.conclusion ?? 'nothing'}, which is no alarm.`,
  };
}

/**
 * What a cancelled job or run is: one that ran into a time limit, which is an alarm; one that a newer run has superseded or
 * whose matrix had failed, which is none; or one that someone cancelled.
 */
async function endOfCancelled(
  situation: Situation,
  job: Job,
  history: History | undefined,
  knownLimit?: () => Promise<number | undefined>,
): Promise<{ outcome: string } | Held> {
  const { inputs, report } = situation;
  const what = job.job === undefined ? 'run' : 'job';
  const byUser: Held = { reason: 'cancelled', held: `The ${what} was cancelled, which is no alarm.` };
  if (inputs['on-timeout'] === 'ignore' && inputs['on-cancelled'] === 'ignore') return byUser;

  const ask: Ask = async (question) => {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      report.debug(`How the ${what} ended could not be found out: ${error.message}.`);
      return undefined;
    }
  };
  const stopped = await stoppedBy(situation, job, history, ask, knownLimit);
  if (stopped === 'time limit') {
    if (inputs['on-timeout'] === 'alarm') return { outcome: 'ran out of time' };
    return { reason: 'cancelled', held: `The ${what} ran into its time limit, and on-timeout is ignore.` };
  }
  if (stopped !== undefined) return HELD_FOR[stopped](what);
  if (inputs['on-cancelled'] === 'ignore') return byUser;

  const others = await ask(() => history?.others());
  const newer = others?.find(({ run_number: number }) => number > (job.runNumber ?? Infinity));
  if (newer !== undefined) return HELD_FOR['newer run'](what, newer.run_number);
  const failed = await ask(async () => await failedSibling(situation, job, history));
  if (failed !== undefined) return HELD_FOR.matrix(what, failed.name);
  return { outcome: 'was cancelled' };
}

type Ask = <Answer>(question: () => Promise<Answer> | undefined) => Promise<Answer | undefined>;

const HELD_FOR = {
  'newer run': (what: string, number?: number): Held => ({
    reason: 'superseded',
    held: `The ${what} was cancelled, and ${number === undefined ? 'a newer run' : `run #${number}`} has taken its place.`,
  }),
  matrix: (what: string, name = 'another job of its matrix'): Held => ({
    reason: 'matrix',
    held: `The ${what} was cancelled because ${name} had failed, which has its own alert.`,
  }),
};

/** What GitHub itself has stopped a job or run for, by the clock or by what it has written on the jobs. */
async function stoppedBy(
  { github, startedAt }: Situation,
  job: Job,
  history: History | undefined,
  ask: Ask,
  knownLimit: (() => Promise<number | undefined>) | undefined,
): Promise<CancelledBy | undefined> {
  const isJob = job.job !== undefined;
  const limit = isJob ? ((await ask(() => knownLimit?.())) ?? DEFAULT_TIMEOUT_MINUTES) : undefined;
  const ran = (since: number) => ranOutOfTime((Date.now() - since) / 60_000, limit);
  if (startedAt !== undefined && ran(startedAt)) return 'time limit';
  const jobs = (await ask(async () => await cancelledJobs(github, job, history))) ?? [];
  if (isJob && jobs.some(({ started_at: at }) => at && ran(Date.parse(at)))) return 'time limit';
  const asked = jobs.slice(0, MAX_ASKED_WHO_CANCELLED);
  const annotations = await Promise.all(
    asked.map(async ({ id }) => await ask(async () => await github?.annotations(id))),
  );
  return cancelledBy(annotations.flatMap((of) => of ?? []));
}

/** More jobs of a cancelled run than this are not asked what has stopped them. */
const MAX_ASKED_WHO_CANCELLED = 30;

/** The jobs of a run that may have run into their limit: the one that runs here, or all that were cancelled. */
async function cancelledJobs(
  github: GitHub | undefined,
  job: Job,
  history: History | undefined,
): Promise<ListedJob[]> {
  if (github === undefined) return [];
  if (job.job !== undefined) return [await history?.ownJob()].filter((own) => own !== undefined);
  const jobs = await github.jobs(job.runId);
  return jobs.filter(
    ({ conclusion, run_attempt: attempt }) => conclusion === 'cancelled' && (attempt ?? 1) === job.runAttempt,
  );
}

/** The job of the same matrix whose failure has cancelled the others. */
async function failedSibling(
  { inputs, github }: Situation,
  job: Job,
  history: History | undefined,
): Promise<ListedJob | undefined> {
  const strategy = jsonOf(inputs['job-strategy']) as { 'fail-fast'?: unknown; 'job-total'?: unknown } | null;
  const isFailFast = strategy?.['fail-fast'] === true && Number(strategy['job-total']) > 1;
  if (job.job === undefined || !isFailFast || github === undefined) return undefined;
  const [own, jobs] = await Promise.all([history?.ownJob(), github.jobs(job.runId)]);
  const name = own?.name ?? nameOfJob(job);
  return jobs.find(
    (one) =>
      one.id !== own?.id &&
      (one.run_attempt ?? 1) === job.runAttempt &&
      one.conclusion === 'failure' &&
      mayBeOfMatrix(one.name, name, job.matrix),
  );
}

/** The job that the step runs in, as its surroundings tell it. @throws InvalidInputError naming what is missing. */
export function ownJobOf({ inputs, env, payload }: Pick<Situation, 'inputs' | 'env' | 'payload'>): Job {
  return jobOfEnvironment(env, payload, {
    status: inputs['job-status'],
    matrix: inputs['job-matrix'],
    workflowRef: inputs['job-workflow-ref'],
    scope: inputs['alert-scope'],
  });
}

/** What the workflow file in the workspace says of a job; `undefined` where there is none. */
function localSettingsOf(job: Job, { env, payload }: Situation): JobSettings | undefined {
  const path = filePathOf(job);
  const text = path && readWorkflowFile(env['GITHUB_WORKSPACE'] ?? '', path);
  return text ? settingsIn(text, job, payload) : undefined;
}

/** A question for what GitHub's copy of the workflow file says of a job; `undefined` where it cannot be asked. */
function settingsByGitHub(
  job: Job,
  { env, payload, github }: Situation,
): (() => Promise<JobSettings>) | undefined {
  const path = filePathOf(job);
  const sha = env['GITHUB_WORKFLOW_SHA'] || env['GITHUB_SHA'];
  if (github === undefined || path === undefined || !sha) return undefined;
  return async () => settingsIn(await github.file(path, sha), job, payload);
}

/** What the workflow file says; `undefined` where GitHub does not give it, which must not cost what else it tells. */
async function said(settings: () => Promise<JobSettings>, report: Report): Promise<JobSettings | undefined> {
  try {
    return await settings();
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    report.debug(`GitHub did not say what is in the workflow file: ${error.message}.`);
    return undefined;
  }
}

/** Of the file that a job is written in, within its repository; `undefined` where it lies in another one. */
function filePathOf({ repository, workflowFile, calledWorkflowFile }: Job): string | undefined {
  const path = calledWorkflowFile ?? workflowFile;
  return path?.startsWith(`${repository}/`) ? path.slice(repository.length + 1) : undefined;
}

function settingsIn(text: string, { job, matrix }: Job, payload: unknown): JobSettings {
  const { inputs } = (payload ?? {}) as { inputs?: unknown };
  return jobSettingsIn(text, job ?? '', { matrix, inputs });
}

/** The environment that the workflow file names, where the alert does not name it already. */
export function deploysTo({ environment }: JobSettings, job: Job): Partial<Job> {
  return environment === undefined || environment === job.environment ? {} : { deploysTo: environment };
}

function rulesOf(inputs: Inputs, limitMinutes: number | undefined): Rules {
  return {
    cancelledFails: inputs['on-cancelled'] === 'alarm',
    limitMinutes: inputs['on-timeout'] === 'alarm' ? (limitMinutes ?? DEFAULT_TIMEOUT_MINUTES) : undefined,
  };
}

/** An id of one's own, like a scope, may tell apart what the list of runs does not. */
function isExact(job: Job, line: Line, inputs: Inputs): boolean {
  return (
    (line.listedBranch !== undefined || job.event === 'merge_group') &&
    job.environment === undefined &&
    job.scope === undefined &&
    inputs['alert-id'] === undefined
  );
}

export function unwantedLine(line: Line, { branches }: Inputs): Held {
  const place =
    line.kind === 'branch' ? `branch ${line.name}` : line.kind === 'tag' ? 'a tag' : 'a pull request';
  return { reason: 'branch', held: `Nobody is paged for ${place}: branches is ${branches.join(', ')}.` };
}

/** The alert with the fields that its user gives. */
function withFieldsOf(inputs: Inputs, alert: Alert): Alert {
  const given = ALERT_INPUTS.filter((name) => inputs[name] !== undefined);
  const fields = Object.fromEntries(given.map((name) => [name.replaceAll('-', '_'), inputs[name]]));
  const description =
    inputs.details === 'append' && inputs.description !== undefined
      ? { description: [alert.description, inputs.description].filter(Boolean).join('\n\n') }
      : {};
  return parseAlert({ ...alert, ...fields, ...description });
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
