import { project } from './jest.project.mjs';

/** The library's tests alone, for versions of Node that do not read TypeScript: `npm run test:node`. */
export default project('library', ['<rootDir>/test/shared/**/*.test.ts'], {
  testPathIgnorePatterns: ['/node_modules/', '/delivery/(?:faults|outages|soak).test.ts'],
});
