import type { AlarmState } from './alarm.ts';
import type { Arrival } from './arrival.ts';
import { wasTold } from './gists.ts';
import { isSeenAsCritical } from './seen-from.ts';

/**
 * Why people must be told more of an open alarm: its priority is higher than they were told last, or what they must know is
 * something that they were not told in this alarm. A further reporter alone is no reason.
 */
export function whyUpdated(alarm: AlarmState, { report: { gist }, policy }: Arrival): string | undefined {
  if (isSeenAsCritical(alarm.by, policy) && (alarm.critical ?? 0) < alarm.told) {
    return 'the priority rises to Critical';
  }
  return gist === undefined || wasTold(alarm.gists, gist) ? undefined : 'there is something new to know';
}
