import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { BuildOptions, Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

interface PackageFile {
  n8n: { nodes: string[]; credentials: string[] };
}

/** Large libraries that several nodes need: each is a file of its own, so that it is loaded once and no node's file is too large. */
const VENDORED: Readonly<Record<string, string>> = { 'ipaddr.js': 'ipaddr', 'json-p3': 'json-p3' };

const vendored: Plugin = {
  name: 'vendored',
  setup(build) {
    // Only what is a package's name.
    build.onResolve({ filter: /^[^./]/ }, ({ path }) => {
      const name = VENDORED[path];
      // As seen from a node's own folder: dist/nodes/Temperstack.
      return name === undefined ? undefined : { path: `../../vendor/${name}.js`, external: true };
    });
  },
};

/** The libraries that nodes require as files of their own. */
export function vendorBuild(): BuildOptions {
  const { plugins: _plugins, ...options } = nodesBuild();
  return {
    ...options,
    entryPoints: Object.entries(VENDORED).map(([library, name]) => ({ in: library, out: name })),
    outdir: 'dist/vendor',
  };
}

/** One CommonJS bundle for each node and credential. n8n brings `n8n-workflow` and `zod` itself; all else goes in. */
export function nodesBuild(): BuildOptions {
  const { n8n } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageFile;
  return {
    absWorkingDir: ROOT,
    entryPoints: [...n8n.nodes, ...n8n.credentials].map((file) =>
      file.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
    ),
    outdir: 'dist',
    outbase: '.',
    bundle: true,
    platform: 'node',
    conditions: ['alertbridge-source'],
    target: 'node20',
    format: 'cjs',
    external: ['n8n-workflow', 'zod', 'zod/*'],
    plugins: [vendored],
    legalComments: 'none',
    logLevel: 'warning',
  };
}
