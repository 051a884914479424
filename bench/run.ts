/**
 * Runs benches: `npm run bench -- action` runs bench/action.ts, `npm run bench` all of them. A bench measures Alertbridge
 * side by side with what a user would pick instead, in one run on one machine.
 */
import { globSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';

/** What each file beside this one exports as `bench`. */
export interface Bench {
  /** What is measured, and in which unit, in one line. */
  title: string;
  /** Runs it, and gives one line for each thing measured. */
  run: () => Promise<Measurement[]>;
}

export interface Measurement {
  name: string;
  /** In the bench's unit; smaller is better. */
  median: number;
  /** The range that the middle half of all values lies in. */
  quartiles: [number, number];
  /** The median as a multiple of another measurement's, where there is one to compare with. */
  ratio?: number;
  /** The largest ratio that is well. */
  limit?: number;
}

const NOT_BENCHES = ['run.ts', 'side-by-side.ts'];
const known = globSync('*.ts', { cwd: import.meta.dirname })
  .filter((file) => !NOT_BENCHES.includes(file))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !known.includes(name));

if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exitCode = 1;
} else {
  console.log(
    `Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'CPU'}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  for (const name of wanted.length > 0 ? wanted : known) await show(name);
}

async function show(name: string): Promise<void> {
  const { bench } = (await import(`./${name}.ts`)) as { bench: Bench };
  console.log(`\n${name}: ${bench.title}`);
  for (const { name: what, median, quartiles, ratio, limit } of await bench.run()) {
    const [low, high] = quartiles.map((value) => value.toFixed(1));
    const compared = ratio === undefined ? '' : `  × ${ratio.toFixed(2)}`;
    const verdict =
      ratio === undefined || limit === undefined
        ? ''
        : ` (at most ${limit.toFixed(2)}: ${ratio <= limit ? 'ok' : 'TOO SLOW'})`;
    console.log(
      `  ${what.padEnd(52)} ${median.toFixed(1).padStart(8)}  [${low} … ${high}]${compared}${verdict}`,
    );
    if (ratio !== undefined && limit !== undefined && ratio > limit) process.exitCode = 1;
  }
}
