import { readFileSync } from 'node:fs';

import * as core from '@actions/core';
import * as z from 'zod/v4';

// Module by module: the core's index leads to everything, and the bundle would load all of it before the first line.
import { parseAlert, type Alert } from '../shared/alert.ts';
import { ConfigurationError, InvalidInputError } from '../shared/errors.ts';
import { DeliveryError } from '../shared/delivery/delivery.ts';
import { send as sendAlert } from 'alertbridge';
import { runtime } from 'alertbridge/node';
import { alertFromJob, jobUrlOf } from 'alertbridge/github';
import { jobOfEnvironment, outsiderOf } from 'alertbridge/github';
import type { Job } from 'alertbridge/github';
import { hint, temperstack } from 'alertbridge/temperstack';
import {
  ALERT_INPUTS,
  destinationOf,
  parseInputs,
  readEvent,
  readInputs,
  secretsIn,
  type Inputs,
} from './inputs.ts';
import { reportHiding, type Outcome, type Reason, type Report } from './report.ts';

// zod would generate code for each schema, which pays for the thousandth input and not for the first.
z.config({ jitless: true });

/** Set by a main step that leaves its alert to the post step. */
const REPORTS_AT_JOB_END = 'reports-at-job-end';

interface Step {
  inputs: Inputs;
  /** `null` in a dry run that needs none. */
  integrationUrl: string | null;
  report: Report;
}

/** The main step: sends an alert now, or checks that one can be sent when the job ends. */
export async function run(): Promise<void> {
  await withInputs(async (step) => {
    if (step.inputs.when === 'now') return await alert(step);
    core.saveState(REPORTS_AT_JOB_END, 'true');
    step.report.info('This job is watched: Temperstack is told when it ends.');
    return { reason: 'job-end' };
  });
}

/** The post step: sends what the main step left to it, by the status that the job ended with. */
export async function runPost(): Promise<void> {
  if (core.getState(REPORTS_AT_JOB_END) === 'true') await withInputs(alert);
}

async function withInputs(act: (step: Step) => Promise<Outcome>): Promise<void> {
  const raw = readInputs(core.getInput);
  // Nothing is printed before the secrets are masked.
  const report = reportHiding(secretsIn(raw, process.env));
  try {
    const inputs = parseInputs(raw);
    const { integrationUrl, missing } = destinationOf(inputs, process.env);
    if (missing !== undefined && !inputs['dry-run']) {
      const outsider = outsiderOf(process.env, readPayload());
      if (outsider === null) throw new ConfigurationError(missing);
      report.notice(
        'No alert',
        `GitHub gives no secrets to a run ${STARTED_BY[outsider]}, so there is no alert.`,
      );
      report.setOutputs({ reason: 'no-integration-url' });
      return;
    }
    report.setOutputs(await act({ inputs, integrationUrl, report }));
  } catch (error) {
    const isMistake = error instanceof InvalidInputError || error instanceof ConfigurationError;
    report.setOutputs({ reason: isMistake ? 'invalid-input' : 'not-delivered' });
    report.fail('Alert not sent', error instanceof Error ? error.message : String(error));
  }
}

const STARTED_BY = { fork: 'from a fork', dependabot: 'by Dependabot' };

/** Makes the alert and, unless there is a reason not to, sends it. */
async function alert(step: Step): Promise<Outcome> {
  const { inputs, report } = step;
  const event = readEvent(inputs, process.env['GITHUB_WORKSPACE'] ?? '');
  const made = event === null ? await alertOfJob(step) : await alertOfEvent(event, inputs);
  if ('skipped' in made) {
    report.info(made.skipped);
    return made;
  }
  const outcome = await send(made.alert, step);
  await report.writeSummary(outcome);
  return outcome;
}

type Made = { alert: Alert } | { skipped: string; reason: Reason; alert?: Alert };

async function alertOfEvent(event: string, inputs: Inputs): Promise<Made> {
  // Loaded only where there is an event, since it knows the events of every system.
  const { alertFromEvent } = await import('../shared/events.ts');
  const mapped = alertFromEvent(event);
  if (mapped === null) return { skipped: 'The event stands for no alert.', reason: 'event-ignored' };
  const alert = withFieldsOf(
    inputs,
    inputs.status === 'auto' ? mapped : { ...mapped, status: inputs.status },
  );
  return notifiesOf(alert, inputs) ?? { alert };
}

