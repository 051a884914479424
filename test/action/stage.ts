import { startJob, removeJobs, type Job, type JobOptions, type StepRun } from '../runner/job.ts';
import { startGitHub, type GitHubServer } from '../sandbox/github/server.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';

export interface Stage {
  temperstack: Temperstack;
  github: GitHubServer;
  /** A job whose step knows both servers. */
  job(options?: JobOptions): Job;
}

/** A Temperstack and a GitHub API for the tests of one file, empty again before each of them. */
export function setStage(): Stage {
  const stage = {} as Stage;
  beforeAll(async () => {
    stage.temperstack = await startTemperstack();
    stage.github = await startGitHub();
  });
  beforeEach(() => {
    stage.temperstack.clear();
    stage.temperstack.faults.clear();
    stage.github.reset();
  });
  afterAll(async () => {
    await stage.temperstack.close();
    await stage.github.close();
    removeJobs();
  });
  stage.job = ({ with: given, env, ...options } = {}) =>
    startJob({
      with: { 'integration-url': stage.temperstack.integrationUrl, ...given },
      env: { GITHUB_API_URL: stage.github.url, ...env },
      ...options,
    });
  return stage;
}

/** The alert in a step's outputs. */
export function alertIn({ outputs }: StepRun): Record<string, string> {
  return JSON.parse(outputs['alert'] ?? '') as Record<string, string>;
}

/** The texts of a step's annotations of one kind. */
export function annotations({ commands }: StepRun, name: 'notice' | 'warning' | 'error'): string[] {
  return commands.filter((command) => command.name === name).map(({ data }) => data);
}
