import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';

import type { INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = globSync('nodes/*/*.node.ts', { cwd: ROOT })
  .map((file) => dirname(file))
  .sort();
const OPERATING = FOLDERS.filter((folder) => !folder.endsWith('Trigger'));
const TRIGGERS = FOLDERS.filter((folder) => folder.endsWith('Trigger'));

const descriptions = new Map<string, INodeTypeDescription>();

beforeAll(async () => {
  for (const folder of FOLDERS) {
    const name = basename(folder);
    const module = (await import(join(ROOT, folder, `${name}.node.ts`))) as Record<
      string,
      new () => INodeType
    >;
    const type = module[name];
    if (type === undefined) throw new Error(`${folder} does not export ${name}`);
    descriptions.set(folder, new type().description);
  }
});

const descriptionOf = (folder: string): INodeTypeDescription => {
  const description = descriptions.get(folder);
  if (description === undefined) throw new Error(`${folder} was not loaded`);
  return description;
};

/** Every property of a node, those within collections included, with the path of its names. */
function all(properties: readonly INodeProperties[], path = ''): [string, INodeProperties][] {
  return properties.flatMap((property) => {
    const here = `${path}${property.name}`;
    const inner = (property.options ?? []).flatMap((option) =>
      'values' in option
        ? all(option.values, `${here}.${option.name}.`)
        : 'type' in option
          ? all([option], `${here}.`)
          : [],
    );
    return [[here, property] as [string, INodeProperties], ...inner];
  });
}

const allOf = (folder: string) => all(descriptionOf(folder).properties);

describe.each(FOLDERS)('%s', (folder) => {
  const name = basename(folder);

  it('has the layout of every node', () => {
    const files = readdirSync(join(ROOT, folder));
    expect(files).toEqual(expect.arrayContaining([`${name}.node.ts`, `${name}.node.json`, 'properties.ts']));
    for (const icon of Object.values(descriptionOf(folder).icon as { light: string; dark: string })) {
      expect(existsSync(join(ROOT, folder, icon.replace(/^file:/, '')))).toBe(true);
    }
  });

  it('is in the package, and its codex is of it', () => {
    const { n8n } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      n8n: { nodes: string[] };
    };
    expect(n8n.nodes).toContain(`dist/${folder}/${name}.node.js`);
    const codex = JSON.parse(readFileSync(join(ROOT, folder, `${name}.node.json`), 'utf8')) as {
      node: string;
      alias: string[];
    };
    expect(codex.node).toBe(`n8n-nodes-alertbridge.${descriptionOf(folder).name}`);
    expect(codex.alias).toEqual(expect.arrayContaining(['alertbridge', 'alerting']));
  });

  it('has for a list of texts the default of one text, so that a new row is no list', () => {
    const lists = allOf(folder).filter(
      ([, { type, typeOptions }]) => type === 'string' && typeOptions?.multipleValues === true,
    );
    expect(lists.filter(([, property]) => property.default !== '').map(([path]) => path)).toEqual([]);
  });

  it('gives every fixed collection within a collection values, so that it does not vanish when another option is added', () => {
    const empty = allOf(folder)
      .filter(([path, { type }]) => type === 'fixedCollection' && path.includes('.'))
      .filter(([, property]) => Object.keys(property.default as object).length === 0);
    expect(empty.map(([path]) => path)).toEqual([]);
  });

  it('lets no field with placeholders of ours become an expression', () => {
    const flipping = allOf(folder)
      .filter(([, { placeholder = '', default: given }]) =>
        `${placeholder} ${JSON.stringify(given)}`.includes('{{'),
      )
      .filter(([, { noDataExpression }]) => noDataExpression !== true);
    expect(flipping.map(([path]) => path)).toEqual([]);
  });

  it('says the unit of every time in its label', () => {
    const times = allOf(folder).filter(
      ([, { type, name: field }]) => type === 'number' && /after(?!$)|every|timeout|time$|Ms$/i.test(field),
    );
    const unsaid = times.filter(
      ([, { displayName }]) =>
        !/\((?:Seconds|Minutes|Hours|Ms|KB)\)/.test(displayName) && !/^(?:Close )?After$/.test(displayName),
    );
    expect(unsaid.map(([path]) => path)).toEqual([]);
  });

  it('describes every field but for those whose label says all', () => {
    const undescribed = allOf(folder)
      .filter(
        ([, { type }]) => !['notice', 'options', 'fixedCollection', 'collection', 'hidden'].includes(type),
      )
      .filter(
        ([, { description = '', displayName }]) =>
          description === '' && !['Key', 'Value', 'Values', 'Expected Values'].includes(displayName),
      );
    expect(undescribed.map(([path]) => path)).toEqual([]);
  });
});

