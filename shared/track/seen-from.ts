import { ALERT_LENGTHS, type Alert } from '../alert.ts';
import { cut } from '../text.ts';
import { counts, type AlarmState, type ReporterState } from './alarm.ts';
import type { Policy } from './policy.ts';

/** So many reporters are named; the others are counted. */
const MAX_NAMED = 8;

export function nameOfReporter({ id, name }: ReporterState): string {
  return name ?? id;
}

/** "Oslo", "Oslo and Dublin", "Oslo, Dublin and 3 more": bounded, for a sentence. */
export function listed(names: readonly string[], more = 0): string {
  const all = names.length + more;
  const named = names.slice(0, MAX_NAMED);
  if (all > named.length) return `${named.join(', ')} and ${all - named.length} more`;
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

/**
 * Who sees the alarm and how many do not, as a line for a person: "Seen from Oslo and Dublin; 18 others pass". The reporters
 * may be locations as well as calls or jobs. `undefined` where only one reporter is known.
 */
export function seenFromLine({ by, dropped = [0, 0] }: AlarmState): string | undefined {
  const [droppedSeeing, droppedPassing] = dropped;
  const seeing = by.filter(({ sees }) => sees === 1).map(nameOfReporter);
  const passing = by.length - seeing.length + droppedPassing;
  if (seeing.length + droppedSeeing + passing < 2 || seeing.length === 0) return undefined;
  const others = passing === 0 ? '' : passing === 1 ? '; 1 other passes' : `; ${passing} others pass`;
  return `Seen from ${listed(seeing, droppedSeeing)}${others}`;
}

/**
 * An alert as it is sent: an Alarm with the highest priority of those who see it and with who they are, an OK with the name
 * of the Alarm that it ends, which the OK's own event may not know.
 */
export function alertToSend(alert: Alert, alarm: AlarmState, policy: Policy): Alert {
  if (alert.status === 'OK') return alarm.name === undefined ? alert : { ...alert, alert_name: alarm.name };
  const line = seenFromLine(alarm);
  const isCritical = isSeenAsCritical(alarm.by, policy);
  if (line === undefined && !isCritical) return alert;
  return {
    ...alert,
    ...(isCritical && { alert_priority: 'Critical' as const }),
    ...(line !== undefined && { description: withLine(alert.description, line) }),
  };
}

/** Whether any reporter that counts sees it as Critical. */
export function isSeenAsCritical(by: readonly ReporterState[], policy: Policy): boolean {
  return by.some((reporter) => reporter.critical === 1 && counts(reporter, policy));
}

function withLine(description: string | undefined, line: string): string {
  if (description === undefined || description === '') return line;
  return `${cut(description, ALERT_LENGTHS.description - line.length - 1)}\n${line}`;
}
