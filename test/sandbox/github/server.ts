import type { Answer } from '../http-server.ts';
import { startStandIn, type StandIn, type StandInRequest } from '../stand-in.ts';

/** A workflow run, with as much of it as the action reads. */
export interface StandInRun {
  id: number;
  run_number: number;
  event: string;
  head_branch: string;
  conclusion: string | null;
  head_repository?: { full_name: string };
}

export interface StandInJob {
  id: number;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  runner_name: string | null;
  html_url: string;
  steps?: { name: string; number: number; conclusion: string | null }[];
}

/** What the stand-in knows of the repository acme/shop and its workflow ci.yml. */
export interface GitHubState {
  /** Of the current attempt of run 7001. */
  jobs: StandInJob[];
  /** The conclusions of the earlier attempts of run 7001, the first one first. */
  attempts: (string | null)[];
  /** Completed runs of ci.yml, the newest first. */
  runs: StandInRun[];
  commits: Record<string, { message: string; author: string }>;
  /** What the token may read. */
  permissions: { actions: boolean; contents: boolean };
}

export interface GitHubServer extends StandIn {
  token: string;
  /** To be filled by a test. */
  state: GitHubState;
  /** Forgets state, requests and faults. */
  reset(): void;
}

const PAGE_SIZE = 30;

/**
 * A stand-in for GitHub's REST API, at its own address and under `/api/v3`, as an Enterprise Server has it.
 *
 * Source: GitHub's documentation, "REST API endpoints for workflow runs", "… workflow jobs" and "… commits".
 */
export async function startGitHub(token = 'ghs_sandboxToken0123'): Promise<GitHubServer> {
  let state = emptyState();
  const isFaulty = ({ path }: StandInRequest) => path.includes('/repos/');
  const server = await startStandIn((request) => answered(request, state, token), { isFaulty });
  return {
    ...server,
    token,
    get state() {
      return state;
    },
    reset: () => {
      state = emptyState();
      server.requests.length = 0;
      server.faults.clear();
    },
  };
}

function emptyState(): GitHubState {
  return { jobs: [], attempts: [], runs: [], commits: {}, permissions: { actions: true, contents: true } };
}

function answered(request: StandInRequest, state: GitHubState, token: string): Answer {
  const { headers, query } = request;
  if (headers['authorization'] !== `token ${token}`) return refused(401, 'Bad credentials');
  const [, path] = /^(?:\/api\/v3)?\/repos\/acme\/shop\/(.*)$/.exec(request.path) ?? [];
  if (request.method !== 'GET' || path === undefined) return refused(404, 'Not Found');
  const needed = path.startsWith('commits/') ? 'contents' : 'actions';
  if (!state.permissions[needed]) return refused(403, 'Resource not accessible by integration');

  const [, jobId] = /^actions\/jobs\/(\d+)$/.exec(path) ?? [];
  if (jobId !== undefined) return found(state.jobs.find(({ id }) => id === Number(jobId)));
  const [, jobsOf] = /^actions\/runs\/7001\/attempts\/(\d+)\/jobs$/.exec(path) ?? [];
  if (jobsOf !== undefined) {
    return pageOf(request, 'jobs', Number(jobsOf) === state.attempts.length + 1 ? state.jobs : []);
  }
  const [, attempt] = /^actions\/runs\/7001\/attempts\/(\d+)$/.exec(path) ?? [];
  if (attempt !== undefined) {
    const conclusion = state.attempts[Number(attempt) - 1];
    return found(conclusion === undefined ? undefined : { id: 7001, run_number: 12, conclusion });
  }
  if (path === 'actions/workflows/ci.yml/runs') {
    const branch = query.get('branch');
    const runs = state.runs.filter(({ head_branch }) => branch === null || head_branch === branch);
    return query.get('status') === 'completed'
      ? pageOf(request, 'workflow_runs', runs)
      : refused(404, 'Not Found');
  }
  const commit = state.commits[path.replace(/^commits\//, '')];
  return found(commit && { commit: { message: commit.message, author: { name: commit.author } } });
}

function pageOf({ path, query, headers }: StandInRequest, key: string, all: unknown[]): Answer {
  const size = Number(query.get('per_page') ?? PAGE_SIZE);
  const page = Number(query.get('page') ?? 1);
  const next = new URLSearchParams({ per_page: String(size), page: String(page + 1) });
  const isLast = page * size >= all.length;
  return {
    ...(!isLast && {
      headers: { link: `<http://${headers['host']}${path}?${next.toString()}>; rel="next"` },
    }),
    body: { total_count: all.length, [key]: all.slice((page - 1) * size, page * size) },
  };
}

function found(body: unknown): Answer {
  return body === undefined ? refused(404, 'Not Found') : { body };
}

function refused(status: number, message: string): Answer {
  return {
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
  };
}
