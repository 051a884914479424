import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { removeJobs, startJob, type Job } from '../test/runner/job.ts';
import { otherRun, startGitHub } from '../test/sandbox/github/server.ts';
import { startHttpServer } from '../test/sandbox/http-server.ts';
import { LIMITS } from './limits.ts';
import type { Bench } from './measurement.ts';
import { measureSideBySide } from './side-by-side.ts';

const ROUNDS = 20;
/** What an answer of GitHub and of Temperstack takes from a hosted runner, about, in ms. */
const REALISTIC_MS = 150;

const FETCH = 'node -e with one fetch';
const FETCHES = 'node -e with the same questions and the alert by fetch, with realistic answers';

export const bench: Bench = {
  title: `one step of the action to servers on loopback, ms for the whole process, median of ${ROUNDS}`,

  async run() {
    let delayMs = 0;
    const taken: string[] = [];
    const temperstack = await startHttpServer(async ({ body }) => {
      if (delayMs > 0) await pause(delayMs);
      taken.push(body);
      return { status: 200 };
    });
    const github = await startGitHub();
    const integrationUrl = `${temperstack.url}/api/integration/webhook/k3y-bench`;
    const last = [11, 10, 9, 8, 7, 6].map((number) => otherRun(number, 'success'));
    const steps = [{ name: 'Unit tests', number: 4, conclusion: 'failure' }];
    const job = startJob({
      with: { 'integration-url': integrationUrl },
      env: { GITHUB_API_URL: github.url },
      event: { head_commit: { message: 'Sell more', author: { name: 'Jo' } } },
      job: { check_run_id: 55 },
    });
    // By the time that a guarded job ends, it has checked the repository out.
    const workflows = join(job.workspace, '.github/workflows');
    mkdirSync(workflows, { recursive: true });
    writeFileSync(
      join(workflows, 'ci.yml'),
      'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps: []\n',
    );

    /** A history for the steps that follow. */
    const set = (hasFailed: boolean, answersAfterMs: number) => {
      delayMs = answersAfterMs;
      github.state.delayMs = answersAfterMs;
      github.state.own = {
        id: 7001,
        run_number: 12,
        conclusion: null,
        jobs: [{ id: 55, name: 'build', conclusion: null, steps }],
      };
      const runs = hasFailed ? [otherRun(11, 'failure'), ...last.slice(1)] : last;
      // In truth GitHub gives thirty runs: some 450 kB, which the stand-in takes long to make.
      const more = Array.from({ length: 24 }, (_, at) => otherRun(-at, 'success'));
      github.state.runs = answersAfterMs > 0 ? [...runs, ...more] : runs;
    };
    const step = async (status: 'success' | 'failure', hasFailed: boolean, answersAfterMs = 0) => {
      set(hasFailed, answersAfterMs);
      return await timedStep(job, status, status === 'failure' || hasFailed);
    };
    const api = `${github.url}/repos/acme/shop/actions`;
    const questions = [
      `${api}/workflows/ci.yml/runs?branch=main&per_page=30`,
      `${api}/jobs/55`,
      `${github.url}/repos/acme/shop/check-runs/55/annotations`,
    ];

    const results = await measureSideBySide(
      [
        {
          name: FETCH,
          measure: () => {
            set(false, 0);
            return timed(scriptOf([], github.token, integrationUrl));
          },
        },
        {
          name: 'the action, red',
          measure: () => step('failure', false),
          against: { name: FETCH, limit: LIMITS.action.fetch },
        },
        {
          name: 'the action, red after a failed run',
          measure: () => step('failure', true),
          against: { name: FETCH, limit: LIMITS.action.fetch },
        },
        {
          name: 'the action, green after green',
          measure: () => step('success', false),
          against: { name: FETCH, limit: LIMITS.action.fetch },
        },
        {
          name: 'the action, green after a failed run',
          measure: () => step('success', true),
          against: { name: FETCH, limit: LIMITS.action.fetch },
        },
        {
          name: FETCHES,
          measure: () => {
            set(false, REALISTIC_MS);
            return timed(scriptOf(questions, github.token, integrationUrl));
          },
        },
        {
          name: 'the action, red, with realistic answers',
          measure: () => step('failure', false, REALISTIC_MS),
          against: { name: FETCHES, limit: LIMITS.action.realistic },
        },
        {
          name: 'the action, green after green, with realistic answers',
          measure: () => step('success', false, REALISTIC_MS),
          against: { name: FETCHES, limit: LIMITS.action.realistic },
        },
        {
          name: 'the action, green after a failed run, with realistic answers',
          measure: () => step('success', true, REALISTIC_MS),
          against: { name: FETCHES, limit: LIMITS.action.realistic },
        },
      ],
      { rounds: ROUNDS },
    );
    await temperstack.close();
    await github.close();
    removeJobs();
    return results;
  },
};

/** Asks each question by fetch, and posts an alert. */
function scriptOf(questions: readonly string[], token: string, integrationUrl: string): string {
  const alert = { alert_name: 'CI / build failed on main', status: 'Alarm', description: 'Unit tests' };
  return `
    (async () => {
      for (const question of ${JSON.stringify(questions)}) {
        const answer = await fetch(question, { headers: { authorization: 'token ${token}' } });
        if (!answer.ok) throw new Error(answer.status);
        await answer.json();
      }
      const { ok } = await fetch(${JSON.stringify(integrationUrl)}, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: ${JSON.stringify(JSON.stringify(alert))},
      });
      process.exitCode = ok ? 0 : 1;
    })();`;
}

async function timedStep(job: Job, status: 'success' | 'failure', isSent: boolean): Promise<number> {
  const { exitCode, outputs, durationMs } = await job.main(status);
  if (exitCode !== 0 || outputs['sent'] !== String(isSent)) {
    throw new Error(`The step ended with ${exitCode} and sent: ${outputs['sent']}, ${outputs['held']}`);
  }
  return durationMs;
}

async function timed(script: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  child.stdout.resume();
  child.stderr.resume();
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`node ended with ${String(code)}.`);
  return performance.now() - startedAt;
}
