import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { reportsFrom } from 'alertbridge';
import type { INode } from 'n8n-workflow';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLES = globSync('*.json', { cwd: join(ROOT, 'examples/n8n') }).sort();
/** The end-to-end tests, and what sets up flows for several of them. */
const E2E = globSync(['test/e2e/**/*.test.ts', 'test/sandbox/n8n/*.ts'], { cwd: ROOT })
  .map((file) => readFileSync(join(ROOT, file), 'utf8'))
  .join('\n');

interface Example {
  nodes: INode[];
  pinData?: Record<string, { json: object }[]>;
}

describe.each(EXAMPLES)('the example flow %s', (file) => {
  const { nodes, pinData = {} } = JSON.parse(
    readFileSync(join(ROOT, 'examples/n8n', file), 'utf8'),
  ) as Example;

  it('is run in the real n8n by an end-to-end test', () => {
    expect(E2E).toContain(`'${file}'`);
  });

  it('tells on a sticky what to do, each step at a node that it has', () => {
    const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
    const text = notes.map(({ parameters }) => parameters['content'] as string).join('\n');
    const named = [...text.matchAll(/^\d+\. (?:Click .* on )?\*\*([^*]+)\*\*/gm)].map(
      ([, name = '']) => name,
    );
    const known = [
      ...nodes.map(({ name }) => name),
      'Publish',
      'Execute',
      'Execute workflow',
      'Execute step',
    ];
    expect(notes.length).toBeGreaterThan(0);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('has sample data for each trigger that is sent something, and no credential', () => {
    const triggers = nodes.filter(({ type }) =>
      /(?:apiContext|apono|cloudflare|github)Trigger$|\.webhook$/.test(type),
    );
    expect(triggers.filter(({ name }) => (pinData[name] ?? []).length === 0)).toEqual([]);
    expect(nodes.filter((node) => 'credentials' in node).map(({ name }) => name)).toEqual([]);
  });

  it('has as sample data of a trigger of ours what it gives for that event', () => {
    const ours = nodes.filter(({ type }) => /alertbridge\.\w+Trigger$/.test(type));
    for (const { json } of ours.flatMap(({ name }) => pinData[name] ?? [])) {
      const { alert, at, event } = json as { alert: object; at: number; event: object };
      const [report] = reportsFrom(event, {}).reports;
      expect({ alert, at }).toEqual({ alert: report?.alert, at: report?.at });
    }
  });
});
