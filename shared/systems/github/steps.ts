import { cut, labelled } from '../../text.ts';

/** A step of a job, as GitHub's REST API and its webhooks list it. `number` counts from 1. */
export interface Step {
  name: string;
  number: number;
}

/** More failed steps than this are not listed. */
const MAX_STEPS = 10;

/** A line for each step that has failed, with the link to its log where the job's own page is known. */
export function failedStepLines(steps: readonly Step[], jobUrl: string | undefined): (string | undefined)[] {
  return [
    ...steps
      .slice(0, MAX_STEPS)
      .map(({ name, number }) =>
        labelled('Failed step', [jobUrl ? `${cut(name, 200)} (${jobUrl}#step:${number}:1)` : name]),
      ),
    steps.length > MAX_STEPS ? `${steps.length - MAX_STEPS} more steps failed` : undefined,
  ];
}
