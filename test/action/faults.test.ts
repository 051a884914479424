import { startJob, removeJobs } from '../runner/job.ts';
import { NETWORK_FAULTS, requestsOf, startFaultServer } from '../sandbox/fault-server.ts';

const KEY = 's3cr3t-key-of-mine';
const GIVE_UP_AFTER_S = 4;
/** A process starts and ends around it, on a machine that does much else. */
const MAX_MORE_MS = 20_000;

afterAll(removeJobs);

describe("the action's bundle", () => {
  it.concurrent.each(NETWORK_FAULTS)(
    'stands a destination that $title',
    async (fault) => {
      const server = await startFaultServer(fault);
      const step = await startJob({
        with: {
          'integration-url': `${server.url}/api/integration/webhook/${KEY}`,
          status: 'Alarm',
          'alert-name': 'Checkout is failing',
          'alert-id': 'checkout',
          'github-token': '',
          timeout: '1',
          'give-up-after': String(GIVE_UP_AFTER_S),
          'fail-on-error': 'true',
        },
      }).main();

      const isDelivered = fault.outcome.startsWith('delivered');
      expect({ fault: fault.title, exitCode: step.exitCode, stderr: step.stderr }).toEqual({
        fault: fault.title,
        exitCode: isDelivered ? 0 : 1,
        stderr: '',
      });
      expect(step.outputs).toMatchObject({
        sent: String(isDelivered),
        reason: isDelivered ? '' : 'not-delivered',
        'http-status': fault.status === null ? '' : String(fault.status),
      });
      const { least, most } = requestsOf(fault);
      expect(server.count()).toBeGreaterThanOrEqual(least);
      expect(server.count()).toBeLessThanOrEqual(most);
      expect(server.strays()).toBe(0);
      expect(step.durationMs).toBeLessThan(GIVE_UP_AFTER_S * 1_000 + MAX_MORE_MS);
      const { log, outputs, summary } = step;
      expect(JSON.stringify([log, outputs, summary])).not.toContain(KEY);
      await server.close();
    },
    60_000,
  );
});
