import './jitless.ts';

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import * as core from '@actions/core';
import { attemptCountOf, type Alert, type Change, type Runtime } from 'alertbridge';
import {
  failedJobsOf,
  failedStepsOf,
  isWantedLine,
  jobsNamed,
  jobUrlOf,
  lineOf,
  nameOfJob,
  outsiderOf,
  whyFailed,
  type Job,
} from 'alertbridge/github';

// The package's own index brings all of Octokit; this is what the event says, and nothing else.
import { Context } from '../node_modules/@actions/github/lib/context.js';
import {
  deliverEverywhere,
  destinationsOf,
  subjectOf,
  type Destinations,
  type Sending,
} from './destinations.ts';
import { connectToGitHub, GitHubError, PATIENCE_MS } from './github.ts';
import type { Newer } from './history.ts';
import {
  INTEGRATION_URL_VARIABLE,
  parseInputsLeniently,
  readInputs,
  secretsIn,
  type InputName,
  type Inputs,
} from './inputs.ts';
import { isInvalidInput, isMistake, type Mistake } from './mistakes.ts';
import { reportHiding, type Outcome, type Report } from './report.ts';
import {
  chooseSubject,
  deploysTo,
  ownJobOf,
  unwantedLine,
  type Held,
  type Situation,
  type Subject,
} from './subject.ts';
import { createRuntime } from './transport.ts';
import type { JobSettings } from './workflow-file.ts';

/** Set by a main step that leaves its alert to the post step: when it ran, in ms since the epoch. */
const GUARD_SET_AT = 'guard-set-at';

/**
 * So long an Alarm waits for what GitHub has to say, in ms: a newer run may have told already, and one page with everything in
 * it is better than two. What comes later is sent after it under the same id.
 */
const HEAD_START_MS = 1_000;

/** After so many seconds the details that come after an Alarm are given up. */
const GIVE_UP_DETAILS_AFTER = 20;

interface Step extends Situation {
  destinations: Destinations;
  runtime: Runtime;
  /** What is wrong with the inputs that were left out; `null` where nothing is. */
  fault: Mistake | null;
}

/** The main step: sends an alert now, or checks that one can be sent when the job ends. */
export async function run(): Promise<void> {
  const isGuard = core.getInput('when').trim().toLowerCase() === 'job-end';
  await withStep(undefined, isGuard ? setGuard : sendAlert);
}

/** The post step: sends what the main step left to it, by the status that the job ended with. */
export async function runPost(): Promise<void> {
  const setAt = core.getState(GUARD_SET_AT);
  if (setAt !== '') await withStep(Number(setAt), sendAlert);
}

