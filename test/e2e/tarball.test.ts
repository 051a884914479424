import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../sandbox/n8n/package.ts';
import { connectedN8n, sharedN8n } from './n8n.ts';

const { tarball } = sharedN8n();

interface NodeType {
  name: string;
  displayName: string;
  iconUrl?: unknown;
}

describe('the packed package', () => {
  it('contains dist, package.json, README, LICENSE and CHANGELOG, and nothing else', () => {
    const outside = tarball.files.filter((file) => !file.startsWith('dist/'));
    expect(outside.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
    expect(
      tarball.files
        .filter((file) => !/\.(?:js|svg|json)$/.test(file))
        .filter((file) => file.startsWith('dist/')),
    ).toEqual([]);
  });

  it('has every node and credential that its package.json names, and no dependency', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      n8n: { nodes: string[]; credentials: string[] };
      dependencies?: object;
    };
    expect(tarball.files).toEqual(
      expect.arrayContaining([...manifest.n8n.nodes, ...manifest.n8n.credentials]),
    );
    expect(manifest.dependencies).toBeUndefined();
  });

  it('is loaded by n8n whole: each node and credential with its icon', async () => {
    const n8n = connectedN8n();
    const loaded = async (kind: string) =>
      (await (
        await fetch(`${n8n.url}/types/${kind}.json`, { headers: { cookie: n8n.cookie } })
      ).json()) as NodeType[];
    const nodes = (await loaded('nodes')).filter(({ name }) => name.startsWith('n8n-nodes-alertbridge.'));
    expect(nodes.map(({ displayName }) => displayName)).toEqual(
      expect.arrayContaining(['APIContext Trigger', 'Temperstack']),
    );
    const credentials = (await loaded('credentials')).filter(({ iconUrl }) =>
      JSON.stringify(iconUrl ?? '').includes('n8n-nodes-alertbridge'),
    );
    expect(credentials.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['temperstackApi', 'alertbridgeIncomingApi']),
    );
    for (const { name, iconUrl } of [...nodes, ...credentials]) {
      const urls = typeof iconUrl === 'string' ? [iconUrl] : Object.values(iconUrl as Record<string, string>);
      for (const url of urls) {
        const icon = await fetch(`${n8n.url}/${url}`);
        expect({ name, url, type: icon.headers.get('content-type') }).toEqual({
          name,
          url,
          type: expect.stringContaining('image/svg+xml'),
        });
      }
    }
  });
});
