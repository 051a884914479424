import { project } from './jest.project.mjs';
import { browserPath } from './test/sandbox/browser.ts';

/**
 * What takes its time (outages and faults as they really last, the histories of the action) or a large package that is
 * installed on first use.
 */
const SLOW = [
  ...['faults', 'outages', 'soak'].map((name) => `<rootDir>/test/shared/delivery/${name}.test.ts`),
  ...['docs/run', 'examples/hono-on-workers', 'nodes/older-n8n', 'sandbox/cloudflare/server'].map(
    (name) => `<rootDir>/test/${name}.test.ts`,
  ),
  ...['alarm', 'closing', 'faults', 'local-action', 'outages', 'patterns', 'recovery', 'symptoms'].map(
    (name) => `<rootDir>/test/action/${name}.test.ts`,
  ),
];

export default {
  projects: [
    project('unit', ['<rootDir>/test/**/*.test.ts'], {
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/test/e2e/',
        '<rootDir>/test/scale/',
        '<rootDir>/test/act/',
        ...SLOW,
      ],
    }),
    project('slow', SLOW),
    // The library takes zod 3.25 and zod 4: the tests of whatever asks zod run with the newest 4 too.
    project(
      'zod4',
      ['alert', 'corpus', 'sources', 'receive/**/*', 'systems/**/*', 'webhook/**/*'].map(
        (path) => `<rootDir>/test/shared/${path}.test.ts`,
      ),
      { moduleNameMapper: { '^zod/v4$': 'zod4/v4' } },
    ),
    // Needs act on PATH.
    project('act', ['<rootDir>/test/act/**/*.test.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts'], {
      globalSetup: '<rootDir>/test/e2e/setup.ts',
      globalTeardown: '<rootDir>/test/e2e/teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/test/e2e/timeout.ts'],
      // `setup.ts` says so where there is no browser.
      testPathIgnorePatterns: browserPath() === null ? ['/test/e2e/browser/'] : [],
    }),
    project('scale', ['<rootDir>/test/scale/**/*.test.ts'], {
      setupFilesAfterEnv: ['<rootDir>/test/e2e/timeout.ts'],
    }),
  ],
};