async function withStep(
  startedAt: number | undefined,
  act: (step: Step) => Promise<Outcome> | Outcome,
): Promise<void> {
  const raw = readInputs(core.getInput);
  const { env } = process;
  // Nothing is printed before the secrets are masked.
  const report = reportHiding(secretsIn(raw, env));
  try {
    const { inputs, fault: wrong } = parseInputsLeniently(raw);
    const { destinations, fault: wrongWebhook } = await usableDestinationsOf(inputs, env);
    const fault = wrong ?? wrongWebhook;
    const payload = readPayload();
    if (destinations.missing !== undefined && !inputs['dry-run']) {
      // What is wrong otherwise must not be hidden by what is missing.
      if (fault !== null) throw fault;
      report.setOutputs(tellMissing(destinations.missing, inputs, env, payload, report));
      return;
    }
    // The post step would say it again.
    if (destinations.lacking !== undefined && startedAt === undefined) {
      report.warn('One destination of two', destinations.lacking);
    }
    const runtime = createRuntime(env);
    const github = connect(inputs, env, runtime);
    report.setOutputs(
      await act({ inputs, fault, destinations, payload, env, startedAt, runtime, github, report }),
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    report.setOutputs({ reason: isMistake(error) ? 'invalid-input' : 'not-delivered', held: message });
    report.fail('Alert not sent', message);
  }
}

/** The destinations as they are without the inputs that are wrong, and what is wrong with the first of those. */
async function usableDestinationsOf(
  inputs: Inputs,
  env: NodeJS.ProcessEnv,
): Promise<{ destinations: Destinations; fault: Mistake | null }> {
  try {
    return { destinations: await destinationsOf(inputs, env), fault: null };
  } catch (error) {
    if (!isMistake(error)) throw error;
    const wrong = isInvalidInput(error) ? error.issues.map(({ path }) => path) : OF_TEMPERSTACK;
    const blanked = Object.fromEntries(wrong.map((name) => [name, undefined]));
    const rest = isInvalidInput(error) ? env : { ...env, [INTEGRATION_URL_VARIABLE]: undefined };
    const isAnyLeft =
      wrong.some((name) => inputs[name as InputName] !== undefined) ||
      rest[INTEGRATION_URL_VARIABLE] !== env[INTEGRATION_URL_VARIABLE];
    if (!isAnyLeft) throw error;
    const usable = await usableDestinationsOf({ ...inputs, ...blanked }, rest).catch(() => undefined);
    if (usable === undefined || usable.destinations.missing !== undefined) throw error;
    return { destinations: usable.destinations, fault: error };
  }
}

const OF_TEMPERSTACK: InputName[] = ['integration-url', 'organization', 'api-key'];

/** Says that there is nowhere to send an alert to, where that is a mistake and not GitHub's way with the runs of others. */
function tellMissing(
  missing: string,
  inputs: Inputs,
  env: NodeJS.ProcessEnv,
  payload: unknown,
  report: Report,
): Outcome {
  const outsider = outsiderOf(env, payload);
  if (outsider !== null) {
    const held = `GitHub gives no secrets to a run ${STARTED_BY[outsider]}, so there is no alert.`;
    report.notice('No alert', held);
    return { reason: 'no-integration-url', held };
  }
  const say = inputs['fail-on-error'] ? report.fail : report.error;
  say('No alert can be sent', missing);
  return { reason: 'invalid-input', held: missing };
}

const STARTED_BY = { fork: 'from a fork', dependabot: 'by Dependabot' };

function connect(inputs: Inputs, env: NodeJS.ProcessEnv, runtime: Runtime): Situation['github'] {
  const { 'github-token': token } = inputs;
  const { GITHUB_REPOSITORY: repository, GITHUB_API_URL: apiUrl = 'https://api.github.com' } = env;
  if (token === undefined || !repository) return undefined;
  return connectToGitHub({ apiUrl, repository, token, runtime, signal: AbortSignal.timeout(PATIENCE_MS) });
}

/** Checks all that the post step will need, so that a mistake is told while somebody looks. */
function setGuard({ inputs, fault, env, payload, report }: Step): Outcome {
  if (fault !== null) throw fault;
  ownJobOf({ inputs, env, payload });
  const line = lineOf(env, payload);
  if (inputs.status === 'auto' && !isWantedLine(line, inputs.branches)) {
    const unwanted = unwantedLine(line, inputs);
    report.info(unwanted.held);
    return unwanted;
  }
  core.saveState(GUARD_SET_AT, String(Date.now()));
  report.info('This job is watched: an alert is sent when it ends.');
  tellBlindSpot({ inputs, env, report });
  return { reason: 'job-end', held: 'The alert is sent when the job ends.' };
}

/** A guard that comes behind other steps cannot see that one of them fails, since it does not run then. */
function tellBlindSpot({ inputs, env, report }: Pick<Step, 'inputs' | 'env' | 'report'>): void {
  const workspace = env['GITHUB_WORKSPACE'] ?? '';
  const isFresh = env['RUNNER_ENVIRONMENT'] === 'github-hosted';
  const hasFailed = inputs['job-status'] !== 'success';
  if (!hasFailed && !(isFresh && workspace !== '' && existsSync(join(workspace, '.git')))) return;
  report.info(
    'This step is not the first of its job. Were a step before it to fail, it would not run, and nobody would be paged: put it first, or give it `if: always()`.',
  );
}

/** Makes the alert and, unless there is a reason not to, sends it. */
async function sendAlert(step: Step): Promise<Outcome> {
  const { fault, report } = step;
  const subject = await chooseSubject(step).catch((error: unknown) => {
    // What is wrong with the inputs is more likely to be the cause than what came of leaving them out.
    throw fault ?? error;
  });
  const isAlarm = !('held' in subject) && subject.status === 'Alarm';
  // A page is worth more than the fields of it that cannot be used.
  if (fault !== null && !isAlarm) throw fault;
  if (fault !== null) report.warn('Inputs left out', `The alert goes out without them. ${fault.message}`);
  if ('held' in subject) return hold(subject, report);
  const outcome = isAlarm ? await raise(subject, step) : await resolve(subject, step);
  for (const alert of subject.others ?? []) {
    if (alert.status === 'OK' && step.inputs.notify === 'failure') continue;
    await deliver({ alert, change: alert.status === 'Alarm' ? 'open' : 'resolve' }, subject, step);
  }
  return outcome;
}

function hold({ isNotable, ...held }: Held, report: Report): Outcome {
  if (isNotable) report.notice('No alert', held.held);
  else report.info(held.held);
  return held;
}

/** Sends an Alarm at once, and again with what GitHub had to say where that came late. */
async function raise(subject: Subject, step: Step): Promise<Outcome> {
  const { report } = step;
  const known: { newer?: Newer | undefined; details: Partial<Job> } = { details: {} };
  const questions = Promise.all([
    asksForNewer(subject) &&
      answer(step, 'what newer runs did', async () => (known.newer = await subject.history?.newer())),
    ...detailsOf(subject, step).map(
      async (detail) =>
        await answer(step, 'everything about the job', async () =>
          Object.assign(known.details, await detail()),
        ),
    ),
  ]);
  const waiting = new AbortController();
  await Promise.race([
    questions,
    pause(HEAD_START_MS, undefined, { signal: waiting.signal }).catch(() => undefined),
  ]);
  waiting.abort();

  if (known.newer !== undefined) return holdForNewer(known.newer, subject.alertWith(known.details), report);
  const first = subject.alertWith({ ...known.details });
  const outcome = await deliver({ alert: first, change: 'open' }, subject, step);
  await report.writeSummary(outcome);
  await questions;

  if (outcome.reason !== '') return outcome;
  if (isToldBefore(known.newer)) return await takeBack(known.newer, subject, outcome, step);
  const whole = subject.alertWith(known.details);
  if (JSON.stringify(whole) === JSON.stringify(first)) return outcome;
  const enriched = await deliver({ alert: whole, change: 'update' }, subject, step, GIVE_UP_DETAILS_AFTER);
  return enriched.reason === '' ? { ...enriched, change: 'open' } : outcome;
}

function asksForNewer({ isGiven }: Subject): boolean {
  return !isGiven;
}

/** Narrows what a later answer may have filled in. */
function isToldBefore(newer: Newer | undefined): newer is Newer {
  return newer !== undefined;
}

function holdForNewer({ run, word }: Newer, alert: Alert, report: Report): Outcome {
  const held = `Run #${run.run_number}, which is newer, has ${WORDS[word.last]} already, so this run says nothing.`;
  report.notice('No alert', held);
  return { reason: 'newer-run', held, alert };
}

const WORDS = { failed: 'failed', passed: 'passed' };

/** Ends the alarm that went out before it was known that a newer run had passed already. */
async function takeBack(
  { run, word }: Newer,
  subject: Subject,
  outcome: Outcome,
  step: Step,
): Promise<Outcome> {
  if (word.last === 'failed' || outcome.alert === undefined) return outcome;
  const { alert_priority: _priority, ...rest } = outcome.alert;
  const description = `Run #${run.run_number}, which is newer, has passed already.`;
  step.report.notice('Alarm taken back', `${description} GitHub said so only after the Alarm had been sent.`);
  return await deliver({ alert: { ...rest, status: 'OK', description }, change: 'resolve' }, subject, step);
}

/** Sends an OK where an alert may be open. */
async function resolve(subject: Subject, step: Step): Promise<Outcome> {
  const { inputs, report, github } = step;
  const alert = subject.alertWith({});
  if (inputs.notify === 'failure') {
    return hold(
      { reason: 'not-failed', held: 'The status is OK, and only failures are to be notified.', alert },
      report,
    );
  }
  let isKnown = subject.isGiven || inputs.notify === 'always';
  if (!isKnown && subject.history !== undefined && github !== undefined) {
    const { history } = subject;
    const told = await answer(step, 'how the runs before ended', async () => {
      const [newer, mayBeOpen] = await Promise.all([history.newer(), history.mayBeOpen()]);
      return { newer, mayBeOpen };
    });
    if (told?.newer?.word.last === 'failed') return holdForNewer(told.newer, alert, report);
    if (told?.mayBeOpen === false) {
      const held = 'None of the last runs had failed: there is no alarm to end.';
      return hold({ reason: 'nothing-to-end', held, alert }, report);
    }
    isKnown = told !== undefined;
  }
  const outcome = await deliver({ alert, change: 'resolve' }, subject, step);
  // An OK that may have nothing to end, sent after each green job, is nothing to read about.
  if (isKnown || outcome.reason !== '') await report.writeSummary(outcome);
  return outcome;
}

/** The answer to a question, or `undefined` where GitHub gave none: who it tells depends on why. */
async function answer<Answer>(
  { report }: Pick<Step, 'report'>,
  question: string,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    // An answer of another shape than documented must not cost the alert.
    const why = error instanceof GitHubError ? error.message : `GitHub's answer could not be read`;
    const text = `GitHub did not say ${question}: ${why}.`;
    if (error instanceof GitHubError && error.isRefusal) report.debug(text);
    else report.noticeOnce('No answer from GitHub', text, why);
    return undefined;
  }
}

