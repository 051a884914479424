import './jitless.ts';

import {
  forkOf,
  jobOfRun,
  lineOfRun,
  parse,
  recognises,
  type Job,
  type Line,
  type WorkflowRunEvent,
} from 'alertbridge/github';

/** The run that a `workflow_run` event is about. */
export interface Watched {
  run: WorkflowRunEvent['workflow_run'];
  /** Its workflow as a whole. */
  job: Job;
  line: Line;
  /** The fork that it is a run of; `undefined` for one of the repository's own. */
  fork: string | undefined;
}

/** The run that started this one; `undefined` where something else has. @throws InvalidInputError for a broken event. */
export function readWatched(payload: unknown): Watched | undefined {
  if (!recognises(payload)) return undefined;
  const event = parse(payload);
  if (!('workflow_run' in event)) return undefined;
  const watched = event as WorkflowRunEvent;
  const { workflow_run: run, repository } = watched;
  return {
    run,
    job: jobOfRun(watched),
    line: lineOfRun(run, repository.default_branch),
    fork: forkOf(watched),
  };
}
