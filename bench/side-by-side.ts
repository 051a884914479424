import type { Limit } from './limits.ts';
import type { Measurement } from './measurement.ts';

/** One of the things that are measured side by side; gives its value for one round. */
export interface Contestant {
  name: string;
  measure: () => Promise<number>;
  /** The name of the one that it is compared with, and what its ratio to it has to reach. */
  against?: Against | readonly Against[];
  /** The most that its median may be. */
  most?: number;
}

interface Against {
  name: string;
  limit?: Limit | undefined;
  /** See `Measurement`. */
  key?: string;
}

/**
 * Measures all contestants in turn, round by round, so that what else the machine does meets all of them alike. One that is
 * compared with several is a measurement for each of them.
 */
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
  const valuesOf = (name: string) => values.get(name) ?? [];
  return contestants.flatMap(({ name, against, most }): Measurement[] => {
    const measured = { name, ...summaryOf(valuesOf(name)), ...(most !== undefined && { most }) };
    const others = [against ?? []].flat();
    if (others.length === 0) return [measured];
    return others.map(({ name: other, limit, key }) => ({
      ...measured,
      against: other,
      ratio: ratioOf(valuesOf(name), valuesOf(other)),
      limit,
      ...(key !== undefined && { key }),
    }));
  });
}

/** The median of several values, and the range that the middle half of them lies in. */
export function summaryOf(values: readonly number[]): Pick<Measurement, 'median' | 'quartiles'> {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
  };
}

/** The median of the ratios of each round: what slows a machine down for a while slows both, and leaves the ratio as it is. */
function ratioOf(own: readonly number[], other: readonly number[]): number {
  const ratios = own.map((value, round) => value / (other[round] ?? NaN));
  return summaryOf(ratios).median;
}

function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at % 1);
}
