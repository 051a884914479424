import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeNodes } from '../scripts/nodes-bundle.ts';
import { LIMITS } from './limits.ts';
import type { Bench, Measurement } from './measurement.ts';
import { measureSideBySide, summaryOf } from './side-by-side.ts';

const ROOT = join(import.meta.dirname, '..');
const BYTES_PER_KB = 1_000;

export const bench: Bench = {
  title:
    'a bare process that requires n8n-workflow, alone and with every node and credential of the package, ms',

  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), 'alertbridge-load-'));
    try {
      await writeNodes(folder);
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
      return await measured(folder, quick ? 7 : 15);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measured(folder: string, rounds: number): Promise<Measurement[]> {
  const { n8n } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    n8n: { credentials: string[]; nodes: string[] };
  };
  const host = 'n8n-workflow alone';
  const ours = 'n8n-workflow and the package';
  const alone: number[] = [];
  const both: number[] = [];
  const keeping = (kept: number[], paths: readonly string[]) => async () => {
    const ms = msToRequire(folder, paths);
    kept.push(ms);
    return ms;
  };
  const compared = await measureSideBySide(
    [
      { name: host, measure: keeping(alone, ['n8n-workflow']) },
      {
        name: ours,
        measure: keeping(both, [
          'n8n-workflow',
          ...[...n8n.credentials, ...n8n.nodes].map((file) => `./${file}`),
        ]),
        against: { name: host, limit: LIMITS.load.ratio, key: 'ratio' },
      },
    ],
    { rounds, warmUp: 1 },
  );
  // The first round was the warm-up.
  const more = both.slice(1).map((ms, round) => ms - (alone[round + 1] ?? NaN));
  const files = globSync('dist/**/*.js', { cwd: folder });
  const largest = Math.max(...files.map((file) => statSync(join(folder, file)).size)) / BYTES_PER_KB;
  return [
    ...compared,
    {
      name: 'all nodes and credentials of the n8n package, beyond n8n-workflow alone',
      key: 'more',
      ...summaryOf(more),
      ...LIMITS.load.more,
    },
    {
      name: 'the largest file of the n8n package',
      key: 'file',
      unit: 'kB',
      median: largest,
      quartiles: [largest, largest],
      ...LIMITS.load.file,
    },
  ];
}

/** By the process's own clock, so that its start and its end do not count. */
function msToRequire(folder: string, paths: readonly string[]): number {
  const script = `
    const { createRequire } = require('node:module');
    const need = createRequire(${JSON.stringify(join(folder, 'package.json'))});
    const start = performance.now();
    for (const path of ${JSON.stringify(paths)}) need(path);
    console.log(performance.now() - start);`;
  return Number(execFileSync(process.execPath, ['--eval', script], { encoding: 'utf8' }));
}
