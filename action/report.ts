import * as core from '@actions/core';
import { summary } from '@actions/core';

import type { Alert } from '../shared/alert.ts';
import type { Delivery } from '../shared/delivery/delivery.ts';
import { redact, redactValue } from '../shared/redact.ts';
import { oneLine, webUrl } from '../shared/text.ts';

/** Why nothing was sent; empty where it was. */
export type Reason =
  | ''
  | 'job-end'
  | 'no-integration-url'
  | 'cancelled'
  | 'not-failed'
  | 'nothing-to-end'
  | 'event-ignored'
  | 'dry-run'
  | 'not-delivered'
  | 'invalid-input';

/** What came of a step: the alert where one was made, and the delivery where one was tried. */
export interface Outcome {
  reason: Reason;
  alert?: Alert | undefined;
  delivery?: Delivery | undefined;
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
  const shown = (text: string) => oneLine(redact(text, secrets)).replaceAll('##[', '## [');
  return {
    debug: (text: string) => core.debug(shown(text)),
    info: (text: string) => core.info(shown(text)),
    notice: (title: string, text: string) => core.notice(shown(text), { title }),
    warn: (title: string, text: string) => core.warning(shown(text), { title }),
    fail: (title: string, text: string) => {
      process.exitCode = 1;
      core.error(shown(text), { title });
    },
    setOutputs: (outcome: Outcome) => {
      for (const [name, value] of Object.entries(outputsOf(outcome)))
        core.setOutput(name, redact(value, secrets));
    },
    writeSummary: async (outcome: Outcome) => {
      const alert = redactValue(outcome.alert ?? {}, secrets) as Record<string, string>;
      summary.addHeading(headingOf(outcome), 3);
      summary.addTable(
        Object.entries(alert).map(([field, value]) => [{ data: field, header: true }, cellOf(value)]),
      );
      try {
        await summary.write();
      } catch {
        // Older servers have no job summaries.
        core.debug('The job summary could not be written.');
      }
    },
  };
}

function outputsOf({ reason, alert, delivery }: Outcome): Record<string, string> {
  return {
    sent: String(reason === ''),
    reason,
    status: alert?.status ?? '',
    'alert-id': alert?.alert_id ?? '',
    alert: alert === undefined ? '' : JSON.stringify(alert),
    'http-status': String(delivery?.status ?? ''),
    attempts: String(delivery?.attempts.length ?? 0),
    response: textOf(delivery?.body),
  };
}

function textOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function headingOf({ reason, delivery }: Outcome): string {
  if (reason === '') return `Alert sent to Temperstack (HTTP ${delivery?.status})`;
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
