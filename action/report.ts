import * as core from '@actions/core';
import { summary } from '@actions/core';

import { attemptCountOf, type Alert, type Change, type Delivery } from 'alertbridge';
import { oneLine, redactor, webUrl } from 'alertbridge/host';

/** Why nothing was sent; empty where it was. */
export type Reason =
  | ''
  | 'job-end'
  | 'no-integration-url'
  | 'branch'
  | 'fork'
  | 'cancelled'
  | 'superseded'
  | 'matrix'
  | 'newer-run'
  | 'not-failed'
  | 'nothing-to-end'
  | 'event-ignored'
  | 'run-ignored'
  | 'dry-run'
  | 'not-delivered'
  | 'invalid-input';

/** What came of a step: the alert where one was made, and the delivery where one was tried. */
export interface Outcome {
  reason: Reason;
  /** Why nothing was sent, in words; absent where something was. */
  held?: string | undefined;
  alert?: Alert | undefined;
  change?: Change | undefined;
  /** The names of the destinations that took the alert. */
  destinations?: readonly string[] | undefined;
  delivery?: Delivery | null | undefined;
}

export type Report = ReturnType<typeof reportHiding>;

/**
 * Says things to the log, the annotations, the summary and the outputs, and none of the secrets to any of them. From here
 * on the runner masks them too, whatever prints them.
 *
 * Each message is one line and has no `##[` in it, so that no commit title can give the runner a command.
 */
export function reportHiding(secrets: readonly string[]) {
  for (const secret of secrets) core.setSecret(secret);
  const { text: masked } = redactor(secrets);
  const shown = (text: string) => oneLine(masked(text)).replaceAll('##[', '## [');
  const told = new Set<string>();
  return {
    /** Text that is to be sent, without the secrets. */
    masked,
    debug: (text: string) => core.debug(shown(text)),
    info: (text: string) => core.info(shown(text)),
    notice: (title: string, text: string) => core.notice(shown(text), { title }),
    /** A notice the first time that something is the cause; after that it is only for who debugs. */
    noticeOnce: (title: string, text: string, cause: string) => {
      if (told.has(cause)) core.debug(shown(text));
      else core.notice(shown(text), { title });
      told.add(cause);
    },
    warn: (title: string, text: string) => core.warning(shown(text), { title }),
    error: (title: string, text: string) => core.error(shown(text), { title }),
    fail: (title: string, text: string) => {
      process.exitCode = 1;
      core.error(shown(text), { title });
    },
    setOutputs: (outcome: Outcome) => {
      try {
        for (const [name, value] of Object.entries(outputsOf(outcome))) core.setOutput(name, masked(value));
      } catch (error) {
        // A disk that is full is why many a job fails, and its page has gone out by now.
        const why = error instanceof Error ? error.message : String(error);
        core.warning(shown(`The step's outputs could not be written: ${why}`), { title: 'No outputs' });
      }
    },
    writeSummary: async (outcome: Outcome) => {
      const alert = Object.entries(outcome.alert ?? {}) as [string, string][];
      summary.addHeading(headingOf(outcome), 3);
      summary.addTable(alert.map(([field, value]) => [{ data: field, header: true }, cellOf(masked(value))]));
      try {
        await summary.write();
      } catch {
        // Older servers have no job summaries.
        core.debug('The job summary could not be written.');
      }
    },
  };
}

function outputsOf({ reason, held, alert, change, destinations, delivery }: Outcome): Record<string, string> {
  return {
    sent: String(reason === ''),
    reason,
    held: held ?? '',
    status: alert?.status ?? '',
    change: reason === '' ? (change ?? '') : 'hold',
    'alert-id': alert?.alert_id ?? '',
    alert: alert === undefined ? '' : JSON.stringify(alert),
    destination: (destinations ?? []).join(','),
    'http-status': String(delivery?.status ?? ''),
    attempts: String(delivery ? attemptCountOf(delivery) : 0),
    response: textOf(delivery?.body),
  };
}

function textOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

const TITLES: Record<string, string> = { temperstack: 'Temperstack', webhook: 'the webhook' };

function headingOf({ reason, delivery, destinations = [] }: Outcome): string {
  if (reason === '') {
    const names = destinations.map((name) => TITLES[name] ?? name).join(' and ');
    return `Alert sent to ${names} (HTTP ${delivery?.status})`;
  }
  return reason === 'dry-run' ? 'Alert of a dry run: nothing was sent' : 'Alert that could not be delivered';
}

/** Text as HTML that shows just that text: nothing in it is a tag, and no blank line ends the table and starts Markdown. */
function cellOf(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>');
  return webUrl(text) === undefined ? escaped : `<a href="${escaped}">${escaped}</a>`;
}
