import type { Measurement } from './run.ts';

/** One of the things that are measured side by side; gives its value for one round. */
export interface Contestant {
  name: string;
  measure: () => Promise<number>;
  /** The name of the one that it is compared with, and the largest ratio to it that is well. */
  against?: { name: string; limit?: number };
}

/** Measures all contestants in turn, round by round, so that what else the machine does meets all of them alike. */
export async function measureSideBySide(
  contestants: readonly Contestant[],
  { rounds, warmUp = 2 }: { rounds: number; warmUp?: number },
): Promise<Measurement[]> {
  const values = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const { name, measure } of contestants) {
      const value = await measure();
      if (round >= 0) values.get(name)?.push(value);
    }
  }
  const sorted = (name: string) => (values.get(name) ?? []).toSorted((a, b) => a - b);
  return contestants.map(({ name, against }) => {
    const own = sorted(name);
    const median = quantile(own, 0.5);
    return {
      name,
      median,
      quartiles: [quantile(own, 0.25), quantile(own, 0.75)],
      ...(against && { ratio: median / quantile(sorted(against.name), 0.5), limit: against.limit }),
    } as Measurement;
  });
}

function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at % 1);
}
