import type { Browser } from 'playwright-core';

import { importedExample } from '../../sandbox/example.ts';
import { chainOf, nodeOf } from '../../sandbox/n8n/client.ts';
import { startTarget, type Target } from '../../sandbox/webhook/target.ts';
import { connectedN8n } from '../n8n.ts';
import { look, openPage, startBrowser } from './page.ts';

const n8n = connectedN8n();
const TOKEN = 'br0wser-token-28d4';
let browser: Browser;
let target: Target;

beforeAll(async () => {
  target = await startTarget();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await target.close();
});

describe('in a browser', () => {
  it('shows the example of Webhook Delivery with its icons and its template as JSON', async () => {
    const { webhookId, ...example } = importedExample('webhook-delivery.json', {});
    expect(webhookId).not.toBe('');
    const { id } = await n8n.createWorkflow(example);
    const page = await openPage(browser, `${n8n.url}/workflow/${id}`, n8n.cookie);

    const nodes = page.locator('[data-test-id="canvas-node"]');
    const node = nodes.filter({ hasText: 'Deliver: Incident tool' });
    await node.waitFor();
    await look(page, 'webhook-delivery-example');
    expect(await page.getByText(/unknown node|unrecognized node|install this node/i).count()).toBe(0);
    for (const icon of ['apono', 'webhook']) {
      const image = page.locator(`[data-test-id="canvas-node"] img[src*="${icon}"]`).first();
      expect(await image.evaluate((img: { naturalWidth: number }) => img.naturalWidth)).toBeGreaterThan(0);
    }

    await node.dblclick();
    const template = page.locator('[data-test-id="parameter-input-bodyTemplate"] .cm-content');
    await template.waitFor();
    // A placeholder that is typed must not turn the template into one of n8n's expressions.
    await template.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('{ "id": "{{data.id}}" }');
    await look(page, 'webhook-delivery-node');
    expect(await template.innerText()).toBe('{ "id": "{{data.id}}" }');
    expect(await page.getByText('= {').count()).toBe(0);
    await page.context().close();
  });

  it('tests a webhook: shows request and response, and no secret', async () => {
    target.answer = ({ headers }) => ({ body: { seen: headers['authorization'] } });
    const credential = await n8n.createCredential('Browser', 'webhookDeliveryBearerApi', { token: TOKEN });
    const { id } = await n8n.createWorkflow({
      name: 'Test in a browser',
      ...chainOf([
        nodeOf({ type: 'n8n-nodes-base.manualTrigger', parameters: {} }, 'Start'),
        nodeOf(
          {
            type: 'n8n-nodes-alertbridge.webhookDelivery',
            parameters: {
              operation: 'test',
              sample: 'apono',
              url: `${target.url}/in`,
              authentication: 'bearer',
            },
            credentials: { webhookDeliveryBearerApi: credential },
          },
          'Webhook Delivery',
          1,
        ),
      ]),
    });
    const page = await openPage(browser, `${n8n.url}/workflow/${id}`, n8n.cookie);
    await page.locator('[data-test-id="canvas-node"]').filter({ hasText: 'Test: Webhook' }).dblclick();
    await page.locator('[data-test-id="node-execute-button"]').click();

    const output = page.locator('[data-test-id="output-panel"]');
    await output.getByText('outcome').first().waitFor();
    await look(page, 'webhook-delivery-test');
    expect(await output.innerText()).toContain('delivered');
    expect(target.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${TOKEN}`);
    expect(await output.innerText()).toContain('***');
    expect(await page.content()).not.toContain(TOKEN);
    await page.context().close();
  });
});
