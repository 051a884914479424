/** Builds what is published: the n8n package into `dist/`, the library into `shared/dist/`, the action into `action/dist/`. */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { writeActionBundle } from './action-bundle.ts';

const root = join(import.meta.dirname, '..');

interface PackageFile {
  n8n: { nodes: string[]; credentials: string[] };
}

await buildNodes();
buildLibrary();
await writeActionBundle();

/** One CommonJS bundle for each node and credential. n8n brings `n8n-workflow` and `zod` itself; all else goes in. */
async function buildNodes(): Promise<void> {
  const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageFile;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
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
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const file of globSync('{nodes,credentials}/**/*.{svg,png,json}', { cwd: root })) {
    cpSync(join(root, file), join(root, 'dist', file));
  }
}

function buildLibrary(): void {
  rmSync(join(root, 'shared/dist'), { recursive: true, force: true });
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'shared/tsconfig.json'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
}
