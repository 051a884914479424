import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { installed } from '../sandbox/installed.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';

const root = join(import.meta.dirname, '../..');
/** It would add 300 MB to `npm ci`. */
const LOCAL_ACTION = '7.0.1';

describe('the sources of the action, run by @github/local-action', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alertbridge-local-action-'));
  let temperstack: Temperstack;
  let localAction: string;
  beforeAll(async () => {
    localAction = await installed('@github/local-action', LOCAL_ACTION);
    temperstack = await startTemperstack();
  }, 300_000);
  afterAll(async () => {
    await temperstack.close();
    rmSync(folder, { recursive: true });
  });

  it('send an alert, with the defaults of action.yml as they stand', async () => {
    const variables = {
      'INPUT_INTEGRATION-URL': temperstack.integrationUrl,
      INPUT_STATUS: 'Alarm',
      'INPUT_GITHUB-TOKEN': '',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_WORKFLOW: 'CI',
      GITHUB_JOB: 'build',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REF_NAME: 'main',
      GITHUB_RUN_ID: '1',
    };
    const file = join(folder, 'variables.env');
    writeFileSync(
      file,
      Object.entries(variables)
        .map(([name, value]) => `${name}="${value}"\n`)
        .join(''),
    );
    // Its own command asks npm for tsx, which looks in this repository and then on the registry; this is what that runs.
    const tsx = join(localAction, '../../tsx/dist/cli.mjs');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [tsx, join(localAction, 'src/index.ts'), 'run', '.', 'action/run.ts', file],
      {
        cwd: root,
        env: {
          PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
          HOME: folder,
          TARGET_ACTION_PATH: root,
          NODE_PACKAGE_MANAGER: 'npm',
          NODE_OPTIONS: '--conditions=alertbridge-source',
        },
      },
    );
    expect(stdout).toContain('::set-output name=sent::true');
    expect(temperstack.received()).toMatchObject([
      { status: 200, alert: { status: 'Alarm', alert_id: 'github:acme/shop:CI:main:build' } },
    ]);
  }, 60_000);
});
