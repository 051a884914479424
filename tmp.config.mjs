import { project } from './jest.project.mjs';
export default { projects: [project('tmp', ['<rootDir>/test/e2e/browser/pictures-action.test.ts'])] };
