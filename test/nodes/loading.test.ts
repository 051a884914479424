import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bundleNodes, writeNodes } from '../../scripts/nodes-bundle.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAX_FILE_BYTES = 250_000;

const { n8n } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  n8n: { credentials: string[]; nodes: string[] };
};
/** What n8n loads when it starts. */
const LOADED = [...n8n.credentials, ...n8n.nodes];

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alertbridge-loading-'));
  await writeNodes(folder);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What is printed as JSON by a process that loads all that n8n loads, and counts what it calls of zod. */
function printed(then: string): unknown {
  const script = `
    const Module = require('node:module');
    const { join, relative } = require('node:path');
    const need = Module.createRequire(join(process.cwd(), 'package.json'));
    need('n8n-workflow');
    const calls = [];
    const counted = Object.fromEntries(
      Object.entries(need('zod/v4').z).map(([name, value]) => [
        name,
        typeof value === 'function' ? (...given) => (calls.push(name), value(...given)) : value,
      ]),
    );
    const load = Module._load;
    Module._load = (name, ...others) => (name === 'zod/v4' ? { ...counted, z: counted } : load(name, ...others));
    const before = new Set(Object.keys(require.cache));
    for (const file of ${JSON.stringify(LOADED)}) need('./' + file);
    const loaded = Object.keys(require.cache).filter((file) => !before.has(file));
    ${then}`;
  return JSON.parse(execFileSync(process.execPath, ['--eval', script], { cwd: folder, encoding: 'utf8' }));
}

describe('what n8n loads when it starts', () => {
  it('builds no schema, which takes zod longer than all else', () => {
    expect(printed('console.log(JSON.stringify(calls));')).toEqual([]);
  });

  it('builds one where it is needed, which this would see', () => {
    const calls = printed(`
      const { ApiContextTrigger } = need('./dist/nodes/ApiContextTrigger/ApiContextTrigger.node.js');
      const context = {
        getNode: () => ({ name: 'Trigger', typeVersion: 2 }),
        getNodeParameter: (name, otherwise) => ({ filters: {}, mapping: {}, policy: {} })[name] ?? otherwise,
        getActivationMode: () => 'manual',
        getWorkflowStaticData: () => ({}),
      };
      Promise.resolve(new ApiContextTrigger().webhookMethods.default.checkExists.call(context))
        .catch(() => {})
        .then(() => console.log(JSON.stringify(calls)));`);
    expect(calls).toContain('strictObject');
  });

  it('loads none of the libraries that only some executions need', () => {
    const loaded = printed(
      'console.log(JSON.stringify(loaded.map((file) => relative(process.cwd(), file))));',
    ) as string[];
    expect(loaded.filter((file) => file.startsWith('dist/vendor/')).sort()).toEqual([
      'dist/vendor/ipaddr.js',
      'dist/vendor/json-p3.js',
    ]);
  });
});

describe('the files of the package', () => {
  it('hold at most 250 kB each', async () => {
    const bytes = [...(await bundleNodes())].map(([, code]) => Buffer.byteLength(code));
    expect(bytes.length).toBeGreaterThanOrEqual(LOADED.length);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(MAX_FILE_BYTES);
  });
});
