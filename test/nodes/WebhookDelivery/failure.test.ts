import { WebhookDelivery } from '../../../nodes/WebhookDelivery/WebhookDelivery.node.ts';
import { executeContext } from '../execute-context.ts';

describe('an item that Webhook Delivery could not even try to send', () => {
  it('comes out as a dead letter too, with this reason and not the one that it came with', async () => {
    const alert = { alert_name: 'Checkout is failing', status: 'Alarm', alert_id: 'checkout' };
    const before = { alert, change: 'open', at: 1_000, reason: 'an earlier failure' };
    const parameters = {
      operation: 'deliver',
      authentication: 'none',
      method: 'POST',
      webhookName: 'pager',
      url: 'no url',
      body: 'alert',
    };
    const functions = executeContext([{ details: before }], parameters, { continueOnFail: true });
    const [items] = await new WebhookDelivery().execute.call(functions);
    const [failed] = items ?? [];
    expect(items).toHaveLength(1);
    expect(failed?.json).toMatchObject({ error: 'Webhook not delivered: URL is not a URL' });
    expect(failed?.json['details']).toEqual({
      sent: false,
      alert,
      change: 'open',
      at: 1_000,
      destination: 'Node',
      reason: failed?.json['error'],
      attempts: [],
      givenUpAt: expect.any(Number),
    });
  });
});
