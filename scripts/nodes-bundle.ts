import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import { build, transform, type BuildOptions, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

interface PackageFile {
  n8n: { nodes: string[]; credentials: string[] };
}

const COMMON = {
  absWorkingDir: ROOT,
  outdir: 'dist',
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** What several nodes need lies here, as deep as a node's own folder. */
const SHARED = 'nodes/host';

/**
 * The code of the n8n package by its paths: `dist/nodes/Temperstack/Temperstack.node.js`. n8n brings `n8n-workflow` and `zod`
 * itself; all else is bundled. n8n loads all nodes when it starts, so what several of them need is in files of its own, which
 * are loaded once, and what only some executions need is loaded by those.
 */
export async function bundleNodes(): Promise<Map<string, string>> {
  return new Map([...(await nodeFiles()), ...(await vendorFiles())]);
}

/** Writes {@link bundleNodes} under a folder. */
export async function writeNodes(folder: string = ROOT): Promise<void> {
  for (const [path, code] of await bundleNodes()) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
}

/** The files that n8n is told of, and what they share: esbuild splits ES modules alone, so that each is made CommonJS after. */
async function nodeFiles(): Promise<[path: string, code: string][]> {
  const { n8n } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageFile;
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: [...n8n.nodes, ...n8n.credentials].map((file) =>
      file.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
    ),
    outbase: '.',
    format: 'esm',
    splitting: true,
    chunkNames: `${SHARED}/[hash]`,
    conditions: ['alertbridge-source'],
    external: ['n8n-workflow', 'zod', 'zod/*'],
    plugins: [vendored],
  });
  return await Promise.all(
    outputFiles.map(async ({ path, text }): Promise<[string, string]> => {
      const { code } = await transform(withZodByName(text), { format: 'cjs', target: COMMON.target });
      return [relative(ROOT, path), code];
    }),
  );
}

/** Of a namespace, CommonJS gets a copy of each of its some 250 names, in each module that imports it; by a name it gets none. */
function withZodByName(code: string): string {
  return code.replaceAll(/^import \* as (\w+) from "zod\/v4";$/gm, 'import { z as $1 } from "zod/v4";');
}

/** Large libraries that few executions need, by their names as files. */
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

/** Each library as a file of its own, and before it one that has its names and loads it when it is asked for one of them. */
async function vendorFiles(): Promise<[path: string, code: string][]> {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: Object.entries(VENDORED).map(([library, name]) => ({ in: library, out: name })),
    entryNames: 'vendor/[name].library',
    format: 'cjs',
  });
  return [
    ...outputFiles.map(({ path, text }): [string, string] => [relative(ROOT, path), text]),
    ...Object.entries(VENDORED).map(([library, name]): [string, string] => [
      `dist/vendor/${name}.js`,
      doorTo(library, `./${name}.library.js`),
    ]),
  ];
}

function doorTo(library: string, file: string): string {
  const names = Object.keys(createRequire(import.meta.url)(library) as object);
  return `"use strict";
for (const name of ${JSON.stringify(names)}) {
  Object.defineProperty(exports, name, { enumerable: true, get: () => require(${JSON.stringify(file)})[name] });
}
`;
}
