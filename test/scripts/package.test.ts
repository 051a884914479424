import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');
const STARTER = 'node_modules/@n8n/node-cli/dist/template/templates/declarative/custom/template/package.json';

interface Manifest {
  license: string;
  version: string;
  keywords: string[];
  author: { name: string; email: string };
  repository: { url: string; directory?: string };
  files: string[];
  scripts: Record<string, string>;
  n8n: { nodes: string[]; credentials: string[] } & Record<string, unknown>;
  dependencies?: object;
  overrides?: object;
  peerDependencies: Record<string, string>;
}

const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Manifest;
const ours = read('package.json');
const starter = read(STARTER);
const library = read('shared/package.json');

describe("the n8n package's package.json, beside that of n8n's starter", () => {
  it('has every field of it', () => {
    expect(Object.keys(starter).filter((field) => !(field in ours))).toEqual([]);
    expect(ours.license).toBe(starter.license);
    expect(ours.keywords).toEqual(expect.arrayContaining(starter.keywords));
    expect(ours.files).toEqual(expect.arrayContaining(starter.files));
    expect(ours.peerDependencies).toEqual(starter.peerDependencies);
    expect(ours.author.email).toContain('@');
    expect(ours.repository.url).toMatch(/^git\+https:\/\/github\.com\//);
  });

  it('has every script of it, but for a build by tsc that watches', () => {
    const missing = Object.keys(starter.scripts).filter((name) => !(name in ours.scripts));
    expect(missing).toEqual(['build:watch']);
  });

  it('says of n8n what it says, but for `strict`, as CONTRIBUTING.md explains', () => {
    const missing = Object.keys(starter.n8n).filter((field) => !(field in ours.n8n));
    expect(missing).toEqual(['strict']);
    expect(ours.n8n['n8nNodesApiVersion']).toBe(starter.n8n['n8nNodesApiVersion']);
    expect(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')).toContain('`n8n.strict`');
  });

  it('lists a source for each node and credential, and brings no dependency', () => {
    const sources = [...ours.n8n.nodes, ...ours.n8n.credentials].map((path) =>
      path.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
    );
    expect(sources.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(ours.dependencies).toBeUndefined();
    expect(ours.overrides).toBeUndefined();
  });

  it('has the version, the licence and the repository of the library', () => {
    expect([library.version, library.license, library.repository.url]).toEqual([
      ours.version,
      ours.license,
      ours.repository.url,
    ]);
  });
});

describe("what GitHub's Marketplace asks of action.yml", () => {
  it('is there: a name, what it does, an icon and a colour', () => {
    expect(parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'))).toMatchObject({
      name: expect.stringMatching(/\w/) as string,
      description: expect.stringMatching(/\w/) as string,
      branding: { icon: expect.stringMatching(/\w/) as string, color: expect.stringMatching(/\w/) as string },
    });
  });
});