/** The questions about what a person on call wants to see, each of which fills in a part of the job. */
function detailsOf(subject: Subject, step: Step): (() => Promise<Partial<Job>>)[] {
  const { job, history, tellsOf } = subject;
  const { inputs, github } = step;
  if (job === undefined || history === undefined || github === undefined) return [];
  const isDescribed = inputs.description !== undefined && inputs.details === 'replace';
  const questions: (() => Promise<Partial<Job>>)[] = [];
  const isPlain = isDescribed && inputs['alert-priority'] !== undefined;
  if (tellsOf === undefined && job.status !== 'success' && !isPlain) {
    questions.push(() => whatTheFileSays(subject, step));
  }
  if (isDescribed && (job.url !== undefined || inputs['alert-url'] !== undefined)) return questions;
  if (!isDescribed && job.commit === undefined && job.sha !== undefined) {
    const { sha } = job;
    questions.push(async () => {
      const commit = await github.commit(sha);
      return commit === undefined ? {} : { commit };
    });
  }
  if (tellsOf !== undefined) return [...questions, () => failedJobs(subject, step)];
  // A job's id is its check run's too, so that why it failed can be asked before it is known what the job is.
  const jobId = Number(inputs['job-check-run-id']) || undefined;
  if (jobId !== undefined) questions.push(async () => await reasonsOf(jobId, step));
  questions.push(async () => {
    const own = await history.ownJob();
    if (own === undefined) return {};
    tellSharedId(job, step, own.name, await othersOfCalled(job, step));
    const found = { url: own.html_url ?? jobUrlOf(job, own.id), failedSteps: failedStepsOf(own) };
    return jobId === undefined ? { ...found, ...(await reasonsOf(own.id, step)) } : found;
  });
  return questions;
}

