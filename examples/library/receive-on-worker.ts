/**
 * Cloudflare's notifications, received by a Worker and sent to Temperstack. Deno and Bun take the same default export.
 */
import { createSender } from 'alertbridge';
import { cloudflare } from 'alertbridge/cloudflare';
import { runtime } from 'alertbridge/fetch';
import { createReceiver, type Receiver } from 'alertbridge/receive';
import { temperstack } from 'alertbridge/temperstack';

/** The Worker's secrets. */
interface Secrets {
  TEMPERSTACK_URL: string;
  /** The secret of the webhook destination in Cloudflare. */
  CLOUDFLARE_SECRET: string;
}

/** Kept from one request to the next for as long as the Worker is. */
let receiver: Receiver | undefined;

function receiverFor({ TEMPERSTACK_URL, CLOUDFLARE_SECRET }: Secrets): Receiver {
  const sender = createSender(temperstack({ integrationUrl: TEMPERSTACK_URL }), runtime, {
    // Less than Cloudflare waits for an answer; what is answered 500 it sends again.
    giveUpAfterMs: 10_000,
  });
  return createReceiver({
    source: cloudflare,
    authentication: { type: 'cloudflare', secret: CLOUDFLARE_SECRET },
    filter: { alertTypes: ['tunnel_health_event', 'load_balancing_health_alert'] },
    onReports: async (received) => {
      for (const { report, event } of received) await sender.send(report, event);
    },
    onError: (error) => console.error(error),
  });
}

export default {
  async fetch(request: Request, secrets: Secrets): Promise<Response> {
    receiver ??= receiverFor(secrets);
    return await receiver(request);
  },
};
