import { join } from 'node:path';

import { bundled } from '../../scripts/bundle-size.ts';
import manifest from '../../shared/package.json' with { type: 'json' };

describe('bundling one mapping from its door', () => {
  // Cloudflare's own code is mostly its table of kinds, GitHub's how runs and jobs belong together.
  it.each([
    ['apicontext', 12],
    ['apono', 12],
    ['github', 18],
    ['cloudflare', 40],
  ])(
    'of %s costs less than 110 kB minified with zod, and at most %i KiB of our own',
    async (source, most) => {
      const { all, own } = await bundled(
        `import { toReports } from 'alertbridge/${source}'; console.log(toReports)`,
      );
      expect(all).toBeLessThan(110_000);
      expect(own).toBeGreaterThan(0);
      expect(own / 1024).toBeLessThanOrEqual(most);
    },
  );

  it('brings nothing of another system, of delivery or of a runtime', async () => {
    const { inputs } = await bundled(
      "import { toReports } from 'alertbridge/apicontext'; console.log(toReports)",
    );
    expect(inputs).toContain('shared/systems/apicontext/reports.ts');
    expect(
      inputs.filter((path) =>
        /^shared\/(delivery|webhook|receive|track|node|fetch|systems\/(?!apicontext))/.test(path),
      ),
    ).toEqual([]);
  });
});

const DOORS = Object.keys(manifest.exports).filter((door) => door !== './package.json');

describe('a bundler for browsers', () => {
  it.each(DOORS.filter((door) => door !== './node'))('takes the door %s, without Node', async (door) => {
    const code = `export * from '${join('alertbridge', door)}'`;
    await expect(bundled(code)).resolves.toHaveProperty('all', expect.any(Number));
  });

  it('does not take the door ./node, which needs Node', async () => {
    await expect(bundled("export * from 'alertbridge/node'")).rejects.toThrow(/Could not resolve "node:/);
  });
});
