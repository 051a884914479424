import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';

const root = join(import.meta.dirname, '../..');

describe('the sources of the action, run by @github/local-action', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alertbridge-local-action-'));
  let temperstack: Temperstack;
  beforeAll(async () => {
    temperstack = await startTemperstack();
  });
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
    const command = join(root, 'node_modules/@github/local-action/bin/local-action.js');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [command, 'run', '.', 'action/run.ts', file],
      {
        cwd: root,
        env: {
          PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
          HOME: folder,
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
