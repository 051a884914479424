import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startHttpServer, type HttpServer } from '../sandbox/http-server.ts';
import { copiedRepository, type RepositoryCopy } from './copy.ts';
import { LIGHTHOUSE } from './recipes/lighthouse.ts';
import { PAGER } from './recipes/pager.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const CONTRIBUTING = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

/** The files of a recipe that lie outside the folders that it makes, by what CONTRIBUTING says of it. */
const MAX_FILES_OUTSIDE = 3;

const addDoor = (name: string) => (text: string) =>
  text.replace(
    '    "./webhook": {',
    `    "./${name}": {
      "alertbridge-source": "./systems/${name}/index.ts",
      "types": "./dist/systems/${name}/index.d.ts",
      "default": "./dist/systems/${name}/index.js"
    },
    "./webhook": {`,
  );

function addSource(copy: RepositoryCopy): void {
  copy.add(LIGHTHOUSE);
  copy.change('shared/package.json', addDoor('lighthouse'));
  copy.change('shared/sources.ts', (text) =>
    text
      .replace(
        'import { github,',
        "import { lighthouse, type Mapping as LighthouseMapping } from './systems/lighthouse/index.ts';\nimport { github,",
      )
      .replace('Source[] = [', 'Source[] = [lighthouse, ')
      .replace(
        'readonly github?:',
        'readonly lighthouse?: LighthouseMapping | undefined;\n  readonly github?:',
      ),
  );
}

function addDestination(copy: RepositoryCopy): void {
  copy.add(PAGER);
  copy.change('shared/package.json', addDoor('pager'));
  copy.change('package.json', (text) =>
    text
      .replace('"nodes": [', '"nodes": [\n      "dist/nodes/Pager/Pager.node.js",')
      .replace('"credentials": [', '"credentials": [\n      "dist/credentials/PagerApi.credentials.js",'),
  );
}

/** The code files that a recipe has touched, apart from those in the folders that it has made. */
function filesOutside(copy: RepositoryCopy): string[] {
  const ownFolders = ['shared/systems/lighthouse/', 'shared/systems/pager/', 'nodes/Pager/'];
  return copy.touched().filter((path) => !ownFolders.some((folder) => path.startsWith(folder)));
}

const USE = `
import { createSender, reportsFrom } from 'alertbridge';
import { lighthouse } from 'alertbridge/lighthouse';
import { runtime } from 'alertbridge/node';
import { pager } from 'alertbridge/pager';

const sender = createSender(pager({ url: process.env.PAGER_URL, token: 's3cr3t-token' }), runtime);
const group = lighthouse.sample();
const over = { ...group, alerts: group.alerts.map((alert) => ({ ...alert, status: 'resolved', startsAt: alert.startsAt + 60_000 })) };
for (const event of [group, over]) {
  const { reports } = reportsFrom(JSON.stringify(event), { lighthouse: { priority: 'Medium' } });
  for (const report of reports) console.log((await sender.send(report, event)).outcome);
}
`;

describe('the recipes in CONTRIBUTING', () => {
  let copy: RepositoryCopy;
  let server: HttpServer;
  let outsideOfSource: string[];
  let outsideOfDestination: string[];
  let printed: string;

  beforeAll(async () => {
    server = await startHttpServer(() => ({ status: 202, body: { taken: true } }));
    const onlySource = copiedRepository();
    addSource(onlySource);
    outsideOfSource = filesOutside(onlySource);
    onlySource.remove();
    const onlyDestination = copiedRepository();
    addDestination(onlyDestination);
    outsideOfDestination = filesOutside(onlyDestination);
    onlyDestination.remove();

    copy = copiedRepository();
    addSource(copy);
    addDestination(copy);
    copy.run(process.execPath, 'node_modules/typescript/bin/tsc', '--noEmit');
    copy.run(process.execPath, 'scripts/build.ts');
    const script = join(copy.folder, 'use.mjs');
    writeFileSync(script, USE);
    const { stdout } = await run(process.execPath, [script], {
      env: { ...process.env, PAGER_URL: `${server.url}/pages` },
    });
    printed = stdout.trim();
  }, 180_000);
  afterAll(async () => {
    copy.remove();
    await server.close();
  });

  it('touch at most three code files outside the new folders, and CONTRIBUTING names each', () => {
    for (const outside of [outsideOfSource, outsideOfDestination]) {
      expect(outside.length).toBeLessThanOrEqual(MAX_FILES_OUTSIDE);
      for (const path of outside) {
        expect(CONTRIBUTING).toContain(path.replace('PagerApi', '<Name>Api'));
      }
    }
  });

  it('make a source whose events hold several alerts, and a destination that gets them', () => {
    expect(printed.split('\n')).toEqual(['delivered', 'delivered', 'delivered', 'delivered']);
    expect(server.requests.map(({ path, body }) => ({ path, ...(JSON.parse(body) as object) }))).toEqual([
      { path: '/pages', key: 'lighthouse:lamp', text: 'The lamp is out', on: true, change: 'open' },
      { path: '/pages', key: 'lighthouse:horn', text: 'The horn is silent', on: true, change: 'open' },
      { path: '/pages', key: 'lighthouse:lamp', text: 'The lamp is out', on: false, change: 'resolve' },
      { path: '/pages', key: 'lighthouse:horn', text: 'The horn is silent', on: false, change: 'resolve' },
    ]);
  });

  it('make a node that n8n can load', () => {
    const require = createRequire(join(copy.folder, 'package.json'));
    const { Pager } = require('./dist/nodes/Pager/Pager.node.js') as {
      Pager: new () => { description: { name: string } };
    };
    expect(new Pager().description.name).toBe('pager');
  });

  it('leave the arrows of the design as they are', () => {
    const said = copy.run(
      process.execPath,
      'node_modules/eslint/bin/eslint.js',
      '--no-config-lookup',
      '--config=eslint.arrows.mjs',
      'shared/systems',
      'nodes/Pager',
      'credentials/PagerApi.credentials.ts',
    );
    expect(said).toBe('');
  }, 60_000);
});
