/** Builds what is published: the n8n package into `dist/`, the library into `shared/dist/`, the action into `action/dist/`. */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { writeActionBundle } from './action-bundle.ts';
import { writeNodes } from './nodes-bundle.ts';

const root = join(import.meta.dirname, '..');

await buildNodes();
buildLibrary();
await writeActionBundle();

async function buildNodes(): Promise<void> {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await writeNodes();
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
