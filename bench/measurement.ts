import type { Limit } from './limits.ts';

/** How much is measured. */
export interface Effort {
  /** Fewer rounds, for `.ci/run`: enough to see what has become a quarter worse. */
  readonly quick: boolean;
}

/** What each bench exports as `bench`. */
export interface Bench {
  /** What is measured, and in which unit, in one line. */
  readonly title: string;
  /** Of its values. @default 'ms' */
  readonly unit?: string;
  /** Runs it, and gives one line for each thing measured. */
  readonly run: (effort: Effort) => Promise<Measurement[]>;
}

/** One thing that was measured. */
export interface Measurement {
  readonly name: string;
  /** In the bench's unit, or in its own; smaller is better. */
  readonly median: number;
  /** The range that the middle half of all values lies in. */
  readonly quartiles: [number, number];
  /** @default the bench's */
  readonly unit?: string;
  /** The name of the measurement that it is compared with, where there is one. */
  readonly against?: string;
  /** The median as a multiple of that one's. */
  readonly ratio?: number;
  /** From the table. */
  readonly limit?: Limit | undefined;
  /** The most that the median itself may be. */
  readonly most?: number;
  /** What it stands for in docs/performance.md: `n8n.lazy.http`. */
  readonly key?: string;
}

/** What a measurement is worth by its limit. `explained`: not reached, and no worse than docs/performance.md says. */
export type Verdict = 'none' | 'reached' | 'explained' | 'missed';

/** A ratio as its limit has it: how many times as long, or how many times as fast. */
export interface Compared {
  readonly ratio: number;
  readonly limit?: number;
  readonly isSpeed: boolean;
  readonly explained?: number;
}

/** How much worse than its limit a ratio may be before `.ci/run` fails. */
export const TOLERANCE = 1.25;

/** A measurement's ratio in the terms of its limit; `undefined` where it is compared with nothing. */
export function comparedBy({ ratio, limit }: Measurement): Compared | undefined {
  if (ratio === undefined) return undefined;
  if (limit === undefined) return { ratio, isSpeed: false };
  const explained = limit.explained === undefined ? {} : { explained: limit.explained };
  return 'atMost' in limit
    ? { ratio, limit: limit.atMost, isSpeed: false, ...explained }
    : { ratio: 1 / ratio, limit: limit.atLeast, isSpeed: true, ...explained };
}

/** @param tolerance How much worse than the limit is still well: 1.25 for a quarter. */
export function verdictOn(measurement: Measurement, tolerance = 1): Verdict {
  const { median, most } = measurement;
  if (most !== undefined) return median <= most * tolerance ? 'reached' : 'missed';
  const compared = comparedBy(measurement);
  if (compared?.limit === undefined) return 'none';
  const { ratio, limit, isSpeed, explained } = compared;
  const isWithin = (bound: number, times: number) =>
    isSpeed ? ratio >= bound / times : ratio <= bound * times;
  if (isWithin(limit, tolerance)) return 'reached';
  return explained !== undefined && isWithin(explained, TOLERANCE) ? 'explained' : 'missed';
}

/** Whether `.ci/run` fails on it: on a ratio or a size that is a quarter too bad, never on a time. */
export function failsCheck(measurement: Measurement, unit: string): boolean {
  const isTime = /^(?:s|ms|µs)$/.test(measurement.unit ?? unit);
  if (measurement.most !== undefined && isTime) return false;
  return verdictOn(measurement, TOLERANCE) === 'missed';
}
