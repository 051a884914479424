import { tableOf } from '../table.ts';
import type { TemperstackRequest } from './server.ts';

/** What Temperstack received, as a table for a terminal, one line a request. */
export function requestTable(requests: TemperstackRequest[]): string {
  return tableOf([
    ['#', 'Answer', 'Status', 'Priority', 'alert_id', 'Alert'],
    ...requests.map(({ number, status, alert, reasons }) => [
      String(number),
      String(status ?? 'none'),
      alert?.status ?? '',
      alert?.alert_priority ?? '',
      alert?.alert_id ?? '',
      alert?.alert_name ?? reasons.join('; '),
    ]),
  ]);
}

/** Why what Temperstack received is not an alert that opened and then closed under one id; `null` where it is. */
export function whyNotOpenedAndClosed(requests: TemperstackRequest[]): string | null {
  const refused = requests.find(({ alert }) => alert === null);
  if (refused !== undefined) return `Request ${refused.number} was no alert: ${refused.reasons.join('; ')}.`;
  const ids = new Set(requests.map(({ alert }) => alert?.alert_id));
  if (ids.size > 1 || ids.has(undefined)) return 'Not all alerts came with one and the same alert_id.';
  const statuses = requests.map(({ alert }) => alert?.status);
  if (!statuses.includes('Alarm')) return 'No Alarm came.';
  if (statuses.at(-1) !== 'OK') return 'The last alert was not the OK.';
  return null;
}
