import { removeJobs, startJob } from '../runner/job.ts';
import { startHttpServer } from '../sandbox/http-server.ts';
import { annotations } from './stage.ts';

const MINUTE = 60_000;
/** What a process takes beside the delivery, on a machine that does much else. */
const MAX_MORE_MS = 15_000;

afterAll(removeJobs);

/** A job that has failed while Temperstack answers nothing but 503. */
async function failedJob(given: Record<string, string>) {
  const temperstack = await startHttpServer(() => ({ status: 503 }));
  const job = startJob({
    with: {
      'integration-url': `${temperstack.url}/api/integration/webhook/k3y-of-outage`,
      'github-token': '',
      when: 'job-end',
      ...given,
    },
  });
  await job.main();
  const step = await job.post('failure');
  await temperstack.close();
  return step;
}

describe('an Alarm while Temperstack is away for good, with the defaults', () => {
  it.concurrent(
    'is tried for two minutes, and then the fallback gets it',
    async () => {
      const webhook = await startHttpServer(() => ({ status: 200 }));
      const step = await failedJob({
        'webhook-url': `${webhook.url}/hooks/fallback-of-outage`,
        'webhook-when': 'fallback',
        'fail-on-error': 'true',
      });
      expect(step).toMatchObject({ exitCode: 0, outputs: { sent: 'true', destination: 'webhook' } });
      expect(webhook.requests.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
        { status: 'Alarm', alert_id: 'github:acme/shop:ci.yml:main:build' },
      ]);
      expect(annotations(step, 'warning')).toEqual([expect.stringContaining('was answered 503')]);
      expect(step.durationMs).toBeGreaterThan(1.5 * MINUTE);
      expect(step.durationMs).toBeLessThan(2 * MINUTE + MAX_MORE_MS);
      await webhook.close();
    },
    3 * MINUTE,
  );

  it.concurrent.each([
    ['false', 0],
    ['true', 1],
  ])(
    'is tried for two minutes, and where nobody takes it the step says so loudly: fail-on-error %s ends it with %i',
    async (fails, exitCode) => {
      const step = await failedJob({ 'fail-on-error': fails });
      expect(step).toMatchObject({ exitCode, outputs: { sent: 'false', reason: 'not-delivered' } });
      expect(annotations(step, 'error')).toEqual([
        expect.stringMatching(/the time for all attempts \(1\d\d{4} ms\) is over/),
      ]);
      expect(step.durationMs).toBeGreaterThan(1.5 * MINUTE);
      expect(step.durationMs).toBeLessThan(2 * MINUTE + MAX_MORE_MS);
    },
    3 * MINUTE,
  );
});

describe('an OK while Temperstack is away for good, with the defaults', () => {
  it('holds up its job for 20 seconds only', async () => {
    const temperstack = await startHttpServer(() => ({ status: 503 }));
    const step = await startJob({
      with: {
        'integration-url': `${temperstack.url}/api/integration/webhook/k3y-of-outage`,
        'github-token': '',
        status: 'OK',
        'alert-id': 'checkout',
      },
    }).main('success');
    await temperstack.close();
    expect(step).toMatchObject({ exitCode: 0, outputs: { sent: 'false', reason: 'not-delivered' } });
    expect(step.durationMs).toBeGreaterThan(15_000);
    expect(step.durationMs).toBeLessThan(20_000 + MAX_MORE_MS);
  }, 60_000);
});
