/**
 * Runs benches: `npm run bench -- mapping` runs bench/mapping.ts, `npm run bench -- all` every one of them. A bench measures
 * Alertbridge side by side with what a user would pick instead, in one run on one machine.
 *
 * - `--quick` makes fewer rounds, as `.ci/run` does.
 * - `--json` prints what was measured as JSON, and nothing else, to standard output.
 * - `--check` fails where a ratio is a quarter worse than its limit. What fails is measured twice more before it counts.
 * - `--record` keeps what was measured in bench/results.json, and draws docs/performance.md and its pictures from it.
 */
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import {
  comparedBy,
  failsCheck,
  verdictOn,
  type Bench,
  type Effort,
  type Measurement,
} from './measurement.ts';
import { record } from './results.ts';

/** What a bench's file does not export. */
const NOT_BENCHES = ['limits', 'measurement', 'results', 'run', 'side-by-side'];
const TRIES = 3;

const benches = globSync('*.ts', { cwd: import.meta.dirname })
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !NOT_BENCHES.includes(name))
  .sort();

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
});
/** What a person reads; standard output is left to the JSON. */
const say = flags.json ? console.error : console.log;

const wanted = positionals.includes('all') ? benches : positionals;
const unknown = wanted.filter((name) => !benches.includes(name));
if (wanted.length === 0 || unknown.length > 0) {
  console.error(
    `${unknown.length > 0 ? `There is no bench ${unknown.join(', ')}. ` : ''}Name one or more of: ${benches.join(', ')}; or all.`,
  );
  process.exitCode = 1;
} else {
  await runAll(wanted);
}

interface Result {
  bench: string;
  unit: string;
  measurements: Measurement[];
}

async function runAll(names: readonly string[]): Promise<void> {
  const machine = `Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'CPU'}`;
  say(`${machine}, load ${loadavg()[0]?.toFixed(1)}`);
  const results: Result[] = [];
  for (const name of names) {
    const { bench } = (await import(`./${name}.ts`)) as { bench: Bench };
    const unit = bench.unit ?? 'ms';
    const measurements = await measured(name, bench, unit);
    results.push({ bench: name, unit, measurements });
    // At once, so that what was measured is not lost with what comes after it.
    if (flags.record) await record(machine, [{ bench: name, unit, measurements }]);
    const isBad = (one: Measurement) => (flags.check ? failsCheck(one, unit) : verdictOn(one) === 'missed');
    if (measurements.some(isBad)) process.exitCode = 1;
  }
  if (flags.json) console.log(JSON.stringify(results.flatMap(rowsOf), null, 2));
  if (flags.record) {
    const docs = ['--conditions=alertbridge-source', join(import.meta.dirname, '../scripts/docs.ts')];
    execFileSync(process.execPath, docs, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

/** With `--check`, a bench of which something fails is run again: what a busy machine does once, it does not do three times. */
async function measured(name: string, bench: Bench, unit: string): Promise<Measurement[]> {
  const effort: Effort = { quick: flags.quick };
  for (let tries = 1; ; tries++) {
    say(`\n${name}: ${bench.title}`);
    const measurements = await bench.run(effort);
    for (const measurement of measurements) say(lineOf(measurement, unit));
    const fails = flags.check && measurements.some((one) => failsCheck(one, unit));
    if (!fails || tries === TRIES) return measurements;
    say(`  Something is too bad; measured again (${tries + 1} of ${TRIES}).`);
  }
}

function lineOf(measurement: Measurement, unit: string): string {
  const { name, median, quartiles, most, against } = measurement;
  const [low, high] = quartiles.map(shown);
  const spread = low === high ? '' : `  [${low} … ${high}]`;
  const compared = comparedBy(measurement);
  const words = { none: '', reached: 'ok', explained: 'not reached, as explained', missed: 'NOT REACHED' };
  const verdict = words[verdictOn(measurement)];
  const bound = most === undefined ? '' : ` (at most ${shown(most)}: ${verdict})`;
  const limit =
    compared?.limit === undefined
      ? ''
      : ` (${compared.isSpeed ? 'at least' : 'at most'} ${compared.limit.toFixed(2)}: ${verdict})`;
  const times =
    compared === undefined
      ? ''
      : `  ${compared.ratio.toFixed(2)} × ${compared.isSpeed ? 'as fast' : 'as long'}${against === undefined ? '' : ` as ${against}`}${limit}`;
  return `  ${name.padEnd(52)} ${shown(median).padStart(8)} ${measurement.unit ?? unit}${spread}${bound}${times}`;
}

function shown(value: number): string {
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}

/** A measurement as a program reads it: the ratio in the terms of its limit. */
function rowsOf({ bench, unit, measurements }: Result): object[] {
  return measurements.map((measurement) => {
    const { name, median, quartiles, against, most, key } = measurement;
    const compared = comparedBy(measurement);
    return {
      bench,
      name,
      key,
      unit: measurement.unit ?? unit,
      median,
      quartiles,
      against,
      ...(compared && {
        ratio: compared.ratio,
        says: compared.isSpeed ? 'times as fast' : 'times as long',
        limit: compared.limit,
      }),
      most,
      verdict: verdictOn(measurement),
    };
  });
}
