import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';

import { readFileCommands, readOutput, type Printed } from './commands.ts';
import { evaluated, type Contexts } from './expression.ts';

const root = join(import.meta.dirname, '../..');

export interface ActionFile {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string; post: string; 'post-if': string };
}

export const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as ActionFile;

export type JobStatus = 'success' | 'failure' | 'cancelled';

/** A job with one step that uses the action. */
export interface JobOptions {
  with?: Record<string, string>;
  /** Variables on top of those that the runner sets; `undefined` takes one away. */
  env?: Record<string, string | undefined>;
  /** The payload of the event that started the run. */
  event?: unknown;
  /** `null` for a job without one. */
  matrix?: Record<string, unknown> | null;
  /** How the jobs of its matrix belong together. */
  strategy?: Record<string, unknown>;
  token?: string;
  /** Properties of the `job` context beside its status; older runners have none of them. */
  job?: { check_run_id?: number; workflow_ref?: string };
}

export interface StepRun extends Printed {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  outputs: Record<string, string>;
  /** Markdown. */
  summary: string;
  /** From the start of the process to its end, in ms. */
  durationMs: number;
}

export interface Job {
  /** Where relative paths of the step lie. */
  workspace: string;
  /** What the main step has left for the post step. */
  state: Record<string, string>;
  main(status?: JobStatus): Promise<StepRun>;
  /** Runs after all other steps, with the status that the job has then. */
  post(status: JobStatus): Promise<StepRun>;
}

const folders: string[] = [];

/** Takes away what the jobs have left in the temporary folder. */
export function removeJobs(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/**
 * A job as GitHub's runner has it: the defaults of action.yml evaluated for each step anew, the files that commands are
 * written to, state handed on from main to post.
 */
export function startJob(options: JobOptions = {}): Job {
  const {
    with: given = {},
    env = {},
    event = {},
    matrix = null,
    strategy = { 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1 },
    token = 'ghs_sandboxToken0123',
    job = {},
  } = options;
  const workspace = mkdtempSync(join(tmpdir(), 'alertbridge-job-'));
  folders.push(workspace);
  const state: Record<string, string> = {};

  const run = async (entry: string, status: JobStatus): Promise<StepRun> => {
    const contexts: Contexts = {
      github: { token },
      job: { ...job, status },
      runner: {},
      strategy,
      matrix,
    };
    const inputs = Object.entries(action.inputs).map(([name, { default: fallback = '' }]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? evaluated(fallback, contexts),
    ]);
    const file = (name: string, content = '') => {
      const path = join(workspace, name);
      writeFileSync(path, content);
      return path;
    };
    const files = { output: file('output'), state: file('state'), summary: file('summary.md') };
    const variables: NodeJS.ProcessEnv = {
      PATH: process.env['PATH'],
      ...RUNNER_VARIABLES,
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event)),
      GITHUB_OUTPUT: files.output,
      GITHUB_STATE: files.state,
      GITHUB_STEP_SUMMARY: files.summary,
      ...(Object.fromEntries(inputs) as Record<string, string>),
      ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
      ...env,
    };
    const { exitCode, stdout, stderr, durationMs } = await execute(join(root, entry), variables, workspace);
    Object.assign(state, readFileCommands(readFileSync(files.state, 'utf8')));
    return {
      exitCode,
      stdout,
      stderr,
      durationMs,
      ...readOutput(stdout),
      outputs: readFileCommands(readFileSync(files.output, 'utf8')),
      summary: readFileSync(files.summary, 'utf8'),
    };
  };
  return {
    workspace,
    state,
    main: (status = 'success') => run(action.runs.main, status),
    post: (status) => run(action.runs.post, status),
  };
}

/** The first run of a push to main. */
const RUNNER_VARIABLES = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTOR: 'octocat',
  GITHUB_API_URL: 'http://127.0.0.1:9',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_JOB: 'build',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REF_NAME: 'main',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_RUN_ID: '7001',
  GITHUB_RUN_NUMBER: '12',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
  GITHUB_WORKFLOW: 'CI',
  GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/ci.yml@refs/heads/main',
  RUNNER_NAME: 'GitHub Actions 7',
  RUNNER_OS: 'Linux',
};

async function execute(
  script: string,
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Pick<StepRun, 'exitCode' | 'stdout' | 'stderr' | 'durationMs'>> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [script], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, ...text, durationMs: performance.now() - startedAt };
}
