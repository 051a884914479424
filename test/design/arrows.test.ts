import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** A line that somebody might add to a file of ours, and what the lint then says; `null` where it is welcome. */
const LINES: [file: string, line: string, said: string | null][] = [
  ['shared/errors.ts', "import './alert.ts';", 'An import runs up: the ground must not know it.'],
  ['shared/alert.ts', "import './track/index.ts';", 'An import runs up: the values must not know it.'],
  [
    'shared/delivery/deliver.ts',
    "import '../webhook/index.ts';",
    'An import runs up: delivery must not know it.',
  ],
  [
    'shared/webhook/index.ts',
    "import '../systems/apono/index.ts';",
    'An import runs up: webhooks must not know it.',
  ],
  [
    'shared/receive/index.ts',
    "import '../systems/apono/index.ts';",
    'An import runs up: receiving must not know it.',
  ],
  ['shared/receive/index.ts', "import '../webhook/index.ts';", 'know nothing of each other'],
  ['shared/systems/apono/index.ts', "import '../cloudflare/index.ts';", 'a system never imports another'],
  [
    'shared/systems/apono/index.ts',
    "import '../../sources.ts';",
    'An import runs up: the systems must not know it.',
  ],
  ['shared/systems/apono/index.ts', "import '../../webhook/index.ts';", 'a system is described, not hosted'],
  ['shared/node/index.ts', "import '../track/index.ts';", 'a runtime reaches the world'],
  ['shared/sources.ts', "import './index.ts';", 'An import runs up: the list of sources must not know it.'],
  ['shared/alert.ts', "import '../nodes/host/errors.ts';", 'An import runs up: the values must not know it.'],
  ['shared/alert.ts', "import 'n8n-workflow';", 'shared/ knows no host.'],
  ['shared/alert.ts', "import '@actions/core';", 'shared/ knows no host.'],
  ['shared/alert.ts', "import 'node:crypto';", 'The core runs anywhere'],
  ['shared/fetch/index.ts', "import 'crypto';", 'The core runs anywhere'],
  ['shared/alert.ts', "import { z } from 'zod';", "Import * as z from 'zod/v4'"],
  [
    'nodes/Temperstack/Temperstack.node.ts',
    "import '../../shared/alert.ts';",
    "Go through the library's doors",
  ],
  ['action/run.ts', "import '../shared/alert.ts';", "Go through the library's doors"],
  ['nodes/Temperstack/Temperstack.node.ts', "import '../AponoTrigger/AponoTrigger.node.ts';", 'nodes/host'],
  ['nodes/Temperstack/Temperstack.node.ts', "import '../../action/run.ts';", 'a host imports no other host'],
  ['shared/alert.ts', "import './errors.ts';", null],
  ['shared/node/index.ts', "import 'node:timers/promises';", null],
  ['nodes/Temperstack/Temperstack.node.ts', "import 'alertbridge/temperstack';", null],
  ['nodes/Temperstack/Temperstack.node.ts', "import '../host/errors.ts';", null],
];

/** ESLint is an ES module's affair, so it runs in a process of its own: once for all lines. */
const SCRIPT = `
  import { ESLint } from 'eslint';
  const eslint = new ESLint({ overrideConfigFile: 'eslint.arrows.mjs' });
  const said = [];
  for (const [filePath, code] of JSON.parse(process.env.LINES)) {
    const [{ messages }] = await eslint.lintText(code + '\\n', { filePath });
    said.push(messages.map(({ message }) => message));
  }
  console.log(JSON.stringify(said));
`;

describe('the lint', () => {
  let said: string[][];

  beforeAll(() => {
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, LINES: JSON.stringify(LINES) },
    });
    said = JSON.parse(output) as string[][];
  }, 60_000);

  it.each(LINES.map(([file, line, expected], at) => ({ file, line, expected, at })))(
    'says of $line in $file: $expected',
    ({ expected, at }) => {
      const messages = said[at] ?? [];
      if (expected === null) expect(messages).toEqual([]);
      else expect(messages.join('\n')).toContain(expected);
    },
  );
});

describe('the files of today', () => {
  it('hold no arrow against the design and no circle', () => {
    const output = execFileSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/eslint/bin/eslint.js'),
        '--no-config-lookup',
        '--config=eslint.arrows.mjs',
        '--ignore-pattern=**/dist',
        ...['shared', 'nodes', 'credentials', 'action'],
      ],
      { cwd: ROOT, encoding: 'utf8' },
    );
    expect(output).toBe('');
  }, 60_000);
});
