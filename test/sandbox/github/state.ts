/** A workflow run, with as much of it as a test says; the rest is as for a push to main. */
export interface StandInRun {
  id: number;
  run_number: number;
  run_attempt?: number;
  event?: string;
  head_branch?: string;
  /** `null` for a fork that has been deleted. */
  head_repository?: { full_name: string } | null;
  /** `null` for a run that goes on. */
  conclusion: string | null;
  run_started_at?: string;
  /** Of all its attempts. Default: one job `build` that ended as the run did. */
  jobs?: StandInJob[];
}

export interface StandInJob {
  id: number;
  name: string;
  run_attempt?: number;
  /** While it has no conclusion. */
  status?: 'queued' | 'in_progress';
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out' | null;
  runner_name?: string;
  started_at?: string;
  completed_at?: string;
  steps?: { name: string; number: number; conclusion: string | null }[];
}

export interface StandInAnnotation {
  level?: 'failure' | 'warning' | 'notice';
  message: string;
}

/** What the stand-in knows of the repository acme/shop and its workflow ci.yml. */
export interface GitHubState {
  /** The run that the step belongs to; it goes on. */
  own: StandInRun;
  /** Other runs of ci.yml. */
  runs: StandInRun[];
  /** By the ids of jobs. */
  annotations: Record<number, StandInAnnotation[]>;
  commits: Record<string, { message: string; author: string }>;
  /** The texts of files by their paths, the same in every commit. */
  files: Record<string, string>;
  /** What the token may read. */
  permissions: { actions: boolean; contents: boolean; checks: boolean };
  /** How long each answer takes, in ms. */
  delayMs: number;
}

export function emptyState(): GitHubState {
  return {
    own: { id: 7001, run_number: 12, conclusion: null, jobs: [] },
    runs: [],
    annotations: {},
    commits: {},
    files: {},
    permissions: { actions: true, contents: true, checks: true },
    delayMs: 0,
  };
}

/** Another run of ci.yml by its number: run 12 is the step's own. */
export function otherRun(
  run_number: number,
  conclusion: string | null,
  rest: Partial<StandInRun> = {},
): StandInRun {
  return { id: 6989 + run_number, run_number, conclusion, ...rest };
}
