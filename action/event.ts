import './jitless.ts';

import { reportsFrom, UNTRACKED_MAPPINGS, type Alert } from 'alertbridge';

/** The alerts that an event of any known system stands for, and why there is none where it stands for none. */
export function mapEvent(text: string): { alerts: Alert[]; event: unknown; ignored: string | undefined } {
  const { reports, event, ignored } = reportsFrom(text, UNTRACKED_MAPPINGS);
  return { alerts: reports.map(({ alert }) => alert), event, ignored };
}
