/**
 * Writes the tables of the action's inputs and outputs, as action.yml has them, between the markers in the documents that
 * show them. With `--check` it writes nothing and ends with 1 where a table is not current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const DOCUMENTS = ['README.md', 'docs/github-action.md'];

interface ActionFile {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
}

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as ActionFile;
const tables = {
  inputs: table(
    ['Input', 'What it is for', 'Default'],
    Object.entries(action.inputs)
      .filter(([, { description }]) => !description.startsWith('Internal.'))
      .map(([name, { description, default: fallback }]) => [
        `\`${name}\``,
        description,
        fallback ? `\`${fallback}\`` : '',
      ]),
  ),
  outputs: table(
    ['Output', 'What it holds'],
    Object.entries(action.outputs).map(([name, { description }]) => [`\`${name}\``, description]),
  ),
};

for (const document of DOCUMENTS) {
  const path = join(root, document);
  const text = readFileSync(path, 'utf8');
  const current = await format(withTables(text), { ...(await resolveConfig(path)), filepath: path });
  if (current === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`The tables in ${document} are not those of action.yml. Run npm run docs:action.`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, current);
  }
}

function withTables(text: string): string {
  return text.replaceAll(
    /(<!-- (inputs|outputs):start -->)[^]*?(<!-- \2:end -->)/g,
    (_whole, start: string, name: keyof typeof tables, end: string) =>
      `${start}\n\n${tables[name]}\n\n${end}`,
  );
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.trim().replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
