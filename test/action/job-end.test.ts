import { otherRun } from '../sandbox/github/server.ts';
import { alertIn, annotations, setStage } from './stage.ts';

const stage = setStage();
const watching = { when: 'job-end' };

describe('a step with when: job-end', () => {
  it('sends nothing while the job runs, and says that it will', async () => {
    const main = await stage.job({ with: watching }).main();
    expect(main).toMatchObject({ exitCode: 0, stderr: '', outputs: { sent: 'false', reason: 'job-end' } });
    expect(main.log).toEqual(['This job is watched: an alert is sent when it ends.']);
    expect(stage.temperstack.received()).toEqual([]);
  });

  it('opens an alert when the job has failed, though it was fine when the step ran', async () => {
    const job = stage.job({
      with: watching,
      event: { head_commit: { message: 'Sell more\n\nA lot', author: { name: 'Jo' } } },
    });
    await job.main('success');
    const post = await job.post('failure');
    expect(post).toMatchObject({
      exitCode: 0,
      stderr: '',
      outputs: { sent: 'true', reason: '', status: 'Alarm', 'http-status': '200', attempts: '1' },
    });
    expect(stage.temperstack.alerts()).toMatchObject([{ state: 'open', latest: alertIn(post) }]);
    expect(alertIn(post)).toEqual({
      alert_name: 'CI / build failed on main',
      status: 'Alarm',
      alert_priority: 'Critical',
      alert_id: 'github:acme/shop:ci.yml:main:build',
      description: [
        'CI / build failed on main.',
        'Commit: 0123456 Sell more, by Jo',
        'Event: push by octocat',
        'Run: #12, attempt 1',
        'Log: https://github.com/acme/shop/actions/runs/7001',
      ].join('\n'),
      alert_url: 'https://github.com/acme/shop/actions/runs/7001',
      metric_name: 'GitHub Actions job',
      resource_id: 'acme/shop',
      resource_name: 'acme/shop',
      resource_type: 'Repository',
    });
  });

  it('closes the same alert when the run after it succeeds', async () => {
    const failing = stage.job({ with: watching });
    await failing.main();
    const alarm = await failing.post('failure');
    stage.github.state.own = { id: 7002, run_number: 13, conclusion: null, jobs: [] };
    stage.github.state.runs = [{ id: 7001, run_number: 12, conclusion: 'failure' }];
    const mending = stage.job({ with: watching, env: { GITHUB_RUN_ID: '7002', GITHUB_RUN_NUMBER: '13' } });
    await mending.main();
    const ok = await mending.post('success');
    expect(ok.outputs).toMatchObject({ sent: 'true', status: 'OK', 'alert-id': alarm.outputs['alert-id'] });
    expect(alertIn(ok)['alert_name']).toBe(alertIn(alarm)['alert_name']);
    expect(stage.temperstack.alerts()).toMatchObject([{ state: 'closed', received: 2 }]);
  });

  it('sends nothing for a success after a success', async () => {
    stage.github.state.runs = [otherRun(11, 'success')];
    const job = stage.job({ with: watching });
    await job.main();
    const post = await job.post('success');
    expect(post).toMatchObject({
      exitCode: 0,
      outputs: { sent: 'false', reason: 'nothing-to-end' },
      summary: '',
    });
    expect(stage.temperstack.received()).toEqual([]);
  });

  it('ignores a cancelled job', async () => {
    const job = stage.job({ with: watching });
    await job.main();
    const post = await job.post('cancelled');
    expect(post.outputs).toMatchObject({ sent: 'false', reason: 'cancelled', status: '' });
    expect(stage.temperstack.received()).toEqual([]);
  });

  it('opens an alert for a cancelled job where it is told to', async () => {
    const job = stage.job({ with: { ...watching, 'on-cancelled': 'alarm' } });
    await job.main();
    const alert = alertIn(await job.post('cancelled'));
    expect(alert).toMatchObject({
      alert_name: 'CI / build failed on main',
      status: 'Alarm',
      alert_id: 'github:acme/shop:ci.yml:main:build',
    });
    expect(alert['description']).toContain('CI / build was cancelled on main.');
  });

  it('reports nothing when its main step was refused, so that a mistake is told once', async () => {
    const job = stage.job({ with: { ...watching, timeout: 'many' } });
    const main = await job.main();
    expect(main.exitCode).toBe(1);
    expect(annotations(main, 'error')).toEqual([
      'Invalid input: timeout: must be a number of seconds from 1 to 300',
    ]);
    expect(await job.post('failure')).toMatchObject({ exitCode: 0, stdout: '', outputs: {} });
  });

  it('does nothing in its post step where the alert was sent at once', async () => {
    const job = stage.job({ with: { status: 'Alarm' } });
    await job.main();
    expect(await job.post('failure')).toMatchObject({ exitCode: 0, stdout: '', outputs: {} });
    expect(stage.temperstack.received()).toHaveLength(1);
  });

  it('gives each job of a matrix an alert of its own', async () => {
    const alerts = [];
    for (const matrix of [
      { os: 'linux', node: 24 },
      { os: 'linux', node: 22 },
      { node: 24, os: 'linux' },
    ]) {
      const job = stage.job({ with: watching, matrix });
      await job.main();
      alerts.push(alertIn(await job.post('failure')));
    }
    expect(alerts.map(({ alert_id, alert_name }) => [alert_id, alert_name])).toEqual([
      ['github:acme/shop:ci.yml:main:build:node=24,os=linux', 'CI / build (linux, 24) failed on main'],
      ['github:acme/shop:ci.yml:main:build:node=22,os=linux', 'CI / build (linux, 22) failed on main'],
      ['github:acme/shop:ci.yml:main:build:node=24,os=linux', 'CI / build (24, linux) failed on main'],
    ]);
  });
});