/** Whether the run goes on all the same, and where the job deploys to: by the workflow file, or else by what earlier runs show. */
async function whatTheFileSays({ job, history, settings }: Subject, step: Step): Promise<Partial<Job>> {
  if (job === undefined) return {};
  const said = await answer(step, 'what is in the workflow file', async () => await settings?.());
  if (said !== undefined) tellChosenEnvironment(said, job, step);
  const isForgiven = job.forgiven ?? said?.forgiven ?? (await history?.isForgiven());
  return { ...(isForgiven && { forgiven: true }), ...deploysTo(said ?? {}, job) };
}

/** The id holds what an input called `environment` says, and no other. */
function tellChosenEnvironment(said: JobSettings, job: Job, { inputs, report }: Step): void {
  const { environment, environmentInput: input } = said;
  const isApart =
    job.environment !== undefined || job.scope !== undefined || inputs['alert-id'] !== undefined;
  if (environment === undefined || input === undefined || isApart) return;
  report.warn(
    'One alert for several environments',
    `This job deploys to ${environment}, as the input ${input} says, which its alert's id does not hold: the OK of another environment can close it. Give the step \`alert-scope: \${{ inputs.${input} }}\`.`,
  );
}

/** More jobs than this are not asked why they failed. */
const MAX_ASKED_WHY = 3;

/** The jobs that failed; where none did, those that were cancelled, since one that ran out of time is listed as that. */
async function failedJobs({ job, tellsOf }: Subject, step: Step): Promise<Partial<Job>> {
  if (job === undefined) return {};
  const jobs = (await step.github?.jobs(job.runId)) ?? [];
  const own = jobs.filter(
    (one) => (one.run_attempt ?? 1) === job.runAttempt && (tellsOf === undefined || tellsOf(one)),
  );
  const failed = failedJobsOf(own);
  const isCancelled = failed.length === 0;
  const listed = isCancelled ? own.filter(({ conclusion }) => conclusion === 'cancelled') : failed;
  if (listed.length === 0) return {};
  const reasons = await Promise.all(listed.slice(0, MAX_ASKED_WHY).map(({ id }) => reasonsOf(id, step)));
  return {
    failedJobs: listed.map((one, at) => ({
      name: one.name,
      ...(isCancelled && { outcome: 'was cancelled' }),
      url: one.html_url ?? jobUrlOf(job, one.id),
      steps: failedStepsOf(one),
      ...reasons[at],
    })),
  };
}

