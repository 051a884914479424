/**
 * Writes bench/sizes.json: what bundles of the library weigh, what the files of the n8n package do, and what it takes to
 * type-check a program that uses the library. So a change of it shows in a diff. With `--check` it writes nothing and ends
 * with 1 where the file is not current. Sizes are told to a tenth of a kB, so that not every line of code changes the file.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import { bundled } from './bundle-size.ts';
import { bundleNodes } from './nodes-bundle.ts';

const ROOT = join(import.meta.dirname, '..');
const FILE = join(ROOT, 'bench/sizes.json');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const SOURCES = ['apicontext', 'apono', 'cloudflare', 'github'];

/** A program that a user could write; it is type-checked against the library's declarations, as a user's is. */
const CONSUMER = `
import { createSender, type Report, type Sent } from 'alertbridge';
import { parse, toReports } from 'alertbridge/apicontext';
import { runtime } from 'alertbridge/node';
import { temperstack } from 'alertbridge/temperstack';

const sender = createSender(temperstack({ integrationUrl: process.env['INTEGRATION_URL'] ?? '' }), runtime);

export async function tell(body: unknown): Promise<Sent[]> {
  const reports: readonly Report[] = toReports(parse(body), { scope: 'call' });
  return await Promise.all(reports.map(async (report) => await sender.send(report)));
}
`;

const sizes = {
  bundlesInKb: await bundleSizes(),
  n8nFilesInKb: await n8nFileSizes(),
  typeCheckOfAConsumer: typeCheck(),
};
const current = await format(JSON.stringify(sizes), { ...(await resolveConfig(FILE)), filepath: FILE });
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, current);
} else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== current) {
  console.error(`bench/sizes.json is not current. Run npm run sizes. It would be:\n${current}`);
  process.exitCode = 1;
}

async function bundleSizes(): Promise<object> {
  const programs = {
    ...Object.fromEntries(
      SOURCES.map((source) => [
        `one mapping: toReports of alertbridge/${source}`,
        `import { toReports } from 'alertbridge/${source}'; console.log(toReports)`,
      ]),
    ),
    'one delivery: send of alertbridge over alertbridge/fetch':
      "import { send } from 'alertbridge'; import { createRuntime } from 'alertbridge/fetch'; console.log(send, createRuntime)",
  };
  const entries = await Promise.all(
    Object.entries(programs).map(async ([name, code]) => {
      const { all, own } = await bundled(code);
      return [name, { all: kb(all), own: kb(own) }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function n8nFileSizes(): Promise<object> {
  const sizes: Record<string, number> = {};
  for (const [path, code] of await bundleNodes()) {
    // The names of what nodes share are made of its content.
    const name = path.startsWith('dist/nodes/host/') ? 'dist/nodes/host/*.js' : path;
    sizes[name] = (sizes[name] ?? 0) + Buffer.byteLength(code);
  }
  const entries = Object.entries(sizes).map(([name, bytes]) => [name, kb(bytes)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** How much TypeScript has to do, which unlike its time is the same on every machine; in thousands. */
function typeCheck(): object {
  execFileSync(process.execPath, [TSC, '-p', 'shared/tsconfig.json'], { cwd: ROOT, stdio: 'inherit' });
  // Within the repository, where the library is found as in a user's node_modules.
  const folder = mkdtempSync(join(ROOT, 'bench/.consumer-'));
  try {
    writeFileSync(join(folder, 'consumer.ts'), CONSUMER);
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
    const told = execFileSync(
      process.execPath,
      [TSC, ...options, '--types', 'node', '--extendedDiagnostics', join(folder, 'consumer.ts')],
      { cwd: folder, encoding: 'utf8' },
    );
    const count = (what: string) => {
      const found = new RegExp(`^${what}: +(\\d+)`, 'm').exec(told)?.[1];
      if (found === undefined) throw new Error(`tsc did not tell ${what}:\n${told}`);
      return kb(Number(found));
    };
    return { thousandInstantiations: count('Instantiations'), thousandTypes: count('Types') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kb(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}
