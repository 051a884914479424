import type { components } from '@octokit/openapi-types';

import type { StandInAnnotation, StandInJob, StandInRun } from './state.ts';

/**
 * Answers whole, as GitHub's REST API gives them: their types are Octokit's, made of the schemas that GitHub publishes, so that a
 * field that is not there in truth cannot be read in a test.
 *
 * @see https://github.com/octokit/openapi-types.ts
 */
type Schemas = components['schemas'];

const API = 'https://api.github.com';
const SITE = 'https://github.com';

export function workflowRunBody(run: StandInRun): Schemas['workflow-run'] {
  const repository = `${API}/repos/acme/shop`;
  const url = `${repository}/actions/runs/${run.id}`;
  const startedAt = run.run_started_at ?? timeOf(run.run_number);
  const fork = run.head_repository === undefined ? 'acme/shop' : run.head_repository?.full_name;
  return {
    id: run.id,
    name: 'CI',
    node_id: `WFR_${run.id}`,
    check_suite_id: run.id + 1,
    check_suite_node_id: `CS_${run.id}`,
    head_branch: run.head_branch ?? 'main',
    head_sha: shaOf(run.run_number),
    path: '.github/workflows/ci.yml',
    run_number: run.run_number,
    run_attempt: run.run_attempt ?? 1,
    event: run.event ?? 'push',
    display_title: `Change ${run.run_number}`,
    status: run.conclusion === null ? 'in_progress' : 'completed',
    conclusion: run.conclusion,
    workflow_id: 9,
    url,
    html_url: `${SITE}/acme/shop/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: startedAt,
    updated_at: startedAt,
    run_started_at: startedAt,
    actor: user('octocat'),
    triggering_actor: user('octocat'),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repository}/check-suites/${run.id + 1}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: (run.run_attempt ?? 1) > 1 ? `${url}/attempts/${(run.run_attempt ?? 1) - 1}` : null,
    workflow_url: `${repository}/actions/workflows/9`,
    head_commit: {
      id: shaOf(run.run_number),
      tree_id: shaOf(run.run_number + 1),
      message: `Change ${run.run_number}`,
      timestamp: startedAt,
      author: { name: 'Jo', email: 'jo@example.com' },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
    },
    repository: minimalRepository('acme/shop'),
    // Octokit's type has it always; GitHub gives null for a fork that has been deleted.
    head_repository: (fork === undefined ? null : minimalRepository(fork)) as Schemas['minimal-repository'],
  };
}

export function jobBody(job: StandInJob, run: StandInRun): Schemas['job'] {
  const repository = `${API}/repos/acme/shop`;
  const startedAt =
    job.started_at ?? (run.conclusion === null ? new Date().toISOString() : timeOf(run.run_number));
  const isOver = job.conclusion !== null;
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${repository}/actions/runs/${run.id}`,
    run_attempt: job.run_attempt ?? run.run_attempt ?? 1,
    node_id: `CR_${job.id}`,
    head_sha: shaOf(run.run_number),
    head_branch: run.head_branch ?? 'main',
    url: `${repository}/actions/jobs/${job.id}`,
    html_url: `${SITE}/acme/shop/actions/runs/${run.id}/job/${job.id}`,
    status: isOver ? 'completed' : (job.status ?? 'in_progress'),
    conclusion: job.conclusion,
    created_at: startedAt,
    started_at: startedAt,
    completed_at: isOver ? (job.completed_at ?? startedAt) : null,
    name: job.name,
    workflow_name: 'CI',
    ...(job.steps && {
      steps: job.steps.map((step) => ({
        ...step,
        status: step.conclusion === null ? ('in_progress' as const) : ('completed' as const),
        started_at: startedAt,
        completed_at: step.conclusion === null ? null : startedAt,
      })),
    }),
    check_run_url: `${repository}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: 7,
    runner_name: job.runner_name ?? `GitHub Actions ${job.id}`,
    runner_group_id: 2,
    runner_group_name: 'GitHub Actions',
  };
}

export function annotationBody({
  level = 'failure',
  message,
}: StandInAnnotation): Schemas['check-annotation'] {
  return {
    path: '.github',
    start_line: 1,
    end_line: 1,
    start_column: null,
    end_column: null,
    annotation_level: level,
    title: '',
    message,
    raw_details: '',
    blob_href: `${SITE}/acme/shop/blob/${shaOf(12)}/.github`,
  };
}

export function commitBody(
  sha: string,
  { message, author }: { message: string; author: string },
): Schemas['commit'] {
  const url = `${API}/repos/acme/shop/commits/${sha}`;
  const person = { name: author, email: 'jo@example.com', date: timeOf(12) };
  return {
    url,
    sha,
    node_id: `C_${sha}`,
    html_url: `${SITE}/acme/shop/commit/${sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url,
      author: person,
      committer: person,
      message,
      comment_count: 0,
      tree: { sha, url },
      verification: {
        verified: false,
        reason: 'unsigned',
        payload: null,
        signature: null,
        verified_at: null,
      },
    },
    author: user('octocat'),
    committer: user('octocat'),
    parents: [],
    stats: { additions: 1, deletions: 1, total: 2 },
    files: [],
  };
}

export function fileBody(path: string, text: string): Schemas['content-file'] {
  const url = `${API}/repos/acme/shop/contents/${path}`;
  const sha = shaOf(text.length);
  const page = `${SITE}/acme/shop/blob/main/${path}`;
  const blob = `${API}/repos/acme/shop/git/blobs/${sha}`;
  return {
    type: 'file',
    encoding: 'base64',
    size: Buffer.byteLength(text),
    name: path.split('/').at(-1) ?? path,
    path,
    // GitHub breaks it into lines.
    content: Buffer.from(text)
      .toString('base64')
      .replaceAll(/(.{60})/g, '$1\n'),
    sha,
    url,
    git_url: blob,
    html_url: page,
    download_url: `https://raw.githubusercontent.com/acme/shop/main/${path}`,
    _links: { self: url, git: blob, html: page },
  };
}

export function errorBody(status: number, message: string): Schemas['basic-error'] {
  return { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
}

function shaOf(number: number): string {
  return number.toString(16).padStart(40, '0');
}

/** One run an hour. */
function timeOf(runNumber: number): string {
  return new Date(Date.UTC(2026, 2, 14, runNumber)).toISOString();
}

function user(login: string): Schemas['simple-user'] {
  const url = `${API}/users/${login}`;
  return {
    login,
    id: 583_231,
    node_id: 'MDQ6VXNlcjU4MzIzMQ==',
    avatar_url: 'https://avatars.githubusercontent.com/u/583231?v=4',
    gravatar_id: '',
    url,
    html_url: `${SITE}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'User',
    site_admin: false,
  };
}

function minimalRepository(fullName: string): Schemas['minimal-repository'] {
  const url = `${API}/repos/${fullName}`;
  const [owner = '', name = ''] = fullName.split('/');
  return {
    id: 1_296_269,
    node_id: 'R_kgDOABPHjQ',
    name,
    full_name: fullName,
    owner: user(owner),
    private: false,
    html_url: `${SITE}/${fullName}`,
    description: 'A shop',
    fork: owner !== 'acme',
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  };
}
