/** A jest project: TypeScript by swc, the library's doors leading to its sources. */
export const project = (displayName, testMatch, rest = {}) => ({
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
