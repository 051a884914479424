/**
 * Cloudflare's notifications and Apono's events, received by Hono on Cloudflare Workers and sent to Temperstack.
 *
 * Both sources say a thing once, so nothing needs to be remembered between two Workers. APIContext says the same again and
 * again: give its sender a tracker with a store (tracker-in-redis.ts), or a Worker that starts anew does not know what is open.
 */
import { createSender } from 'alertbridge';
import { apono } from 'alertbridge/apono';
import { cloudflare } from 'alertbridge/cloudflare';
import { runtime } from 'alertbridge/fetch';
import { createReceiver, type Received, type Receiver } from 'alertbridge/receive';
import { temperstack } from 'alertbridge/temperstack';
import { Hono } from 'hono';

/** The Worker's secrets: `npx wrangler secret put TEMPERSTACK_INTEGRATION_URL`, and so on. */
interface Secrets {
  TEMPERSTACK_INTEGRATION_URL: string;
  /** The secret of the webhook destination in Cloudflare. */
  CLOUDFLARE_SECRET: string;
  /** What Apono sends as its header `Authorization`, all of it: `Bearer …`. A Worker that was not given it lets nobody in. */
  APONO_AUTHORIZATION: string;
}

interface Receivers {
  readonly cloudflare: Receiver;
  readonly apono: Receiver;
}

/** Kept from one request to the next for as long as the Worker is. */
let receivers: Receivers | undefined;

function receiversWith(secrets: Secrets): Receivers {
  const sender = createSender(temperstack({ integrationUrl: secrets.TEMPERSTACK_INTEGRATION_URL }), runtime, {
    // Less than a sender waits for its answer; what is answered 500 it sends again.
    giveUpAfterMs: 10_000,
  });
  const common = {
    onReports: async (received: readonly Received[]) => {
      for (const { report, event } of received) await sender.send(report, event);
    },
    onError: (error: unknown) => console.error(error),
  };
  return {
    cloudflare: createReceiver({
      ...common,
      source: cloudflare,
      authentication: { type: 'cloudflare', secret: secrets.CLOUDFLARE_SECRET },
    }),
    apono: createReceiver({
      ...common,
      source: apono,
      authentication: { type: 'header', name: 'Authorization', value: secrets.APONO_AUTHORIZATION },
      filter: { types: ['aws-account'] },
    }),
  };
}

const app = new Hono<{ Bindings: Secrets }>();

app.post('/:source{cloudflare|apono}', async (context) => {
  receivers ??= receiversWith(context.env);
  const receiver = receivers[context.req.param('source') as keyof Receivers];
  return await receiver(context.req.raw, { ip: context.req.header('cf-connecting-ip') });
});
app.get('/health', (context) => context.text('ok'));

export default app;
