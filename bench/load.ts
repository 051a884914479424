import { execFileSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { LIMITS } from './limits.ts';
import type { Bench } from './measurement.ts';
import { measureSideBySide, summaryOf } from './side-by-side.ts';

const ROOT = join(import.meta.dirname, '..');
const BYTES_PER_KB = 1_000;

export const bench: Bench = {
  title: 'a bare process that requires n8n-workflow, alone and with every file of the n8n package, ms',

  async run({ quick }) {
    if (!existsSync(join(ROOT, 'dist/nodes'))) {
      execFileSync(process.execPath, [join(ROOT, 'scripts/build.ts')], { cwd: ROOT, stdio: 'ignore' });
    }
    const files = globSync('dist/{credentials,nodes,vendor}/**/*.js', { cwd: ROOT }).sort();
    const host = 'n8n-workflow alone';
    const ours = 'n8n-workflow and the package';
    const alone: number[] = [];
    const both: number[] = [];
    const keeping = (kept: number[], paths: readonly string[]) => async () => {
      const ms = msToRequire(paths);
      kept.push(ms);
      return ms;
    };
    const rounds = quick ? 7 : 15;
    const measured = await measureSideBySide(
      [
        { name: host, measure: keeping(alone, ['n8n-workflow']) },
        {
          name: ours,
          measure: keeping(both, ['n8n-workflow', ...files.map((file) => join(ROOT, file))]),
          against: { name: host, limit: LIMITS.load.ratio, key: 'ratio' },
        },
      ],
      { rounds, warmUp: 1 },
    );
    // The first round was the warm-up.
    const more = both.slice(1).map((ms, round) => ms - (alone[round + 1] ?? NaN));
    const largest = Math.max(...files.map((file) => statSync(join(ROOT, file)).size)) / BYTES_PER_KB;
    return [
      ...measured,
      {
        name: 'all files of the n8n package, beyond n8n-workflow alone',
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
  },
};

/** By the process's own clock, so that its start and its end do not count. */
function msToRequire(paths: readonly string[]): number {
  const script = `
    const { createRequire } = require('node:module');
    const need = createRequire(${JSON.stringify(join(ROOT, 'package.json'))});
    const start = performance.now();
    for (const path of ${JSON.stringify(paths)}) need(path);
    console.log(performance.now() - start);`;
  return Number(execFileSync(process.execPath, ['--eval', script], { encoding: 'utf8' }));
}
