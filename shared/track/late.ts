import type { AlarmState, ReporterState } from './alarm.ts';
import type { Arrival } from './arrival.ts';
import type { Decision } from './decision.ts';

/**
 * What becomes of a report that says nothing new, whichever way it came: one that came before, or one that happened before
 * what is known of its reporter. `undefined` where it is news.
 */
export function decideOldNews(
  alarm: AlarmState,
  known: ReporterState | undefined,
  arrival: Arrival,
): Decision | undefined {
  const { event, at, policy } = arrival;
  if (policy.duplicates === 'repeat' && event !== undefined && event === alarm.event) {
    return { change: 'repeat', reason: 'the same event again, sent again since its first try may be lost' };
  }
  if (known === undefined) return undefined;
  if (isSame(known, arrival)) return { change: 'hold', reason: 'the same result again' };
  if (at < known.at) return { change: 'hold', reason: 'late: something newer is known' };
  return undefined;
}

/** By the event's id; where it has none, by its own time and what it says. */
function isSame(known: ReporterState, { report, event, at, isAlarm }: Arrival): boolean {
  if (event !== undefined) return event === known.event;
  return report.at !== undefined && at === known.at && isAlarm === (known.sees === 1);
}