async function alertOfJob({ inputs, report }: Step): Promise<Made> {
  const jobId = Number(inputs['job-check-run-id']) || undefined;
  const bare = jobOfEnvironment(process.env, readPayload(), {
    status: inputs['job-status'],
    matrix: inputs['job-matrix'],
    workflowRef: inputs['job-workflow-ref'],
  });
  const job = jobId === undefined ? bare : { ...bare, url: jobUrlOf(bare, jobId) };
  const alertOf = (known: Job) => {
    const { status } = inputs;
    const cancelled = inputs['on-cancelled'] === 'alarm' ? 'Alarm' : 'ignore';
    const alert = alertFromJob(known, {
      statusFor: status === 'auto' ? { cancelled } : { success: status, failure: status, cancelled: status },
    });
    return alert && withFieldsOf(inputs, alert);
  };

  const alert = alertOf(job);
  if (alert === null) return { skipped: 'The job was cancelled, which is no alarm.', reason: 'cancelled' };
  const unwanted = notifiesOf(alert, inputs);
  if (unwanted) return unwanted;

  // Loaded only where GitHub has something to say: it weighs more than all the rest.
  const github = async () => {
    const token = inputs['github-token'];
    return token ? (await import('./github.ts')).connectToGitHub(token, report.debug) : undefined;
  };
  const asksForPrevious =
    alert.status === 'OK' && inputs.status === 'auto' && inputs.notify === 'failure-and-recovery';
  if (asksForPrevious) {
    const ends = await (await github())?.endsFailure(job, inputs['on-cancelled'] === 'alarm');
    if (ends === false) {
      return {
        skipped: 'The run before had not failed either: there is no alarm to end.',
        reason: 'nothing-to-end',
        alert,
      };
    }
    if (ends === undefined) {
      report.notice(
        'OK sent in any case',
        'How the run before ended could not be read, so OK is sent whether or not there is an alarm to end. To be asked only when there is, give the job `permissions: actions: read`.',
      );
    }
  }
  const asksForDetails =
    (alert.status === 'Alarm' && !inputs.description) || (job.url === undefined && !inputs['alert-url']);
  const details = asksForDetails
    ? await (
        await github()
      )?.lookUp(job, {
        jobId,
        runnerName: process.env['RUNNER_NAME'],
        commit: job.commit === undefined && !inputs.description,
      })
    : undefined;
  return { alert: alertOf({ ...job, ...details }) ?? alert };
}

/** Why an alert is not wanted by `notify`, where it is not. */
function notifiesOf(alert: Alert, { notify }: Inputs): Made | undefined {
  return alert.status === 'OK' && notify === 'failure'
    ? { skipped: 'The status is OK, and only failures are to be notified.', reason: 'not-failed', alert }
    : undefined;
}

function withFieldsOf(inputs: Inputs, alert: Alert): Alert {
  const given = ALERT_INPUTS.filter((name) => inputs[name] !== undefined);
  return parseAlert({
    ...alert,
    ...Object.fromEntries(given.map((name) => [name.replaceAll('-', '_'), inputs[name]])),
  });
}

async function send(alert: Alert, { inputs, integrationUrl, report }: Step): Promise<Outcome> {
  const subject = `${alert.status} "${alert.alert_name}" (${alert.alert_id})`;
  if (integrationUrl === null || inputs['dry-run']) {
    report.info(`Dry run, nothing is sent: ${subject}`);
    return { reason: 'dry-run', alert };
  }
  try {
    const delivery = await sendAlert(alert, temperstack({ integrationUrl }), runtime, {
      giveUpAfterMs: 120_000,
      timeoutMs: inputs.timeout * 1_000,
    });
    report.info(`Sent ${subject}: HTTP ${delivery.status}, attempts: ${delivery.attempts.length}`);
    return { reason: '', alert, delivery };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const say = inputs['fail-on-error'] ? report.fail : report.warn;
    say('Alert not delivered', `${subject}: ${error.message} ${hint(error.delivery)}`);
    return { reason: 'not-delivered', alert, delivery: error.delivery };
  }
}

/** The payload of the event that started the run; `null` where there is none to read. */
function readPayload(): unknown {
  try {
    return JSON.parse(readFileSync(process.env['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
  } catch {
    return null;
  }
}
