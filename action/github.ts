import type { Runtime, TransportResponse } from 'alertbridge';
import type { Annotation, ListedJob, ListedRun } from 'alertbridge/github';

/** An alert is worth more than its details: GitHub has this long for all questions together, in ms. */
export const PATIENCE_MS = 5_000;

/** How many runs are looked at; only the last few count, but those of other events and of forks lie between them. */
const MAX_RUNS = 30;
/** Pages of a hundred jobs each. */
const MAX_PAGES = 5;
/** The most that is read of one answer, in bytes: thirty runs are some 500 kB. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** What GitHub's REST API is asked. Each question is asked once at most, however often its answer is wanted. */
export interface GitHub {
  /** The runs of a workflow, the newest first; of one branch where one is given. */
  runs(workflow: string, branch: string | undefined): Promise<ListedRun[]>;
  /** All jobs of a run, those of its earlier attempts among them. */
  jobs(runId: number): Promise<ListedJob[]>;
  job(id: number): Promise<ListedJob>;
  /** The annotations of a job, whose id is its check run's too. */
  annotations(jobId: number): Promise<Annotation[]>;
  commit(sha: string): Promise<{ title: string; author: string | undefined } | undefined>;
  /** The text of a file as a commit has it. */
  file(path: string, sha: string): Promise<string>;
}

/** A question that GitHub did not answer. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  /** Whether the token may not read it: that is how it was set up, and nothing to tell anyone of. */
  readonly isRefusal: boolean;

  constructor(message: string, isRefusal: boolean) {
    super(message);
    this.isRefusal = isRefusal;
  }
}

export interface Connection {
  /** Where the REST API lies: `https://api.github.com`, or a server of one's own. */
  apiUrl: string;
  /** `owner/name`. */
  repository: string;
  token: string;
  runtime: Runtime;
  /** Aborted when GitHub has had its time. */
  signal: AbortSignal;
}

/** @see https://docs.github.com/en/rest */
export function connectToGitHub({ apiUrl, repository, token, runtime, signal }: Connection): GitHub {
  const base = `${apiUrl.replace(/\/+$/, '')}/repos/${repository}`;
  const answers = new Map<string, Promise<unknown>>();

  const ask = (path: string): Promise<unknown> => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    const answer = getJson(`${base}/${path}`, { token, runtime, signal });
    answers.set(path, answer);
    return answer;
  };

  async function list<Item>(path: string, key: string): Promise<Item[]> {
    return itemsIn<Item>(await ask(path), key);
  }

  return {
    async runs(workflow, branch) {
      const query = new URLSearchParams({
        ...(branch !== undefined && { branch }),
        exclude_pull_requests: 'true',
        per_page: String(MAX_RUNS),
      });
      const path = `actions/workflows/${encodeURIComponent(workflow)}/runs?${query.toString()}`;
      return await list<ListedRun>(path, 'workflow_runs');
    },

    async jobs(runId) {
      const found: ListedJob[] = [];
      for (let page = 1; page <= MAX_PAGES; page++) {
        const items = await list<ListedJob>(
          `actions/runs/${runId}/jobs?filter=all&per_page=100&page=${page}`,
          'jobs',
        );
        found.push(...items);
        if (items.length < 100) break;
      }
      return found;
    },

    async job(id) {
      const job = (await ask(`actions/jobs/${id}`)) as Partial<ListedJob> | null;
      if (typeof job?.name !== 'string') throw new GitHubError("GitHub's answer could not be read", false);
      return job as ListedJob;
    },

    annotations: async (jobId) => await list<Annotation>(`check-runs/${jobId}/annotations?per_page=50`, ''),

    async commit(sha) {
      const { commit } = (await ask(`commits/${sha}?per_page=1`)) as {
        commit?: { message?: string; author?: { name?: string } | null };
      };
      const title = commit?.message?.split('\n', 1)[0]?.trim();
      return title ? { title, author: commit?.author?.name } : undefined;
    },

    async file(path, sha) {
      const encoded = path.split('/').map(encodeURIComponent).join('/');
      const { content } = (await ask(`contents/${encoded}?ref=${sha}`)) as { content?: unknown };
      if (typeof content !== 'string') throw new GitHubError("GitHub's answer could not be read", false);
      return Buffer.from(content, 'base64').toString('utf8');
    },
  };
}

/** The list under a key of an answer; with no key, the answer itself. */
function itemsIn<Item>(answer: unknown, key: string): Item[] {
  const items = key === '' ? answer : (answer as Record<string, unknown> | null)?.[key];
  if (!Array.isArray(items)) throw new GitHubError("GitHub's answer could not be read", false);
  return items as Item[];
}

async function getJson(
  url: string,
  { token, runtime, signal }: Pick<Connection, 'token' | 'runtime' | 'signal'>,
): Promise<unknown> {
  let answer: TransportResponse;
  try {
    answer = await runtime.transport({
      method: 'GET',
      url,
      headers: {
        accept: 'application/vnd.github+json',
        'accept-encoding': 'gzip',
        authorization: `token ${token}`,
        'user-agent': 'alertbridge',
        'x-github-api-version': '2022-11-28',
      },
      maxResponseBytes: MAX_ANSWER_BYTES,
      timeoutMs: PATIENCE_MS,
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw new GitHubError(`GitHub did not answer within ${PATIENCE_MS / 1_000} s`, false);
    throw new GitHubError(
      `GitHub was not reached: ${error instanceof Error ? error.message : String(error)}`,
      false,
    );
  }
  if (answer.broken === true && signal.aborted)
    throw new GitHubError(`GitHub did not answer within ${PATIENCE_MS / 1_000} s`, false);
  if (answer.status < 200 || answer.status > 299) throw refusalOf(answer.status, answer.headers, answer.body);
  try {
    return JSON.parse(answer.body);
  } catch {
    throw new GitHubError("GitHub's answer could not be read", false);
  }
}

function refusalOf(status: number, headers: Record<string, string>, body: string): GitHubError {
  const isLimit =
    status === 429 ||
    (status === 403 && (headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(body)));
  if (isLimit) return new GitHubError(`its rate limit is reached (HTTP ${status})`, false);
  if (status === 403 || status === 404)
    return new GitHubError(`the token may not read it (HTTP ${status})`, true);
  if (status === 401) return new GitHubError('GitHub does not accept the token (HTTP 401)', false);
  return new GitHubError(`GitHub failed (HTTP ${status})`, false);
}
