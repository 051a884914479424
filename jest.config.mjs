import { browserPath } from './test/sandbox/browser.ts';

const project = (displayName, testMatch, rest = {}) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.sandbox'],
  transform: {
    '^.+\\.[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // The doors of the library lead to its sources.
  testEnvironmentOptions: { customExportConditions: ['alertbridge-source', 'node', 'node-addons'] },
  // These are ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!p-map/|@noble/)'],
  ...rest,
});

export default {
  projects: [
    project('unit', ['<rootDir>/test/**/*.test.ts'], {
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/test/e2e/',
        '<rootDir>/test/scale/',
        '<rootDir>/test/act/',
      ],
    }),
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
