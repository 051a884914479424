import {
  DeliveryError,
  parseAlert,
  send,
  type Delivery,
  type Runtime,
  type TryOptions,
} from '../../../shared/index.ts';
import { createRuntime as createFetchRuntime } from '../../../shared/fetch/index.ts';
import { createRuntime } from '../../../shared/node/index.ts';
import { CloudflareApiError, createDestinations } from '../../../shared/systems/cloudflare/index.ts';
import { temperstack } from '../../../shared/systems/temperstack/index.ts';
import { createWebhook } from '../../../shared/webhook/index.ts';
import {
  isCut,
  NETWORK_FAULTS,
  requestsOf,
  startFaultServer,
  type FaultOutcome,
  type NetworkFault,
} from '../../sandbox/fault-server.ts';

const alert = parseAlert({ alert_name: 'Checkout is failing', status: 'Alarm' });
const node = createRuntime({ proxy: false });
const LIMITS = { timeoutMs: 600, giveUpAfterMs: 2_500 };
const RETRY: Pick<TryOptions, 'retry'> = { retry: { baseMs: 60, capMs: 200 } };

afterAll(async () => {
  await node.close();
});

/** Sends one thing to a URL, and gives the record of what came of it. */
type SendOnce = (url: string) => Promise<Delivery | null>;

const throughLibrary =
  (runtime: Runtime): SendOnce =>
  async (url) => {
    const integrationUrl = `${url}/api/integration/webhook/s3cr3t-key`;
    try {
      return await send(alert, temperstack({ integrationUrl }), runtime, { ...LIMITS, ...RETRY });
    } catch (error) {
      if (error instanceof DeliveryError) return error.delivery;
      throw error;
    }
  };

const SENDERS: readonly { name: string; sendOnce: SendOnce; readsTheBody?: boolean }[] = [
  { name: 'the library over undici', sendOnce: throughLibrary(node) },
  { name: 'the library over fetch', sendOnce: throughLibrary(createFetchRuntime()) },
  {
    name: 'a webhook',
    sendOnce: async (url) => {
      const webhook = createWebhook({ name: 'pager', url: `${url}/in`, bodyTemplate: '{"a":1}', ...LIMITS });
      return (await webhook.deliver({}, { ...node, ...RETRY })).delivery;
    },
  },
  {
    name: "Cloudflare's client",
    // An answer that breaks off tells it nothing, so that it asks again.
    readsTheBody: true,
    sendOnce: async (baseUrl) => {
      const options = { apiToken: 't0ken-of-mine', accountId: 'acc', baseUrl, ...node, ...LIMITS, ...RETRY };
      try {
        await createDestinations(options).list();
        return null;
      } catch (error) {
        if (error instanceof CloudflareApiError) return error.delivery;
        throw error;
      }
    },
  },
];

const bytesBefore = process.memoryUsage().rss;
let mostBytes = 0;
const watch = setInterval(() => {
  mostBytes = Math.max(mostBytes, process.memoryUsage().rss - bytesBefore);
}, 10);

describe.each(SENDERS)('$name', ({ sendOnce, readsTheBody = false }) => {
  it.concurrent.each(NETWORK_FAULTS)('stands a destination that $title', async (fault) => {
    const server = await startFaultServer(fault);
    const startedAt = performance.now();
    const delivery = await sendOnce(server.url);
    const tookMs = performance.now() - startedAt;

    const outcome = outcomeFor(fault, readsTheBody);
    const requests = server.count();
    if (delivery === null) {
      expect(['delivered', 'delivered later']).toContain(outcome);
    } else {
      expect({ delivered: delivery.delivered, status: delivery.status }).toEqual({
        delivered: outcome.startsWith('delivered'),
        status: fault.status,
      });
      // How much is too long differs from sender to sender.
      if (!(readsTheBody && fault.isTooLong)) expect(delivery.truncated).toBe(isCut(fault));
      expect(JSON.stringify(delivery)).not.toMatch(/s3cr3t-key|t0ken-of-mine/);
    }
    const { least, most } = requestsOf(fault, outcome);
    expect(requests).toBeGreaterThanOrEqual(least);
    expect(requests).toBeLessThanOrEqual(most);
    expect(server.strays()).toBe(0);
    expect(tookMs).toBeLessThan(LIMITS.giveUpAfterMs + 1_500);
    await server.close();
  });
});

it('all of that takes little memory', () => {
  clearInterval(watch);
  expect(mostBytes).toBeLessThan(200 * 1024 * 1024);
});

function outcomeFor(fault: NetworkFault, readsTheBody: boolean): FaultOutcome {
  return readsTheBody && fault.outcome === 'delivered, cut' && fault.isTooLong !== true
    ? 'given up'
    : fault.outcome;
}
