import * as z from 'zod/v4';

import { parseInput } from '../../input.ts';
import { once } from '../../once.ts';
import { JOB_STATUSES } from './job-status.ts';

/**
 * One job of a workflow run: what an alert is made of.
 *
 * Source: GitHub's documentation, "Variables reference", "Contexts reference" and "REST API endpoints for workflow jobs".
 */
export const schemaOfJobs = once(() => {
  const required = z.string().trim().min(1, 'must not be empty');

  /** A job's step, as GitHub's REST API lists it. `number` counts from 1. */
  const stepSchema = z.looseObject({ name: z.string(), number: z.int() });

  return z.strictObject({
    /** `https://github.com`, or the address of an Enterprise Server. */
    serverUrl: z.url({ protocol: /^https?$/ }).default('https://github.com'),
    /** `owner/name`. */
    repository: z.string().regex(/^[^\s/]+\/[^\s/]+$/, 'must be owner/name'),
    /** The workflow's name; its path where it has none. */
    workflow: required,
    /** The file whose event started the run, without its ref: `owner/name/.github/workflows/ci.yml`. */
    workflowFile: z.string().optional(),
    /** The file that the job is written in, where that is a reusable workflow which the first one calls. */
    calledWorkflowFile: z.string().optional(),
    /** The key of the job in its workflow file; absent where the alert is about the workflow as a whole. */
    job: required.optional(),
    /** The values of this job's place in its matrix. */
    matrix: z.record(z.string(), z.unknown()).nullish(),
    /** What the runs of one alert have in common: a branch, `refs/pull/5`, `refs/tags`. See `lineOf`. */
    line: required,
    /** The branch as a person names it. */
    branch: required,
    /** Where the job deploys to, where that is known for certain. */
    environment: z.string().optional(),
    /** Where it deploys to by its workflow file, which is not always known: it is shown, and no part of the id. */
    deploysTo: z.string().optional(),
    /** What else tells its alert apart, as its user says. */
    scope: z.string().optional(),
    /** The repository that the branch lies in, where that is another one: a fork. */
    headRepository: z.string().optional(),
    sha: z.string().optional(),
    status: z.enum(JOB_STATUSES),
    runId: z.int().positive(),
    /** Counts the runs of one workflow. */
    runNumber: z.int().positive().optional(),
    /** 1 for the first, one more for each time that the run is run again. */
    runAttempt: z.int().positive().default(1),
    /** The name of the event that started the run. */
    event: z.string().optional(),
    actor: z.string().optional(),
    /** The page of this job. Default: the page of its run. */
    url: z.string().optional(),
    commit: z.strictObject({ title: z.string(), author: z.string().optional() }).optional(),
    pullRequest: z.strictObject({ number: z.int(), title: z.string().optional() }).optional(),
    /** What became of it where its status does not say it all, as the end of a sentence: `ran out of time`. */
    outcome: z.string().optional(),
    /** Whether its run goes on as if it had succeeded: it has `continue-on-error`. */
    forgiven: z.boolean().optional(),
    failedSteps: z.array(stepSchema).optional(),
    /** Why it failed, in the words of its annotations. */
    reasons: z.array(z.string()).optional(),
    /** The jobs that failed, of a workflow as a whole. */
    failedJobs: z
      .array(
        z.strictObject({
          name: z.string(),
          /** What became of it, as the end of a sentence. Default `failed`. */
          outcome: z.string().optional(),
          url: z.string().optional(),
          steps: z.array(stepSchema).optional(),
          reasons: z.array(z.string()).optional(),
        }),
      )
      .optional(),
  });
});

export interface Job extends z.output<ReturnType<typeof schemaOfJobs>> {}

/**
 * A job that an alert can be made of.
 *
 * @throws InvalidInputError naming each field that is missing or wrong.
 */
export function parseJob(input: unknown): Job {
  return parseInput(schemaOfJobs(), input, 'GitHub job');
}