/** Why a job failed; nothing where the token may not read its annotations. */
async function reasonsOf(jobId: number, step: Step): Promise<{ reasons?: string[] }> {
  const annotations = await answer(
    step,
    'why the job failed',
    async () => await step.github?.annotations(jobId),
  );
  const reasons = whyFailed(annotations ?? []).map(step.report.masked);
  return reasons.length === 0 ? {} : { reasons };
}

/** The other jobs of the run that a reusable workflow has under the same key. */
async function othersOfCalled(job: Job, step: Step): Promise<string[]> {
  const { calledWorkflowFile: called, workflowFile } = job;
  const isApart =
    job.scope !== undefined || job.environment !== undefined || step.inputs['alert-id'] !== undefined;
  if (called === undefined || called === workflowFile || isApart) return [];
  const jobs = (await step.github?.jobs(job.runId)) ?? [];
  return [...new Set(jobsNamed(jobs, nameOfJob(job)).map(({ name }) => name))];
}

function tellSharedId(job: Job, { report }: Step, own: string, names: readonly string[]): void {
  if (names.length < 2) return;
  report.warn(
    'Two jobs, one alert',
    `${names.join(' and ')} have one alert id, since each of them is called ${job.job} in its reusable workflow: the OK of one can close the other's alert. Give the step \`alert-scope\`, e.g. \`\${{ inputs.environment }}\`. This is ${own}.`,
  );
}

/** Delivers an alert to each destination, says what came of it, and gives it as the outcome of the step. */
async function deliver(
  message: { alert: Alert; change: Change },
  subject: Subject,
  { inputs, destinations, runtime, report }: Step,
  limitSeconds?: number,
): Promise<Outcome> {
  const { alert, change } = message;
  if (inputs['dry-run'] || destinations.always.length === 0) {
    report.info(`Dry run, nothing is sent: ${subjectOf(alert)}`);
    return { reason: 'dry-run', held: 'This is a dry run.', alert };
  }
  const sendings = await deliverEverywhere(
    { ...message, event: subject.event },
    destinations,
    runtime,
    inputs,
    limitSeconds,
  );
  const taken = sendings.filter(({ failure }) => failure === null);
  for (const sending of sendings) tellSending(sending, message, taken.length > 0, inputs, report);
  const delivery = (taken[0] ?? sendings[0])?.delivery;
  const names = taken.map(({ destination }) => destination.name);
  if (taken.length > 0) return { reason: '', alert, change, destinations: names, delivery };
  const held = sendings.map(({ failure }) => failure).join(' ');
  return { reason: 'not-delivered', held, alert, delivery };
}

function tellSending(
  { destination, delivery, failure }: Sending,
  { alert, change }: { alert: Alert; change: Change },
  isTaken: boolean,
  inputs: Inputs,
  report: Report,
): void {
  if (failure === null) {
    const to = destination.name === 'temperstack' ? '' : ` to the ${destination.name}`;
    report.info(
      `Sent ${subjectOf(alert)}${to}: HTTP ${delivery?.status}, attempts: ${delivery && attemptCountOf(delivery)}`,
    );
    return;
  }
  // The page is there already where only the details that came after it are lost.
  const isDetails = change === 'update';
  const isLost = !isTaken && !isDetails;
  // A page that nobody got is an error whatever becomes of the job; a lost OK is made good by the next green run.
  const sayLost = inputs['fail-on-error']
    ? report.fail
    : alert.status === 'Alarm'
      ? report.error
      : report.warn;
  const say = isLost ? sayLost : report.warn;
  say(isDetails ? 'Details not delivered' : 'Alert not delivered', `${subjectOf(alert)}: ${failure}`);
}

/** The payload of the event that started the run; `null` where there is none to read. */
function readPayload(): unknown {
  try {
    return new Context().payload;
  } catch {
    return null;
  }
}
