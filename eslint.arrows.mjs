/**
 * The arrows of the design: who may import whom. What the exports map of `shared/package.json` keeps (hosts go through the
 * doors) needs no rule beyond "no path past them"; the rest stands here, one row for each floor of the house.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { config as n8n } from '@n8n/node-cli/eslint';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;
// The very copy that n8n's own configuration brings: ESLint takes no second one of the same name.
const importX = n8n.find(({ plugins }) => plugins?.['import-x'] !== undefined).plugins['import-x'];
const foldersOf = (path) =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'host')
    .map(({ name }) => `${path}/${name}`);

const GROUND = filesOf(
  'bounds, errors, escapes, headers, input, once, options, path, redact, text, time, url'.split(', '),
);
/** Every other file beside them, so that a new one has its place without a line here. */
const VALUES = filesOf(
  readdirSync(join(root, 'shared'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length)),
).filter((file) => ![...GROUND, 'shared/sources.ts', 'shared/index.ts', 'shared/host.ts'].includes(file));

function filesOf(names) {
  return names.map((name) => `shared/${name}.ts`);
}

/** From the ground up; a floor imports itself and what lies below it, never what comes after it in this list. */
const FLOORS = [
  { name: 'the ground', files: GROUND },
  { name: 'the values', files: VALUES },
  { name: 'the tracker', files: ['shared/track'] },
  { name: 'delivery', files: ['shared/delivery'] },
  { name: 'webhooks', files: ['shared/webhook'] },
  { name: 'receiving', files: ['shared/receive'] },
  { name: 'the systems', files: foldersOf('shared/systems') },
  { name: 'the runtimes', files: ['shared/node', 'shared/fetch'] },
  { name: 'the list of sources', files: ['shared/sources.ts'] },
  { name: 'the doors', files: ['shared/index.ts', 'shared/host.ts'] },
  { name: 'the hosts', files: ['nodes', 'credentials', 'action'] },
];

/** Beyond the order of the floors: those that could, by their place, and must not. */
const APART = [
  {
    target: 'shared/receive',
    from: ['shared/webhook'],
    why: 'receiving and sending by a webhook know nothing of each other',
  },
  {
    target: 'shared/systems',
    from: ['shared/webhook', 'shared/receive'],
    why: 'a system is described, not hosted',
  },
  {
    target: 'shared/node',
    from: ['shared/track', 'shared/webhook', 'shared/receive', 'shared/systems', 'shared/fetch'],
    why: 'a runtime reaches the world for delivery and knows nothing else',
  },
  {
    target: 'shared/fetch',
    from: ['shared/track', 'shared/webhook', 'shared/receive', 'shared/systems', 'shared/node'],
    why: 'a runtime reaches the world for delivery and knows nothing else',
  },
  { target: 'action', from: ['nodes', 'credentials'], why: 'a host imports no other host' },
  { target: 'nodes', from: ['action', 'credentials'], why: 'a host imports no other host' },
  ...apartFromSiblings(foldersOf('shared/systems'), 'a system never imports another'),
  ...apartFromSiblings(foldersOf('nodes'), 'what two nodes share lies in nodes/host'),
];

function apartFromSiblings(folders, why) {
  return folders.map((target) => ({ target, from: folders.filter((other) => other !== target), why }));
}

const zones = [
  ...FLOORS.flatMap(({ name, files }, at) => {
    const above = FLOORS.slice(at + 1).flatMap((floor) => floor.files);
    return files.flatMap((target) =>
      above.map((from) => ({ target, from, message: `An import runs up: ${name} must not know it.` })),
    );
  }),
  ...APART.flatMap(({ target, from, why }) =>
    from.map((one) => ({ target, from: one, message: `Against the design: ${why}.` })),
  ),
].map((zone) => ({ ...zone, target: `./${zone.target}`, from: `./${zone.from}` }));

const HOST_PACKAGES = {
  regex: '^(n8n-workflow|@actions/.*)$',
  message: 'shared/ knows no host.',
};
const NODE_MODULES = {
  regex:
    '^(node:.*|assert|buffer|crypto|fs|http|https|net|os|path|process|stream|timers|tls|url|util|worker_threads|zlib)$',
  message: 'The core runs anywhere; what needs Node lies in shared/node.',
};
const WHOLE_ZOD = {
  regex: '^zod(/v3)?$',
  message:
    "Import * as z from 'zod/v4': a bundler can take that apart, and it is there in zod 3.25 and in zod 4.",
};
const PAST_DOORS = {
  regex: '(^|/)shared/',
  message: "Go through the library's doors ('alertbridge', 'alertbridge/…').",
};

export default tseslint.config(
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: join(root, 'tsconfig.json'),
          conditionNames: ['alertbridge-source', 'types', 'import', 'require', 'node', 'default'],
        }),
      ],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: root, zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
    },
  },
  {
    files: ['shared/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [HOST_PACKAGES, NODE_MODULES, WHOLE_ZOD] }] },
  },
  {
    files: ['shared/node/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [HOST_PACKAGES, WHOLE_ZOD] }] },
  },
  {
    files: ['nodes/**/*.ts', 'credentials/**/*.ts', 'action/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [PAST_DOORS, WHOLE_ZOD] }] },
  },
);
