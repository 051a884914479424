import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { writeNodes } from '../../scripts/nodes-bundle.ts';
import { installed } from '../sandbox/installed.ts';
import { ROOT } from '../sandbox/n8n/package.ts';

/** An n8n-workflow from before n8n could resolve a webhook's description without an expression. */
const OLDER = '1.120.6';

const TRIGGERS = ['ApiContextTrigger', 'AponoTrigger', 'CloudflareTrigger'];

let folder: string;

beforeAll(async () => {
  const older = realpathSync(await installed('n8n-workflow', OLDER));
  folder = mkdtempSync(join(tmpdir(), 'alertbridge-older-'));
  await writeNodes(folder);
  // What n8n brings: its own n8n-workflow, and the zod beside that.
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(older, join(folder, 'node_modules/n8n-workflow'));
  symlinkSync(join(dirname(older), 'zod'), join(folder, 'node_modules/zod'));
}, 180_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What a script of CommonJS in the folder prints as JSON. */
function printed(script: string): unknown {
  const file = join(folder, 'script.cjs');
  writeFileSync(file, script);
  return JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' }));
}

describe(`in an n8n with n8n-workflow ${OLDER}`, () => {
  it('there is nothing yet that resolves a description without an expression', () => {
    expect(
      printed("console.log(typeof require('n8n-workflow').webhookDescriptionFields === 'undefined')"),
    ).toBe(true);
  });

  it.each(TRIGGERS)(
    '%s answers when its parameter says so, by the expressions of its description',
    (name) => {
      const resolved = printed(`
      const { Workflow } = require('n8n-workflow');
      const { ${name} } = require('./dist/nodes/${name}/${name}.node.js');
      const type = new ${name}();
      const valuesFor = (responseMode) => {
        const node = { id: 'n', name: 'Trigger', type: 'trigger', typeVersion: 2, position: [0, 0], parameters: { responseMode } };
        const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
        const workflow = new Workflow({ id: 'w', nodes: [node], connections: {}, active: true, nodeTypes });
        const [webhook] = type.description.webhooks;
        const valueOf = (field) =>
          workflow.expression.getSimpleParameterValue(workflow.getNode('Trigger'), webhook[field], 'webhook', {}) ?? null;
        return [valueOf('responseMode'), valueOf('responseData')];
      };
      console.log(JSON.stringify([valuesFor('onReceived'), valuesFor('lastNode')]));`);
      expect(resolved).toEqual([
        ['onReceived', null],
        ['lastNode', 'noData'],
      ]);
    },
  );

  it('every other node loads too', () => {
    const loaded = printed(`
      const { globSync } = require('node:fs');
      const files = globSync('./dist/{credentials,nodes}/**/*.{credentials,node}.js', { cwd: __dirname });
      console.log(JSON.stringify(files.flatMap((file) => Object.keys(require('./' + file)))));`);
    const { n8n } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      n8n: { credentials: string[]; nodes: string[] };
    };
    expect(loaded).toHaveLength(n8n.credentials.length + n8n.nodes.length);
  });
});
