import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
import { createSender, reportsFrom } from 'alertbridge';
import { sample } from 'alertbridge/apicontext';
import { runtime } from 'alertbridge/node';
import { temperstack } from 'alertbridge/temperstack';

const sender = createSender(temperstack({ integrationUrl: process.env.INTEGRATION_URL }), runtime);
for (const [at, resultClass] of ['FAIL', 'PASS'].entries()) {
  const start_time = new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString();
  const { reports } = reportsFrom(JSON.stringify(sample(resultClass, { start_time })));
  for (const report of reports) console.log(JSON.stringify((await sender.send(report)).delivery));
}
`;

const USE_TYPED = `
import { createTracker, DeliveryError, send, type Alert, type Delivery, type Report } from 'alertbridge';
import { parse, toReports, type Mapping } from 'alertbridge/apicontext';
import { createReceiver } from 'alertbridge/receive';
import { cloudflare } from 'alertbridge/cloudflare';
import { runtime } from 'alertbridge/node';
import { temperstack } from 'alertbridge/temperstack';
import { createWebhook } from 'alertbridge/webhook';

const mapping: Mapping = { scope: 'call-and-location' };

export async function carry(body: unknown, integrationUrl: string): Promise<Delivery | null> {
  const [report]: readonly Report[] = toReports(parse(body), mapping);
  if (report === undefined) return null;
  try {
    return await send(report.alert, temperstack({ integrationUrl }), runtime, { giveUpAfterMs: 60_000 });
  } catch (error) {
    if (error instanceof DeliveryError) return error.delivery;
    throw error;
  }
}

export const tracker = createTracker({ policy: { raiseAt: 2 } });
export const webhook = createWebhook({ name: 'Chat', url: 'https://example.com', bodyTemplate: '"{{alert}}"' });
export const receive: (request: Request) => Promise<Response> = createReceiver({
  source: cloudflare,
  filter: { events: ['start'] },
  tracker,
  onReports: () => {},
});

// What is frozen, or written with \`as const\`, will do.
const definition = { name: 'Chat', url: 'https://example.com', filters: [{ path: 'change', values: ['open'] }] } as const;
export const fromFrozen = createWebhook(definition);
const filter = { alertTypes: ['tunnel_health_event'] } as const;
export const filtered = createReceiver({ source: cloudflare, filter, onReports: () => {} });

// @ts-expect-error: an alert has an id.
export const without: Alert = { alert_name: 'x', status: 'Alarm' };
// @ts-expect-error: the priority is one of two words.
export const wrong: Alert = { alert_id: 'x', alert_name: 'x', status: 'Alarm', alert_priority: 'High' };
`;

describe('the packed library', () => {
  it('contains what was built, its sources, package.json, README and LICENSE, and nothing else', () => {
    expect(tarball.name).toBe('alertbridge');
    const others = tarball.files.filter((file) => !/^dist\/.+\.(?:js|d\.ts)(?:\.map)?$/.test(file));
    expect(others.filter((file) => !file.endsWith('.ts')).sort()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    for (const source of ['index.ts', 'systems/cloudflare/index.ts', 'track/track.ts']) {
      expect(others).toContain(source);
      expect(tarball.files).toContain(`dist/${source.replace('.ts', '.js')}`);
    }
  });

  it('leads an editor from each declaration to its source', () => {
    const maps = tarball.files.filter((file) => file.endsWith('.d.ts.map'));
    expect(maps.length).toBe(tarball.files.filter((file) => file.endsWith('.d.ts')).length);
    for (const map of maps) {
      const path = join(folder, 'project/node_modules/alertbridge', map);
      const { sources } = JSON.parse(readFileSync(path, 'utf8')) as { sources: string[] };
      for (const source of sources) expect(existsSync(join(path, '..', source))).toBe(true);
    }
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
