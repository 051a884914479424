import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import type { Answer } from '../http-server.ts';
import { startStandIn, type StandIn, type StandInRequest } from '../stand-in.ts';
import { annotationBody, commitBody, errorBody, fileBody, jobBody, workflowRunBody } from './bodies.ts';
import { emptyState, type GitHubState, type StandInJob, type StandInRun } from './state.ts';

export { otherRun, type GitHubState, type StandInJob, type StandInRun } from './state.ts';

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
 * @see https://docs.github.com/en/rest/actions/workflow-runs
 * @see https://docs.github.com/en/rest/actions/workflow-jobs
 * @see https://docs.github.com/en/rest/checks/runs
 * @see https://docs.github.com/en/rest/repos/contents
 */
export async function startGitHub(token = 'ghs_sandboxToken0123'): Promise<GitHubServer> {
  let state = emptyState();
  const isFaulty = ({ path }: StandInRequest) => path.includes('/repos/');
  const server = await startStandIn(
    async (request, response) => {
      if (state.delayMs > 0) await pause(state.delayMs);
      const { status = 200, headers = {}, body } = answered(request, state, token);
      // GitHub packs what it sends to those who take it packed.
      const isPacked = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      const json = Buffer.from(JSON.stringify(body));
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        'x-ratelimit-remaining': '4999',
        ...(isPacked && { 'content-encoding': 'gzip' }),
        ...headers,
      });
      response.end(isPacked ? gzipSync(json) : json);
      return undefined;
    },
    { isFaulty },
  );
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

function answered(request: StandInRequest, state: GitHubState, token: string): NonNullable<Answer> {
  const { headers, query } = request;
  if (headers['authorization'] !== `token ${token}`) return refused(401, 'Bad credentials');
  if (!headers['user-agent']) return refused(403, 'Request forbidden by administrative rules.');
  const [, path] = /^(?:\/api\/v3)?\/repos\/acme\/shop\/(.*)$/.exec(request.path) ?? [];
  if (request.method !== 'GET' || path === undefined) return refused(404, 'Not Found');
  const needed = /^(?:commits|contents)\//.test(path)
    ? 'contents'
    : path.startsWith('check-runs/')
      ? 'checks'
      : 'actions';
  if (!state.permissions[needed]) return refused(403, 'Resource not accessible by integration');

  const runs = [state.own, ...state.runs].sort((a, b) => b.run_number - a.run_number);
  const jobs = runs.flatMap((run) => jobsOf(run).map((job) => ({ job, run })));
  const [, jobId] = /^actions\/jobs\/(\d+)$/.exec(path) ?? [];
  if (jobId !== undefined) {
    const found = jobs.find(({ job }) => job.id === Number(jobId));
    return found ? { body: jobBody(found.job, found.run) } : refused(404, 'Not Found');
  }
  const [, runId] = /^actions\/runs\/(\d+)\/jobs$/.exec(path) ?? [];
  if (runId !== undefined) {
    const latest = (run: StandInRun) => run.run_attempt ?? 1;
    const listed = jobs.filter(
      ({ job, run }) =>
        run.id === Number(runId) &&
        (query.get('filter') === 'all' || (job.run_attempt ?? latest(run)) === latest(run)),
    );
    return pageOf(
      request,
      'jobs',
      listed.map(({ job, run }) => jobBody(job, run)),
    );
  }
  if (/^actions\/workflows\/(?:ci\.yml|9)\/runs$/.test(path)) {
    const wanted = runs.filter(
      ({ head_branch = 'main', event = 'push' }) =>
        [null, head_branch].includes(query.get('branch')) && [null, event].includes(query.get('event')),
    );
    return pageOf(request, 'workflow_runs', wanted.map(workflowRunBody));
  }
  const [, checkRun] = /^check-runs\/(\d+)\/annotations$/.exec(path) ?? [];
  if (checkRun !== undefined) {
    return { body: (state.annotations[Number(checkRun)] ?? []).map(annotationBody) };
  }
  if (path.startsWith('contents/')) {
    const file = decodeURIComponent(path.replace(/^contents\//, ''));
    const text = state.files[file];
    return text === undefined ? refused(404, 'Not Found') : { body: fileBody(file, text) };
  }
  const sha = path.replace(/^commits\//, '');
  const commit = state.commits[sha];
  return commit ? { body: commitBody(sha, commit) } : refused(404, 'Not Found');
}

function jobsOf(run: StandInRun): StandInJob[] {
  const conclusion = run.conclusion as StandInJob['conclusion'];
  return run.jobs ?? [{ id: run.id * 10, name: 'build', conclusion }];
}

function pageOf({ path, query, headers }: StandInRequest, key: string, all: unknown[]): NonNullable<Answer> {
  const size = Math.min(100, Number(query.get('per_page') ?? PAGE_SIZE));
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

function refused(status: number, message: string): NonNullable<Answer> {
  return {
    status,
    body: errorBody(status, message),
  };
}
