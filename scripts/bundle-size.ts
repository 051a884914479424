import { join } from 'node:path';

import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

/** A bundle's sizes, minified, in bytes: all of it, and what of it is the library's own; and the files in it. */
export interface Bundled {
  all: number;
  own: number;
  inputs: string[];
}

/** What a user's bundler makes for a browser of some code that imports the library. */
export async function bundled(code: string): Promise<Bundled> {
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