describe.each(TRIGGERS)('%s', (folder) => {
  it('costs no expression: it is of version 2, and has no field that is dynamic to n8n', () => {
    const { version, properties } = descriptionOf(folder);
    expect(version).toBe(2);
    const dynamic = all(properties).filter(
      ([, { type, default: given }]) =>
        type === 'resourceLocator' || (typeof given === 'string' && given.startsWith('=')),
    );
    expect(dynamic.map(([path]) => path)).toEqual([]);
  });

  it('tells under its name which filters are set, each by its label', () => {
    const { subtitle = '', properties } = descriptionOf(folder);
    const code = /^=\{\{(.*)\}\}$/s.exec(subtitle)?.[1] ?? '';
    const told = (filters: object) => runInNewContext(code, { $parameter: { filters } }) as string;
    const [first, second] = (properties.find(({ name }) => name === 'filters')?.options ??
      []) as INodeProperties[];
    if (first === undefined || second === undefined) throw new Error(`${folder} has too few filters`);
    expect(told({})).toMatch(/^All /);
    expect(told({ [first.name]: ['', 'one', 'two'], [second.name]: [''] })).toBe(
      `${first.displayName}: one, two`,
    );
    expect(told({ [first.name]: ['one'], [second.name]: ['two'] })).toBe(
      `${first.displayName}: one; ${second.displayName}: two`,
    );
  });

  it('has the mapping, the policy and what it emits among its fields', () => {
    const names = descriptionOf(folder).properties.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['emit', 'filters', 'mapping', 'policy', 'options']));
  });
});

describe.each(OPERATING)('%s', (folder) => {
  it('reads no item through an expression, has one output, and can be a tool', () => {
    const { outputs, properties, usableAsTool } = descriptionOf(folder);
    const expressions = all(properties).filter(
      ([, { default: given }]) => typeof given === 'string' && given.startsWith('='),
    );
    expect(expressions.map(([path]) => path)).toEqual([]);
    expect(outputs).toHaveLength(1);
    expect(usableAsTool).toBe(true);
  });
});

describe.each(OPERATING)('%s as a tool of an agent', (folder) => {
  it('tells a model of each operation in words of its own', () => {
    const { properties } = descriptionOf(folder);
    const offered = properties.filter(
      ({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.['@tool']?.[0] !== false,
    );
    const operations = offered.flatMap(({ options = [] }) =>
      options.flatMap((option) => ('value' in option ? [option.value] : [])),
    );
    const told = properties.filter(({ name }) => name === 'toolDescription');
    expect(told.map(({ displayOptions }) => displayOptions?.show?.['operation'])).toEqual(
      operations.map((operation) => [operation]),
    );
    expect(new Set(told.map((property) => property.default)).size).toBe(operations.length);
  });
});

it.each([
  ['alertbridge', FOLDERS],
  ['alerting', FOLDERS],
  ['alert', TRIGGERS],
  ['send webhook', ['nodes/WebhookDelivery']],
  ['api context', ['nodes/ApiContextTrigger']],
])('a search for "%s" finds the nodes that it should', (word, wanted) => {
  const found = FOLDERS.filter((folder) => {
    const { alias } = JSON.parse(
      readFileSync(join(ROOT, folder, `${basename(folder)}.node.json`), 'utf8'),
    ) as {
      alias: string[];
    };
    return [descriptionOf(folder).displayName.toLowerCase(), ...alias].some((text) => text.includes(word));
  });
  expect(found).toEqual(expect.arrayContaining([...wanted]));
});
