import { spawn } from 'node:child_process';

import { removeJobs, startJob, type Job } from '../test/runner/job.ts';
import { startGitHub } from '../test/sandbox/github/server.ts';
import { startTemperstack } from '../test/sandbox/temperstack/server.ts';
import type { Bench } from './run.ts';
import { measureSideBySide } from './side-by-side.ts';

const ROUNDS = 20;
const MOST_TIMES_A_FETCH = 1.35;

export const bench: Bench = {
  title: `one alert to a server on loopback, ms for the whole process, median of ${ROUNDS}`,

  async run() {
    const temperstack = await startTemperstack();
    const github = await startGitHub();
    const { integrationUrl } = temperstack;
    const alert = { alert_name: 'CI / build failed on main', status: 'Alarm', description: 'Unit tests' };
    const script = `
      fetch(${JSON.stringify(integrationUrl)}, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: ${JSON.stringify(JSON.stringify(alert))},
      }).then(({ ok }) => { process.exitCode = ok ? 0 : 1; });`;
    const jobWith = (given: Record<string, string>) =>
      startJob({
        with: { 'integration-url': integrationUrl, status: 'Alarm', ...given },
        env: { GITHUB_API_URL: github.url },
      });
    const given = jobWith({ 'alert-url': 'https://example.com', description: alert.description });
    const lookedUp = jobWith({});

    const results = await measureSideBySide(
      [
        {
          name: 'node -e with one fetch',
          measure: () => timed(process.execPath, ['-e', script]),
        },
        {
          name: 'the action',
          measure: () => timedStep(given),
          against: { name: 'node -e with one fetch', limit: MOST_TIMES_A_FETCH },
        },
        {
          name: 'the action, asking GitHub for the failed steps',
          measure: () => timedStep(lookedUp),
          against: { name: 'node -e with one fetch' },
        },
      ],
      { rounds: ROUNDS },
    );
    const refused = temperstack.received().filter(({ status }) => status !== 200);
    if (refused.length > 0) throw new Error(`Temperstack refused ${refused.length} alerts.`);
    await temperstack.close();
    await github.close();
    removeJobs();
    return results;
  },
};

async function timedStep(job: Job): Promise<number> {
  const { exitCode, outputs, durationMs } = await job.main();
  if (exitCode !== 0 || outputs['sent'] !== 'true') throw new Error('The action did not send its alert.');
  return durationMs;
}

async function timed(command: string, parameters: string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(command, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  child.stdout.resume();
  child.stderr.resume();
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}.`);
  return performance.now() - startedAt;
}
