import type { GitHubJob, JobStatus } from './schema.ts';

/** A job with every field, as a run of a push has it: for tests, for trying things out. */
export function sampleGitHubJob(
  status: JobStatus = 'failure',
  overrides: Partial<GitHubJob> = {},
): GitHubJob {
  return {
    serverUrl: 'https://github.com',
    repository: 'acme/shop',
    workflow: 'CI',
    workflowFile: 'acme/shop/.github/workflows/ci.yml',
    job: 'build',
    matrix: { os: 'linux', node: 24 },
    ref: 'refs/heads/main',
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
