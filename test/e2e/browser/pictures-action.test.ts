import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';

import { removeJobs, startJob } from '../../runner/job.ts';
import { startGitHub, type GitHubServer } from '../../sandbox/github/server.ts';
import { ROOT } from '../../sandbox/n8n/package.ts';
import { startTemperstack, type Temperstack } from '../../sandbox/temperstack/server.ts';
import { startBrowser } from './page.ts';

/** `npm run pictures` makes the pictures of the docs from these. */
const FOLDER = join(ROOT, '.sandbox', 'e2e', 'pictures');

let browser: Browser;
let github: GitHubServer;
let temperstack: Temperstack;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  [browser, github, temperstack] = await Promise.all([startBrowser(), startGitHub(), startTemperstack()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), github.close(), temperstack.close()]);
  removeJobs();
});

describe('what arrives when a guarded job fails', () => {
  beforeAll(async () => {
    const steps = [
      { name: 'Set up job', number: 1, conclusion: 'success' },
      { name: 'Unit tests', number: 4, conclusion: 'failure' },
    ];
    github.state.own.jobs = [{ id: 55, name: 'build', conclusion: null, steps }];
    github.state.annotations = { 55: [{ message: 'src/cart.ts(3,7): expected 1, received 2' }] };
    github.state.files = { '.github/workflows/ci.yml': 'jobs:\n  build:\n    runs-on: ubuntu-latest\n' };
    const job = startJob({
      with: {
        'integration-url': temperstack.integrationUrl,
        when: 'job-end',
        'run-book-url': 'https://example.com/run-books/ci',
      },
      env: { GITHUB_API_URL: github.url },
      event: { head_commit: { message: 'Sell more', author: { name: 'Jo' } } },
      job: { check_run_id: 55 },
    });
    await job.main();
    const { outputs } = await job.post('failure');
    expect(outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
  });

  it.each(['light', 'dark'] as const)('is told on one page, also on a %s one', async (colorScheme) => {
    const context = await browser.newContext({ viewport: { width: 860, height: 700 }, colorScheme });
    const page = await context.newPage();
    await page.goto(temperstack.url);
    const alert = page.locator('#open-alerts > *').first();
    await alert.locator('.title', { hasText: 'CI / build failed on main' }).waitFor();
    const text = await alert.innerText();
    for (const part of ['Critical', 'Failed step: Unit tests', 'Why: src/cart.ts(3,7)', 'Sell more, by Jo']) {
      expect(text).toContain(part);
    }
    expect(await page.locator('body').innerText()).not.toContain(temperstack.apiKey);
    const name = colorScheme === 'light' ? 'github-alert' : 'github-alert.dark';
    await alert.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
    await context.close();
  });
});
