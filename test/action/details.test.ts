import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { StandInJob } from '../sandbox/github/server.ts';
import { alertIn, annotations, setStage } from './stage.ts';

const stage = setStage();
const RUN = 'https://github.com/acme/shop/actions/runs/7001';

const listed = (id: number, rest: Partial<StandInJob> = {}): StandInJob => ({
  id,
  name: 'build',
  conclusion: null,
  steps: [
    { name: 'Set up job', number: 1, conclusion: 'success' },
    { name: 'Unit tests', number: 4, conclusion: 'failure' },
    { name: 'Post', number: 9, conclusion: null },
  ],
  ...rest,
});

describe('the description and link of a failed job', () => {
  it('have the steps that failed, with links to their logs, where the runner knows the job', async () => {
    stage.github.state.own.jobs = [listed(55), listed(56)];
    stage.github.state.commits = {
      '0123456789abcdef0123456789abcdef01234567': { message: 'Sell more\n\nLots', author: 'Jo' },
    };
    const step = await stage.job({ job: { check_run_id: 55 } }).main('failure');
    expect(alertIn(step)['alert_url']).toBe(`${RUN}/job/55`);
    expect(alertIn(step)['description']?.split('\n')).toEqual([
      'CI / build failed on main.',
      `Failed step: Unit tests (${RUN}/job/55#step:4:1)`,
      'Commit: 0123456 Sell more, by Jo',
      'Event: push by octocat',
      'Run: #12, attempt 1',
      `Log: ${RUN}/job/55`,
    ]);
  });

  it('are found among more jobs than one page holds where the runner does not know the job', async () => {
    stage.github.state.own.jobs = [
      ...Array.from({ length: 120 }, (_, index) => listed(100 + index, { conclusion: 'success' })),
      listed(7, { name: 'Build it' }),
    ];
    const step = await stage.job().main('failure');
    expect(alertIn(step)['alert_url']).toBe(`${RUN}/job/7`);
    expect(alertIn(step)['description']).toContain(`Failed step: Unit tests (${RUN}/job/7#step:4:1)`);
  });

  it('are left out where the job could be one of several', async () => {
    stage.github.state.own.jobs = [listed(3), listed(4)];
    const step = await stage.job().main('failure');
    expect(alertIn(step)['alert_url']).toBe(RUN);
    expect(alertIn(step)['description']).not.toContain('Failed step');
  });

  it.each<[string, () => void]>([
    [
      'may not read it',
      () => (stage.github.state.permissions = { actions: false, contents: false, checks: false }),
    ],
    [
      'is limited',
      () => stage.github.faults.add({ status: 403, body: '{"message":"API rate limit exceeded"}' }, 9),
    ],
    ['gets no answer', () => stage.github.faults.add({ reset: 'before the answer' }, 9)],
    [
      'gets nonsense',
      () => stage.github.faults.add({ status: 200, body: '[]', contentType: 'application/json' }, 9),
    ],
  ])(
    'fall back to what the runner knows where the token %s, without a word but in the debug log',
    async (_why, break_) => {
      break_();
      const step = await stage.job().main('failure');
      expect(step).toMatchObject({ exitCode: 0, stderr: '', outputs: { sent: 'true' } });
      expect(alertIn(step)).toMatchObject({
        alert_url: RUN,
        description: [
          'CI / build failed on main.',
          'Commit: 0123456',
          'Event: push by octocat',
          'Run: #12, attempt 1',
          `Log: ${RUN}`,
        ].join('\n'),
      });
      expect(annotations(step, 'warning')).toEqual([]);
    },
  );

  it.each([
    ['broken', '{"head_commit":'],
    ['empty', ''],
    ['of no use', '"text"'],
  ])('are made without the event where its file is %s, and the page goes out', async (_what, text) => {
    const folder = mkdtempSync(join(tmpdir(), 'alertbridge-event-'));
    writeFileSync(join(folder, 'event.json'), text);
    const job = stage.job({
      with: { when: 'job-end' },
      env: { GITHUB_EVENT_PATH: join(folder, 'event.json') },
    });
    expect((await job.main()).outputs).toMatchObject({ reason: 'job-end' });
    const step = await job.post('failure');
    expect(step).toMatchObject({ exitCode: 0, stderr: '', outputs: { sent: 'true', status: 'Alarm' } });
    expect(alertIn(step)['description']).toContain('Commit: 0123456');
    rmSync(folder, { recursive: true });
  });

  it('name the attempt of a run that was run again, and link to it', async () => {
    const step = await stage
      .job({ env: { GITHUB_RUN_ATTEMPT: '3', GITHUB_TRIGGERING_ACTOR: 'hubot' } })
      .main('failure');
    expect(alertIn(step)).toMatchObject({
      alert_id: 'github:acme/shop:ci.yml:main:build',
      alert_url: `${RUN}/attempts/3`,
    });
    expect(alertIn(step)['description']).toMatch(/Event: push by hubot\nRun: #12, attempt 3\n/);
  });

  it('are not asked for where the inputs give them', async () => {
    await stage
      .job({
        job: { check_run_id: 55 },
        with: { description: 'x', 'alert-url': 'https://acme.example', 'alert-priority': 'Critical' },
      })
      .main('failure');
    expect(stage.github.requests.filter(({ path }) => !path.includes('/workflows/ci.yml/runs'))).toEqual([]);
  });

  it('tell apart the jobs of several reusable workflows that one workflow calls', async () => {
    const ids = [];
    for (const file of ['backend.yml', 'frontend.yml', 'ci.yml']) {
      const step = await stage
        .job({
          job: { workflow_ref: `acme/shop/.github/workflows/${file}@refs/heads/main` },
          with: { 'github-token': '' },
        })
        .main('failure');
      ids.push(step.outputs['alert-id']);
    }
    expect(ids).toEqual([
      'github:acme/shop:ci.yml>backend.yml:main:build',
      'github:acme/shop:ci.yml>frontend.yml:main:build',
      'github:acme/shop:ci.yml:main:build',
    ]);
  });
});
