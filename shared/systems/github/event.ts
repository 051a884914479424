import * as z from 'zod/v4';

import { InvalidInputError } from '../../errors.ts';
import { parseInput, read } from '../../input.ts';
import { once } from '../../once.ts';
import { valueAt } from '../../path.ts';
import { hasShape, type Shape } from '../../source.ts';

/** How a run or a job can end. Others may come; they are ignored. @see https://docs.github.com/en/rest/actions/workflow-runs */
export const CONCLUSIONS = [
  'success',
  'failure',
  'timed_out',
  'startup_failure',
  'cancelled',
  'skipped',
  'neutral',
  'action_required',
  'stale',
] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];

const required = once(() => z.string().trim().min(1, 'must not be empty'));
const text = once(() => z.string().nullish().catch(undefined));
const login = once(() => z.looseObject({ login: z.string() }).nullish().catch(undefined));
const id = once(() => z.int().positive());
const attempt = once(() => z.int().positive().default(1));
/** As a date in ISO 8601; one that is not counts as not there. */
const date = once(() =>
  z
    .string()
    .transform((value) => Date.parse(value))
    .refine((value) => !Number.isNaN(value))
    .nullish()
    .catch(undefined),
);

const repository = once(() =>
  z.looseObject({
    full_name: z.string().regex(/^[^\s/]+\/[^\s/]+$/, 'must be owner/name'),
    html_url: text(),
    default_branch: text(),
  }),
);

const workflowRun = once(() =>
  z.looseObject({
    id: id(),
    run_number: z.int().positive(),
    run_attempt: attempt(),
    /** The event that started the run, e.g. `push`. */
    event: z.string(),
    /** `null` until it has ended. */
    conclusion: z.string().nullish(),
    /** `null` for a run of a commit that no branch has. */
    head_branch: z.string().nullable(),
    head_sha: text(),
    /** `null` when the fork has been deleted. */
    head_repository: z.looseObject({ full_name: z.string() }).nullish(),
    head_commit: z
      .looseObject({ message: z.string(), author: z.looseObject({ name: z.string() }).nullish() })
      .nullish()
      .catch(undefined),
    pull_requests: z
      .array(z.looseObject({ number: z.int() }))
      .nullish()
      .catch(undefined),
    workflow_id: id(),
    name: text(),
    /** Of the workflow's file, with a ref after `@` where it lies elsewhere. */
    path: text(),
    display_title: text(),
    html_url: text(),
    created_at: date(),
    updated_at: date(),
    run_started_at: date(),
    actor: login(),
    triggering_actor: login(),
  }),
);

const step = once(() =>
  z.looseObject({ name: z.string(), number: z.int(), conclusion: z.string().nullish() }),
);

const workflowJob = once(() =>
  z.looseObject({
    id: id(),
    run_id: id(),
    run_attempt: attempt(),
    name: required(),
    workflow_name: text(),
    conclusion: z.string().nullish(),
    head_branch: text(),
    head_sha: text(),
    html_url: text(),
    created_at: date(),
    started_at: date(),
    steps: z.array(step()).nullish().catch(undefined),
  }),
);

const schemaOfRunEvents = once(() =>
  z.looseObject({
    action: required(),
    workflow_run: workflowRun(),
    workflow: z.looseObject({ name: text(), path: text() }).nullish().catch(undefined),
    repository: repository(),
  }),
);

const schemaOfJobEvents = once(() =>
  z.looseObject({
    action: required(),
    workflow_job: workflowJob(),
    repository: repository(),
  }),
);

/** A `workflow_run` delivery. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run */
export interface WorkflowRunEvent extends z.output<ReturnType<typeof schemaOfRunEvents>> {}
/** A `workflow_job` delivery. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_job */
export interface WorkflowJobEvent extends z.output<ReturnType<typeof schemaOfJobEvents>> {}
export type GitHubEvent = WorkflowRunEvent | WorkflowJobEvent;

export const shapes: readonly Shape[] = [
  {
    title: "GitHub's workflow_run event",
    fields: [
      'action',
      'repository.full_name',
      'workflow_run.id',
      'workflow_run.run_number',
      'workflow_run.event',
    ],
  },
  {
    title: "GitHub's workflow_job event",
    fields: ['action', 'repository.full_name', 'workflow_job.id', 'workflow_job.run_id', 'workflow_job.name'],
  },
];

/** Whether an input has all the fields that one of GitHub's events is known by. It may still be faulty elsewhere. */
export function recognises(input: unknown): boolean {
  return shapes.some((shape) => hasShape(input, shape));
}

/** @throws InvalidInputError naming each field that is missing or wrong. */
export function parse(input: unknown): GitHubEvent {
  const has = (field: string) => read('GitHub event', () => valueAt(input, field)) !== undefined;
  if (has('workflow_run')) {
    return parseInput(schemaOfRunEvents(), input, 'GitHub workflow_run event');
  }
  if (has('workflow_job')) {
    return parseInput(schemaOfJobEvents(), input, 'GitHub workflow_job event');
  }
  throw new InvalidInputError('GitHub event', [
    {
      path: '',
      message: 'must have workflow_run or workflow_job: other events of GitHub stand for no alert',
    },
  ]);
}

export function isRunEvent(event: GitHubEvent): event is WorkflowRunEvent {
  return 'workflow_run' in event;
}

/** The fork that a run is of; `undefined` for a run of the repository's own. */
export function forkOf({ workflow_run: run, repository: home }: WorkflowRunEvent): string | undefined {
  // A run of a fork that is gone has `null`; an event that does not tell at all is not from GitHub's webhooks.
  if (run.head_repository === undefined) return undefined;
  const head = run.head_repository?.full_name ?? 'a deleted fork';
  return head.toLowerCase() === home.full_name.toLowerCase() ? undefined : head;
}

/** The workflow by its name, or else by its file. */
export function workflowNameOf(event: GitHubEvent): string {
  if (!isRunEvent(event)) return event.workflow_job.workflow_name?.trim() || 'workflow';
  const { workflow_run: run, workflow } = event;
  return run.name?.trim() || workflow?.name?.trim() || workflowFileOf(event);
}

/** The workflow's file, `ci.yml`; its id where the event has no file. */
export function workflowFileOf({ workflow_run: run, workflow }: WorkflowRunEvent): string {
  const path = run.path || workflow?.path || '';
  return path.split('@', 1)[0]?.replace(/^\.github\/workflows\//, '') || String(run.workflow_id);
}

/** The branch as a person names it. */
export function branchOf(event: GitHubEvent): string {
  const branch = isRunEvent(event) ? event.workflow_run.head_branch : event.workflow_job.head_branch;
  return branch?.trim() || 'no branch';
}
