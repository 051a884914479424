import { keepsOpen, newestAt, wellSince, type AlarmState, type ReporterState } from './alarm.ts';
import type { Arrival } from './arrival.ts';
import { listed, nameOfReporter } from './seen-from.ts';

/**
 * Why an OK does not close an open alarm yet: its reporter has not said it often enough in a row, another still sees it, or
 * it has not been well for long enough. `undefined` where it closes.
 */
export function whyNotClosed(
  { by }: AlarmState,
  reporter: ReporterState,
  { report, policy }: Arrival,
): string | undefined {
  if (keepsOpen(reporter, policy)) {
    return `${reporter.row} of the ${policy.closeAfter} good ones in a row needed`;
  }
  const others = by.filter((other) => keepsOpen(other, policy));
  if (others.length > 0) return `still seen from ${listed(others.map(nameOfReporter))}`;
  // This report may have come late, and others have passed since it happened.
  const wellMs = newestAt(by) - wellSince(by);
  if (report.kind === 'sample' && wellMs < policy.closeAfterMs) {
    return `well for ${spell(wellMs)} of the ${spell(policy.closeAfterMs)} needed`;
  }
  return undefined;
}

function spell(ms: number): string {
  return ms < 60_000 ? `${Math.max(0, Math.floor(ms / 1000))} s` : `${Math.floor(ms / 60_000)} min`;
}
