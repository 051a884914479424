import fc from 'fast-check';

import { foundFor } from './corpus.ts';
import { TARGETS } from './targets.ts';

const RUNS = 100;

describe('whatever comes', () => {
  it.each(TARGETS.map((target) => [target.name, target] as const))(
    'does no harm to %s',
    async (_name, { property }) => {
      await fc.assert(property as fc.IAsyncPropertyWithHooks<[unknown]>, { numRuns: RUNS });
    },
  );

  for (const { name, property } of TARGETS) {
    for (const { seed, path, note } of foundFor(name)) {
      it(`that was found once does no harm to ${name} any more: ${note}`, async () => {
        await fc.assert(property as fc.IAsyncPropertyWithHooks<[unknown]>, {
          seed,
          path,
          endOnFailure: true,
        });
      });
    }
  }
});
