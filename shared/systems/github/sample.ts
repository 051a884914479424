import { parse, type Conclusion, type GitHubEvent } from './event.ts';
import type { JobStatus } from './job-status.ts';
import type { Job } from './job.ts';

/** A job with every field, as a run of a push has it: for tests, for trying things out. */
export function sampleJob(status: JobStatus = 'failure', overrides: Partial<Job> = {}): Job {
  return {
    serverUrl: 'https://github.com',
    repository: 'acme/shop',
    workflow: 'CI',
    workflowFile: 'acme/shop/.github/workflows/ci.yml',
    job: 'build',
    matrix: { os: 'linux', node: 24 },
    line: 'main',
    branch: 'main',
    sha: '0123456789abcdef0123456789abcdef01234567',
    status,
    runId: 7001,
    runNumber: 12,
    runAttempt: 1,
    event: 'push',
    actor: 'octocat',
    url: 'https://github.com/acme/shop/actions/runs/7001/job/55',
    commit: { title: 'Sell more', author: 'Jo' },
    ...(status === 'failure' && { failedSteps: [{ name: 'Unit tests', number: 4 }] }),
    ...overrides,
  };
}

/** A delivery as GitHub would send it when a run or a job has ended, with as much of it as an alert is made of. */
export function sample(
  kind: 'workflow_run' | 'workflow_job' = 'workflow_run',
  conclusion: Conclusion = 'failure',
  overrides: Record<string, unknown> = {},
): GitHubEvent {
  const failed = conclusion === 'failure';
  const repository = {
    full_name: 'acme/shop',
    html_url: 'https://github.com/acme/shop',
    default_branch: 'main',
  };
  const common = {
    run_attempt: 1,
    conclusion,
    head_branch: 'main',
    head_sha: '0123456789abcdef0123456789abcdef01234567',
    created_at: '2026-03-14T02:11:09Z',
  };
  if (kind === 'workflow_job') {
    return parse({
      action: 'completed',
      workflow_job: {
        ...common,
        id: 55,
        run_id: 7001,
        name: 'build',
        workflow_name: 'CI',
        html_url: 'https://github.com/acme/shop/actions/runs/7001/job/55',
        steps: [
          { name: 'Set up job', number: 1, conclusion: 'success' },
          { name: 'Unit tests', number: 4, conclusion: failed ? 'failure' : 'success' },
        ],
        ...overrides,
      },
      repository,
    });
  }
  return parse({
    action: 'completed',
    workflow_run: {
      ...common,
      id: 7001,
      run_number: 12,
      event: 'push',
      head_repository: { full_name: 'acme/shop' },
      head_commit: { message: 'Sell more', author: { name: 'Jo' } },
      pull_requests: [],
      workflow_id: 9,
      name: 'CI',
      path: '.github/workflows/ci.yml',
      display_title: 'Sell more',
      html_url: 'https://github.com/acme/shop/actions/runs/7001',
      updated_at: '2026-03-14T02:14:40Z',
      run_started_at: '2026-03-14T02:11:09Z',
      actor: { login: 'octocat' },
      triggering_actor: { login: 'octocat' },
      ...overrides,
    },
    workflow: { name: 'CI', path: '.github/workflows/ci.yml' },
    repository,
  });
}
