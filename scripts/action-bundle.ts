/** The bundles that GitHub's runner runs: `action/dist`, which is committed, since an action runs from its tagged tree. */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { build, type Metafile, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'action/dist');

/** The most bytes that a step may have to load before it can send an alert. */
const MAX_MAIN_BYTES = 200_000;

export interface ActionBundle {
  /** The files of `action/dist` by their names. */
  files: Map<string, string>;
  /** How many bytes the main step loads in any case. */
  mainBytes: number;
}

/** What only some steps need, each a bundle of its own beside what every step loads, with a zod of its own. */
const APART = ['event', 'watched', 'webhook'];

/**
 * Bundles the action: an entry for each step, what they share, and apart from it what is loaded only when it is needed. In one
 * bundle with it, esbuild would keep together what one door leads to, and every step would load all of it.
 */
export async function bundleAction(): Promise<ActionBundle> {
  const [main, ...apart] = await Promise.all([
    bundle(['action/main.ts', 'action/post.ts'], [loadedFromBeside, toolkitWithoutSideEffects]),
    ...APART.map((name) => bundle([`action/${name}.ts`], [])),
  ]);
  const outputs = [main, ...apart];
  return {
    files: new Map([
      ...outputs.flatMap(({ outputFiles }) =>
        outputFiles.map(({ path, text }) => [basename(path), text] as const),
      ),
      ['LICENSES.txt', licensesOf(outputs.map(({ metafile }) => metafile))] as const,
    ]),
    mainBytes: mainBytesOf(main.metafile),
  };
}

async function bundle(entryPoints: string[], plugins: Plugin[]) {
  return await build({
    absWorkingDir: root,
    entryPoints,
    outdir: 'action/dist',
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    conditions: ['alertbridge-source'],
    target: 'node24',
    format: 'esm',
    // CommonJS packages require Node's own modules, and nothing else that is not in the bundle.
    banner: { js: 'const require = process.getBuiltinModule;' },
    plugins,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
}

const loadedFromBeside: Plugin = {
  name: 'loaded-from-beside',
  setup(bundle) {
    bundle.onResolve({ filter: new RegExp(`^\\./(?:${APART.join('|')})\\.ts$`) }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: path.replace(/\.ts$/, '.js'), external: true } : undefined,
    );
  },
};

/** Writes the bundle to `action/dist`, in place of what is there. */
export async function writeActionBundle(): Promise<void> {
  const { files } = await bundleAction();
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(dist, name), text);
}

/** What is wrong with the committed bundle, in words; empty where it is what the sources make. */
export async function faultsOfActionBundle(): Promise<string[]> {
  const { files, mainBytes } = await bundleAction();
  const committed = new Set(globSync('*', { cwd: dist }));
  return [
    ...[...files]
      .filter(([name, text]) => !committed.has(name) || readFileSync(join(dist, name), 'utf8') !== text)
      .map(([name]) => `action/dist/${name} is not what the sources make`),
    ...[...committed]
      .filter((name) => !files.has(name))
      .map((name) => `action/dist/${name} belongs to nothing`),
    ...(mainBytes > MAX_MAIN_BYTES
      ? [`the main step loads ${mainBytes} bytes, more than ${MAX_MAIN_BYTES}`]
      : []),
  ];
}

/** Lets the toolkit's modules that no one calls be left out: its OpenID client alone would bring a second undici. */
const toolkitWithoutSideEffects: Plugin = {
  name: 'toolkit-without-side-effects',
  setup(bundle) {
    bundle.onResolve(
      { filter: /^(\.|@actions\/)/ },
      async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (pluginData === toolkitWithoutSideEffects.name || !/[\\/]@actions[\\/]core[\\/]/.test(importer))
          return undefined;
        const resolved = await bundle.resolve(path, {
          importer,
          kind,
          resolveDir,
          pluginData: toolkitWithoutSideEffects.name,
        });
        return { ...resolved, sideEffects: false };
      },
    );
  },
};

/** The size of main.js with all that it imports statically. */
function mainBytesOf({ outputs }: Metafile): number {
  const main = Object.keys(outputs).find((path) => path.endsWith('/main.js')) ?? '';
  const loaded = new Set([main]);
  for (const path of loaded) {
    for (const { path: imported, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && !external) loaded.add(imported);
    }
  }
  return [...loaded].reduce((bytes, path) => bytes + (outputs[path]?.bytes ?? 0), 0);
}

/** The licences of all packages that have become part of the bundles, each of which asks to be reproduced. */
function licensesOf(metafiles: readonly Metafile[]): string {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.keys(output.inputs)),
  );
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(
        readFileSync(join(root, folder, 'package.json'), 'utf8'),
      ) as Record<'name' | 'version' | 'license', string>;
      const [file] = globSync('{LICENSE,LICENCE,license}*', { cwd: join(root, folder) });
      const text = file
        ? readFileSync(join(root, folder, file), 'utf8')
            .replaceAll('\r\n', '\n')
            .trim()
        : '';
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
