import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import { comparedBy, verdictOn, type Measurement, type Verdict } from './measurement.ts';

/** What was measured last with `--record`, from which docs/performance.md is drawn. */
export interface Results {
  readonly [bench: string]: {
    /** The day, and what it ran on. */
    readonly on: string;
    readonly rows: readonly Row[];
  };
}

/** One measurement as it is kept. */
export interface Row {
  readonly name: string;
  readonly key?: string;
  readonly unit: string;
  readonly median: number;
  readonly quartiles: readonly [number, number];
  readonly against?: string;
  /** In the terms of its limit: how many times as fast where `isSpeed`, else how many times as long. */
  readonly ratio?: number;
  readonly isSpeed?: boolean;
  readonly limit?: number;
  readonly most?: number;
  readonly verdict: Verdict;
}

const FILE = join(import.meta.dirname, 'results.json');

export function results(): Results {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Results) : {};
}

/** Keeps what was measured in the place of what the same benches measured before. */
export async function record(
  machine: string,
  measured: readonly { bench: string; unit: string; measurements: readonly Measurement[] }[],
): Promise<void> {
  const on = `${new Date().toISOString().slice(0, 10)}, ${machine}`;
  const fresh = measured.map(({ bench, unit, measurements }) => [
    bench,
    { on, rows: measurements.map((one) => rowOf(one, unit)) },
  ]);
  const all = { ...results(), ...(Object.fromEntries(fresh) as Results) };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = await format(JSON.stringify(sorted), { ...(await resolveConfig(FILE)), filepath: FILE });
  writeFileSync(FILE, text);
}

function rowOf(measurement: Measurement, unit: string): Row {
  const { name, key, median, quartiles, against, most } = measurement;
  const compared = comparedBy(measurement);
  return {
    name,
    ...(key !== undefined && { key }),
    unit: measurement.unit ?? unit,
    median: rounded(median),
    quartiles: [rounded(quartiles[0]), rounded(quartiles[1])],
    ...(against !== undefined && { against }),
    ...(compared && { ratio: rounded(compared.ratio), isSpeed: compared.isSpeed }),
    ...(compared?.limit !== undefined && { limit: compared.limit }),
    ...(most !== undefined && { most }),
    verdict: verdictOn(measurement),
  };
}

/** Three digits: the others are noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
