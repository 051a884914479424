import { removeJobs, startJob, type JobOptions } from '../runner/job.ts';
import { annotations } from './stage.ts';

const pullRequest = (head: unknown, login = 'octocat') => ({
  pull_request: { number: 5, title: 'Sell more', user: { login }, head },
});
const FORK: JobOptions = {
  event: pullRequest({ ref: 'main', sha: 'abc', repo: { full_name: 'them/shop' } }),
  env: { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/5/merge' },
};

afterAll(removeJobs);

describe('a step without an integration URL', () => {
  it.each<[string, JobOptions]>([
    ['on a pull request from a fork', FORK],
    ['on one from a fork that is gone', { ...FORK, event: pullRequest({ ref: 'main', repo: null }) }],
    [
      'on one by Dependabot',
      {
        event: pullRequest({ ref: 'dependabot/x', repo: { full_name: 'acme/shop' } }, 'dependabot[bot]'),
        env: { GITHUB_EVENT_NAME: 'pull_request' },
      },
    ],
    ['on a push by Dependabot', { env: { GITHUB_ACTOR: 'dependabot[bot]' } }],
    ['but with an organization, on one from a fork', { ...FORK, with: { organization: 'acme' } }],
  ])('is skipped with a notice %s', async (_where, options) => {
    const job = startJob({ ...options, with: { ...options.with, when: 'job-end' } });
    const main = await job.main();
    expect(main).toMatchObject({
      exitCode: 0,
      stderr: '',
      outputs: { sent: 'false', reason: 'no-integration-url' },
    });
    expect(annotations(main, 'notice')).toEqual([
      expect.stringContaining('GitHub gives no secrets to a run'),
    ]);
    expect(await job.post('failure')).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it.each<[string, JobOptions, string]>([
    ['on a push', {}, 'secrets.TEMPERSTACK_INTEGRATION_URL'],
    [
      'on a pull request from the repository itself',
      {
        event: pullRequest({ ref: 'topic', repo: { full_name: 'Acme/Shop' } }),
        env: { GITHUB_EVENT_NAME: 'pull_request' },
      },
      'The input integration-url is empty.',
    ],
    ['with an organization but no key', { with: { organization: 'acme' } }, 'The input api-key is empty.'],
    ['with a key but no organization', { with: { 'api-key': 'k3y-1' } }, 'The input organization is empty'],
    [
      'on a run whose event cannot be read',
      { env: { GITHUB_EVENT_PATH: '/does/not/exist' } },
      'The input integration-url is empty.',
    ],
  ])(
    'says loudly %s what is missing, and fails only where it is told to',
    async (_where, options, message) => {
      const step = await startJob(options).main();
      expect(step).toMatchObject({
        exitCode: 0,
        stderr: '',
        outputs: { sent: 'false', reason: 'invalid-input' },
      });
      expect(annotations(step, 'error')).toEqual([expect.stringContaining(message)]);
      const strict = startJob({
        ...options,
        with: { ...options.with, 'fail-on-error': 'true', when: 'job-end' },
      });
      expect((await strict.main()).exitCode).toBe(1);
      expect(await strict.post('failure')).toMatchObject({ exitCode: 0, stdout: '' });
    },
  );

  it('sends from a fork where it has a URL, as it has for pull_request_target, with an id of that pull request', async () => {
    const step = await startJob({
      ...FORK,
      with: {
        organization: 'acme',
        'api-key': 'k3y-of-acme',
        'dry-run': 'true',
        'github-token': '',
        branches: 'pull-requests',
      },
      env: { GITHUB_EVENT_NAME: 'pull_request_target', GITHUB_HEAD_REF: 'topic' },
    }).main('failure');
    expect(step.outputs).toMatchObject({
      status: 'Alarm',
      'alert-id': 'github:acme/shop:ci.yml:refs/pull/5:build',
    });
    expect(JSON.parse(step.outputs['alert'] ?? '')).toMatchObject({
      alert_name: 'CI / build failed on topic',
      description: expect.stringContaining('Pull request: #5 Sell more'),
    });
  });
});
