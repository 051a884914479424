import { join } from 'node:path';

import { build } from 'esbuild';

import manifest from '../../shared/package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');

/** What a user's bundler makes for a browser, in bytes: all of it, and what of it is the library's own. */
async function bundled(code: string): Promise<{ all: number; own: number; inputs: string[] }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: code, resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['alertbridge-source'],
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {});
  const own = inputs
    .filter(([path]) => path.startsWith('shared/'))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
  return { all: outputFiles[0]?.contents.length ?? 0, own, inputs: inputs.map(([path]) => path) };
}

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
