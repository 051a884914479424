import pMap from 'p-map';

import type { Delivery } from 'alertbridge';
import {
  isCut,
  NETWORK_FAULTS,
  requestsOf,
  startFaultServer,
  type NetworkFault,
} from '../sandbox/fault-server.ts';
import type { Execution } from '../sandbox/n8n/client.ts';
import { createTemperstackCredential } from '../sandbox/n8n/temperstack.ts';
import { connectedN8n, outputOf } from './n8n.ts';

const n8n = connectedN8n();
const NODE = 'Sender';
const KEY = 's3cr3t-key-of-mine';
const LIMITS = { timeout: 1, giveUpAfter: 4 };
/** An execution starts and ends around it, on a machine that does much else. */
const MAX_MORE_MS = 40_000;
const CONCURRENCY = 6;

/** Runs a node that sends one thing to a URL. */
type Send = (url: string) => Promise<Execution>;

const SENDERS: [name: string, send: Send][] = [
  [
    'Temperstack',
    async (url) => {
      const integrationUrl = `${url}/api/integration/webhook/${KEY}`;
      const credential = await createTemperstackCredential(n8n, integrationUrl, 'Faulty');
      return await n8n.runNode({
        type: 'n8n-nodes-alertbridge.temperstack',
        name: NODE,
        parameters: {
          operation: 'raise',
          alertName: 'Checkout is failing',
          alertPriority: 'Critical',
          alertId: 'checkout',
          options: LIMITS,
        },
        credentials: { temperstackApi: credential },
        onError: 'continueErrorOutput',
      });
    },
  ],
  [
    'Webhook Delivery',
    async (url) =>
      await n8n.runNode({
        type: 'n8n-nodes-alertbridge.webhookDelivery',
        name: NODE,
        parameters: {
          webhookName: 'Faulty',
          url: `${url}/${KEY}`,
          body: 'template',
          bodyTemplate: '{"a":1}',
          options: LIMITS,
        },
        onError: 'continueErrorOutput',
      }),
  ],
];

/** What must come of a fault, and what came of it. */
async function outcomeOf(fault: NetworkFault, send: Send): Promise<{ expected: object; found: object }> {
  const server = await startFaultServer(fault);
  const startedAt = performance.now();
  const execution = await send(server.url);
  const tookMs = performance.now() - startedAt;
  const [sent] = outputOf(execution, NODE, 0);
  const [failed] = outputOf(execution, NODE, 1);
  const details = (sent ?? (failed?.['details'] as object | undefined) ?? {}) as { delivery?: Delivery };
  const { least, most } = requestsOf(fault);
  const count = server.count();
  const outcome = {
    expected: {
      title: fault.title,
      isSent: fault.outcome.startsWith('delivered'),
      status: fault.status,
      truncated: isCut(fault),
      requests: 'as many as it should',
      strays: 0,
      isInTime: true,
      tellsTheKey: false,
    },
    found: {
      title: fault.title,
      isSent: sent?.['sent'] === true && details.delivery?.delivered === true,
      status: details.delivery?.status,
      truncated: details.delivery?.truncated,
      requests: count >= least && count <= most ? 'as many as it should' : count,
      strays: server.strays(),
      isInTime: tookMs < LIMITS.giveUpAfter * 1_000 + MAX_MORE_MS,
      tellsTheKey: execution.stored.includes(KEY),
    },
  };
  await server.close();
  return outcome;
}

describe.each(SENDERS)('the node %s in n8n', (_name, send) => {
  it('stands every fault of a network as it should', async () => {
    const outcomes = await pMap(NETWORK_FAULTS, async (fault) => await outcomeOf(fault, send), {
      concurrency: CONCURRENCY,
    });
    expect(outcomes.map(({ found }) => found)).toEqual(outcomes.map(({ expected }) => expected));
  }, 300_000);
});
