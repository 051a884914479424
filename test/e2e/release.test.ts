import { join } from 'node:path';

import { outputOf } from '../sandbox/npm.ts';
import { ROOT } from '../sandbox/n8n/package.ts';

describe('a rehearsed release', () => {
  let shown: string;

  beforeAll(async () => {
    shown = await outputOf(process.execPath, [join(ROOT, 'scripts/release.ts'), '--dry-run', '9.8.7'], {
      cwd: ROOT,
    });
  }, 600_000);

  it('packs, from a fresh clone, the nodes with their code, icons and credentials', () => {
    const nodes = shown.slice(
      shown.indexOf('n8n-nodes-alertbridge-9.8.7.tgz'),
      shown.indexOf('alertbridge@9.8.7'),
    );
    for (const file of [
      'dist/nodes/Temperstack/Temperstack.node.js',
      'dist/nodes/Temperstack/Temperstack.node.json',
      'dist/nodes/Temperstack/temperstack.svg',
      'dist/credentials/TemperstackApi.credentials.js',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
    ]) {
      expect(nodes).toContain(file);
    }
  });

  it('packs the library with every door, its types and its README', () => {
    const library = shown.slice(shown.indexOf('\nalertbridge-9.8.7.tgz'));
    for (const file of [
      'dist/index.js',
      'dist/index.d.ts',
      'dist/systems/cloudflare/index.js',
      'dist/webhook/index.d.ts',
      'dist/receive/index.js',
      'dist/node/index.js',
      'dist/fetch/index.js',
      'README.md',
      'LICENSE',
    ]) {
      expect(library).toContain(file);
    }
  });

  it('says how it would be published, with which provenance, and where the action’s tag would go', () => {
    expect(shown).toContain(
      'npm publish --provenance --access public --tag latest (n8n-nodes-alertbridge@9.8.7)',
    );
    expect(shown).toContain('npm publish --provenance --access public --tag latest (alertbridge@9.8.7)');
    expect(shown).toContain('.github/workflows/release.yml');
    expect(shown).toContain('v9 would move to v9.8.7');
  });
});
