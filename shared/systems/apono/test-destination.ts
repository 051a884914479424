import type { WebhookDefinition } from '../../webhook/definition.ts';
import { deliverEvent, type DeliverEventOptions, type Invocation } from '../../webhook/invocation.ts';
import { sampleAponoEvent } from './sample.ts';

/**
 * Sends the mock event to a webhook, whether it is active or not and whatever its filters say, and shows what was sent
 * and what came back. It is tried once unless `retry` says otherwise, since a person waits for it.
 *
 * Source: Apono's documentation, "Integration Webhook", "Test".
 *
 * @throws InvalidInputError when the definition is wrong; each fault with its path.
 */
export async function testDestination(
  definition: WebhookDefinition,
  options: Omit<DeliverEventOptions, 'test'>,
): Promise<Invocation> {
  return await deliverEvent(definition, sampleAponoEvent(), {
    retry: { attempts: 1 },
    ...options,
    test: true,
  });
}
