import { config as n8n } from '@n8n/node-cli/eslint';
import { globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

import arrows from './eslint.arrows.mjs';

/** What is shipped into n8n is linted as n8n lints it; the rest of the repo never runs there. */
const OUTSIDE_N8N = [
  'test/**',
  'scripts/**',
  'bench/**',
  'examples/**',
  'action/**',
  'shared/node/**',
  'shared/fetch/**',
  'jest.*.mjs',
];

export default tseslint.config(
  globalIgnores(['**/dist', '**/.sandbox', '**/node_modules']),
  ...n8n,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `const { secret, ...shown } = …` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // An interface has a name in the compiler's errors and in an editor, where what a schema gives is written out.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      // n8n's interfaces want promises also where there is nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: OUTSIDE_N8N,
    rules: {
      '@n8n/community-nodes/no-restricted-imports': 'off',
      '@n8n/community-nodes/no-restricted-globals': 'off',
      '@n8n/community-nodes/no-dangerous-functions': 'off',
      'no-console': 'off',
    },
  },
  {
    // Only what runs in n8n can throw n8n's errors; nodes/host/errors.ts makes them of the core's.
    files: [...OUTSIDE_N8N, 'shared/**'],
    rules: { '@n8n/community-nodes/require-node-api-error': 'off' },
  },
  {
    // The rule knows secrets by their field's name; an integration URL and a header's value are secrets too.
    files: ['credentials/**'],
    rules: { '@n8n/community-nodes/credential-unnecessary-password': 'off' },
  },
  {
    // What the library depends on, its own package.json says. In the n8n package all of that is bundled, and n8n's scan of
    // the packed tarball sees to it that nothing else is required.
    files: ['shared/**'],
    rules: { '@n8n/community-nodes/no-restricted-imports': 'off' },
  },
  {
    files: ['test/**'],
    rules: {
      // Jest's matchers (expect.stringContaining and the like) are typed any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // A test's own keys, which it then looks for where they must not be.
      '@n8n/community-nodes/no-hardcoded-secrets': 'off',
    },
  },
  ...arrows,
);
