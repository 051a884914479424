import { bundled } from '../scripts/bundle-size.ts';
import { LIMITS } from './limits.ts';
import type { Bench, Measurement } from './measurement.ts';

const BYTES_PER_KB = 1_000;

export const bench: Bench = {
  title: "a bundle of one mapping, from APIContext's door, minified, kB",
  unit: 'kB',
  run: async () => {
    const { all, own } = await bundled(
      "import { toReports } from 'alertbridge/apicontext'; console.log(toReports)",
    );
    return [
      size('one mapping bundled, zod and the hash included', all, LIMITS.bundle.all),
      size("of it the library's own code", own, LIMITS.bundle.own),
    ];
  },
};

function size(name: string, bytes: number, limit: { most: number }): Measurement {
  const kb = bytes / BYTES_PER_KB;
  return { name, median: kb, quartiles: [kb, kb], ...limit };
}
