import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { npm, outputOf } from '../sandbox/npm.ts';
import { packed, ROOT, type Tarball } from '../sandbox/n8n/package.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';

let folder: string;
let tarball: Tarball;
let temperstack: Temperstack;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'alertbridge-library-')));
  temperstack = await startTemperstack();
  tarball = await packed(folder, 'shared');
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'user', private: true, type: 'module' }),
  );
  await npm(['install', tarball.path, '--no-audit', '--no-fund', '--prefer-offline'], { cwd: project });
});
afterAll(async () => {
  await temperstack.close();
  rmSync(folder, { recursive: true, force: true });
});

const USE = `
import { alertFromApiContext, parseApiContextResult, sampleApiContextResult, sendAlert } from 'alertbridge';
import { createTransport, sleep } from 'alertbridge/node';

const transport = createTransport();
for (const resultClass of ['FAIL', 'PASS']) {
  const result = parseApiContextResult(JSON.parse(JSON.stringify(sampleApiContextResult(resultClass))));
  const alert = alertFromApiContext(result);
  if (alert === null) throw new Error('ignored');
  const delivery = await sendAlert(alert, { integrationUrl: process.env.INTEGRATION_URL, transport, sleep });
  console.log(JSON.stringify(delivery));
}
`;

const USE_TYPED = `
import {
  alertFromApiContext, DeliveryError, parseApiContextResult, sendAlert, type Alert, type Delivery,
} from 'alertbridge';
import { createTransport, sleep } from 'alertbridge/node';

export async function carry(body: unknown, integrationUrl: string): Promise<Delivery | null> {
  const alert: Alert | null = alertFromApiContext(parseApiContextResult(body), { scope: 'call' });
  if (alert === null) return null;
  try {
    return await sendAlert(alert, { integrationUrl, transport: createTransport(), sleep });
  } catch (error) {
    if (error instanceof DeliveryError) return error.delivery;
    throw error;
  }
}

// @ts-expect-error: the priority is one of two words.
export const wrong: Alert = { alert_name: 'x', status: 'Alarm', alert_priority: 'High' };
`;

describe('the packed library', () => {
  it('contains dist, package.json, README and LICENSE, and nothing else', () => {
    expect(tarball.name).toBe('alertbridge');
    expect(tarball.files.filter((file) => !file.startsWith('dist/')).sort()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    expect(tarball.files.filter((file) => !/\.(?:js|d\.ts|json|md)$|LICENSE$/.test(file))).toEqual([]);
  });

  it('is used by an ES module under Node, and delivers', async () => {
    const project = join(folder, 'project');
    writeFileSync(join(project, 'use.js'), USE);
    const output = await outputOf(process.execPath, ['use.js'], {
      cwd: project,
      env: { INTEGRATION_URL: temperstack.integrationUrl },
    });
    const deliveries = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(deliveries).toMatchObject([{ delivered: true }, { delivered: true }]);
    expect(output).not.toContain(temperstack.apiKey);
    expect(temperstack.alerts()).toMatchObject([{ state: 'closed', received: 2 }]);
  });

  it('is typed for a strict TypeScript project that checks its libraries too', async () => {
    const project = join(folder, 'project');
    writeFileSync(join(project, 'use.ts'), USE_TYPED);
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          module: 'nodenext',
          target: 'es2023',
          noEmit: true,
          typeRoots: [join(ROOT, 'node_modules', '@types')],
          types: ['node'],
        },
        files: ['use.ts'],
      }),
    );
    await outputOf(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')], {
      cwd: project,
    });
  });
});
