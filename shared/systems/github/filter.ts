import * as z from 'zod/v4';

import { notOneOf, verdictOf, type FilterVerdict } from '../../filter.ts';
import { once } from '../../once.ts';
import { parseOptions } from '../../options.ts';
import {
  branchOf,
  CONCLUSIONS,
  isRunEvent,
  workflowFileOf,
  workflowNameOf,
  type GitHubEvent,
} from './event.ts';
import type { Immutable } from '../../immutable.ts';

/** Which events may open an alarm. Every field that is set must match; a list matches when one of its values does; empty matches all. */
export const schemaOfFilters = once(() =>
  z.strictObject({
    /** `owner/name`, in any case. */
    repositories: z.array(z.string()).optional(),
    /** Names or files of workflows, e.g. `CI` or `ci.yml`, in any case. */
    workflows: z.array(z.string()).optional(),
    /** Names of branches as they are written. */
    branches: z.array(z.string()).optional(),
    /** How a run or a job ended. */
    conclusions: z.array(z.enum(CONCLUSIONS)).optional(),
  }),
);

export interface Filter extends Immutable<z.output<ReturnType<typeof schemaOfFilters>>> {}

/**
 * Whether an event may open an alarm.
 *
 * @throws InvalidInputError when the filter itself is wrong.
 */
export function matches(event: GitHubEvent, filter: Filter): FilterVerdict {
  const wanted = parseOptions(schemaOfFilters(), filter, 'GitHub filter');
  const workflows = [workflowNameOf(event), ...(isRunEvent(event) ? [workflowFileOf(event)] : [])];
  const { conclusion } = isRunEvent(event) ? event.workflow_run : event.workflow_job;
  return verdictOf(
    notOneOf('repository', [event.repository.full_name], wanted.repositories) ??
      notOneOf('workflow', workflows, wanted.workflows) ??
      notOneOf('branch', [branchOf(event)], wanted.branches, isWritten) ??
      notOneOf('conclusion', [conclusion ?? ''], wanted.conclusions),
  );
}

/** Git's branches differ by case. */
function isWritten(wanted: readonly string[], value: string): boolean {
  return wanted.some((name) => name.trim() === value);
}
