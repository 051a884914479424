/** Runs everything that has to hold, one step after the other, and counts. Its last line is `N passed, N failed`. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { browserPath } from '../test/sandbox/browser.ts';
import { cacheFolder } from '../test/sandbox/cache.ts';
import { npmCli } from '../test/sandbox/npm.ts';
import { queuePrograms } from '../test/sandbox/queue/programs.ts';
import { scan } from './scan.ts';

/** What a step counts; a step that throws is one that failed. */
interface Count {
  passed: number;
  failed: number;
}

const ROOT = join(import.meta.dirname, '..');

const STEPS: [name: string, run: () => Count | Promise<Count>][] = [
  ['npm run lint', () => succeeds('lint')],
  ['npm run check:action', () => succeeds('check:action')],
  ['npm run check:package', () => succeeds('check:package')],
  ['npm run check:docs', () => succeeds('check:docs')],
  ['npm run check:sizes', () => succeeds('check:sizes')],
  ['zizmor on the workflows', workflowsWithZizmor],
  ['npm test', () => countOfTests('test')],
  ['npm run test:zod4', () => countOfTests('test:zod4')],
  ['npm run test:slow', () => countOfTests('test:slow')],
  ['npm run fuzz', () => succeeds('fuzz')],
  ['npm run test:node', () => succeeds('test:node')],
  ['npm run bench, the quick ones', quickBenches],
  ['npm run test:e2e', () => countOfTests('test:e2e', installBrowserInCi)],
  ['npm run test:scale', testsInQueueMode],
  ['npm run test:act', testsWithAct],
  ["n8n's scan of the packed package", scan],
];

void main();

async function main(): Promise<void> {
  const results: (Count & { name: string; seconds: number })[] = [];
  for (const [name, run] of STEPS) {
    console.log(`\n=== ${name}\n`);
    const startedAt = Date.now();
    const count = await countOf(run);
    results.push({ name, ...count, seconds: Math.round((Date.now() - startedAt) / 1_000) });
  }
  console.log('\n=== Summary\n');
  for (const { name, passed, failed, seconds } of results) {
    const verdict = failed === 0 ? 'ok    ' : 'FAILED';
    console.log(`${verdict}  ${name}: ${passed} passed, ${failed} failed, ${seconds} s`);
  }
  const failed = sum(results.map((result) => result.failed));
  process.exitCode = failed === 0 ? 0 : 1;
  console.log(`${sum(results.map((result) => result.passed))} passed, ${failed} failed`);
}

async function countOf(run: () => Count | Promise<Count>): Promise<Count> {
  try {
    return await run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/** One npm script, which passes or fails as a whole. */
function succeeds(script: string): Count {
  return npmRun(script) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Those that take seconds. Each fails where a ratio is a quarter worse than its limit, and not before it was measured three times. */
const QUICK_BENCHES = ['mapping', 'template', 'delivery', 'track', 'memory', 'load', 'bundle'];

function quickBenches(): Count {
  const failed = QUICK_BENCHES.filter((name) => npmRun('bench', [name, '--quick', '--check']) !== 0);
  return { passed: QUICK_BENCHES.length - failed.length, failed: failed.length };
}

/** One npm script that runs jest, with its tests counted. A test file that cannot be loaded counts as one that failed. */
function countOfTests(script: string, prepare = () => {}): Count {
  prepare();
  const folder = mkdtempSync(join(tmpdir(), 'alertbridge-check-'));
  const file = join(folder, 'result.json');
  try {
    const exitCode = npmRun(script, ['--json', `--outputFile=${file}`]);
    if (!existsSync(file)) throw new Error(`${script} ended with ${exitCode} before a test had run.`);
    const result = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
    const failed = (result['numFailedTests'] ?? 0) + (result['numRuntimeErrorTestSuites'] ?? 0);
    // jest can fail for a reason that is no test: a teardown, or that there are none.
    return { passed: result['numPassedTests'] ?? 0, failed: exitCode === 0 ? failed : Math.max(failed, 1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function npmRun(script: string, args: string[] = []): number {
  const { status, error } = spawnSync(process.execPath, [npmCli(), 'run', script, '--', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined) throw error;
  return status ?? 1;
}

/** In CI a browser is installed where that asks nobody. Without one, the tests that need it are left out, and say so. */
function installBrowserInCi(): void {
  if (browserPath() === null) installInCi('chromium');
}

/** n8n's queue mode. Where Redis and PostgreSQL are neither there nor can be installed, it is left out, and says so. */
function testsInQueueMode(): Count {
  const isComplete = () => !Object.values(queuePrograms()).includes(null);
  if (!isComplete()) installInCi('redis-server', 'postgresql');
  if (isComplete()) return countOfTests('test:scale');
  console.log('Left out: redis-server and PostgreSQL are not here (Debian: redis-server postgresql).');
  return { passed: 0, failed: 0 };
}

function installInCi(...packages: string[]): void {
  if (process.env['CI'] === undefined || process.getuid?.() !== 0 || !isThere('apt-get')) return;
  console.log(`Installing Debian's ${packages.join(' and ')}`);
  const apt = (...args: string[]) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  apt('update', '-q');
  apt('install', '-y', '-q', '--no-install-recommends', ...packages);
}

const ACT = 'github.com/nektos/act@v0.2.89';

/** The example workflows in act. Where it is neither installed nor Go there to install it, they are left out, and say so. */
function testsWithAct(): Count {
  if (!isThere('act')) {
    if (!isThere('go', 'version')) {
      console.log('Left out: neither act nor Go, which could install it, is on PATH.');
      return { passed: 0, failed: 0 };
    }
    const bin = join(cacheFolder(), 'bin');
    process.env['PATH'] = [process.env['PATH'], bin].join(delimiter);
    if (!isThere('act')) {
      console.log(`Installing ${ACT} into ${bin}`);
      spawnSync('go', ['install', ACT], { env: { ...process.env, GOBIN: bin }, stdio: 'inherit' });
    }
  }
  return countOfTests('test:act');
}

const ZIZMOR = 'zizmor==1.32.0';

/** What an attacker could do with the workflows. Where there is no Python to install zizmor with, it is left out, and says so. */
function workflowsWithZizmor(): Count {
  const folder = join(cacheFolder(), ZIZMOR.replace('==', '-'));
  const program = join(folder, 'bin', 'zizmor');
  if (!existsSync(program)) {
    const { status } = spawnSync('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, ZIZMOR], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) {
      console.log('Left out: zizmor is not here, and there is no Python with pip to install it.');
      return { passed: 0, failed: 0 };
    }
  }
  const { status } = spawnSync(program, ['--offline', '.github', 'action.yml'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function isThere(command: string, argument = '--version'): boolean {
  return spawnSync(command, [argument], { stdio: 'ignore' }).status === 0;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
