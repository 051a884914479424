import { randomUUID } from 'node:crypto';

import type { INode } from 'n8n-workflow';
import type { Browser, Page } from 'playwright-core';

import { sendApiContextResult } from '../../sandbox/apicontext/send.ts';
import { importedExample } from '../../sandbox/example.ts';
import { chainOf, nodeOf } from '../../sandbox/n8n/client.ts';
import { createTemperstackCredential } from '../../sandbox/n8n/temperstack.ts';
import { startTemperstack, type Temperstack } from '../../sandbox/temperstack/server.ts';
import { startTarget, type Target } from '../../sandbox/webhook/target.ts';
import { connectedN8n } from '../n8n.ts';
import { canvasNode, closePanel, look, openPage, openPanel, save, startBrowser } from './page.ts';

const n8n = connectedN8n();
let browser: Browser;
let temperstack: Temperstack;
let target: Target;

beforeAll(async () => {
  [browser, temperstack, target] = await Promise.all([startBrowser(), startTemperstack(), startTarget()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), temperstack.close(), target.close()]);
});

const ours = (type: string, name: string, column: number, node: Partial<INode> = {}) =>
  nodeOf({ type: `n8n-nodes-alertbridge.${type}`, parameters: {}, ...node }, name, column);
const start = () => nodeOf({ type: 'n8n-nodes-base.manualTrigger', parameters: {} }, 'Start');
const trigger = (parameters: INode['parameters'] = {}, webhookId: string = randomUUID()) =>
  ours('apiContextTrigger', 'APIContext Trigger', 0, { typeVersion: 2, webhookId, parameters });

/** A workflow of these nodes, one after the other, in the editor. */
async function inEditor(name: string, nodes: INode[]): Promise<{ page: Page; id: string }> {
  const { id } = await n8n.createWorkflow({ name, ...chainOf(nodes) });
  const page = await openPage(browser, `${n8n.url}/workflow/${id}`, n8n.cookie);
  await canvasNode(page, nodes.at(-1)?.name ?? '').waitFor();
  return { page, id };
}

/** Adds an option of a collection: the collections are numbered as the panel has them. */
async function addOption(page: Page, collection: number, option: string): Promise<void> {
  await page.locator('[data-test-id="collection-parameter-add"]').nth(collection).click();
  await page
    .locator('[data-test-id="collection-parameter-option"]:visible')
    .filter({ hasText: new RegExp(`^\\s*${option}\\s*$`) })
    .first()
    .click();
}

const FILTERS = 0;
const MAPPING = 1;

describe('in n8n’s editor', () => {
  it('a list of a filter that is left blank is no filter: the workflow publishes, and events pass', async () => {
    const webhookId = randomUUID();
    const { page, id } = await inEditor('Blank filter', [trigger({}, webhookId)]);
    const panel = await openPanel(page, 'APIContext Trigger');
    await addOption(page, FILTERS, 'Include Tags');
    await panel.getByText('Add Value').click();
    await look(page, 'blank-filter');
    await closePanel(page);
    await save(page);
    const stored = await n8n.call<{ id: string; versionId: string; nodes: INode[] }>(
      'GET',
      `/workflows/${id}`,
    );
    expect(stored.nodes[0]?.parameters['filters']).toEqual({ includeTags: ['', ''] });
    await n8n.activate(stored);
    const { status, body } = await sendApiContextResult(n8n.webhookUrl(`${webhookId}/apicontext`), 'FAIL');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { accepted: true, result_id: expect.any(String) },
    });
    await n8n.deactivate(id);
    await page.context().close();
  });

  it('a placeholder that is pasted stays text, and the notice says where the production URL is', async () => {
    const { page, id } = await inEditor('Paste', [trigger()]);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const panel = await openPanel(page, 'APIContext Trigger');
    await panel.getByText('switch from Test URL to Production URL').waitFor();
    await page.getByText('Webhook URLs', { exact: true }).click();
    await page.getByText('Production URL', { exact: true }).waitFor();
    await addOption(page, MAPPING, 'Name');
    await page.evaluate(async (text) => {
      const { navigator } = globalThis as unknown as {
        navigator: { clipboard: { writeText(text: string): Promise<void> } };
      };
      await navigator.clipboard.writeText(text);
    }, '{{call_meta.name}} is failing');
    const field = page.locator('[data-test-id="parameter-input-name"]').locator('input, textarea').first();
    await field.click();
    await page.keyboard.press('Control+V');
    await look(page, 'pasted-placeholder');
    expect(await field.inputValue()).toBe('{{call_meta.name}} is failing');
    await closePanel(page);
    await save(page);
    const { nodes } = await n8n.call<{ nodes: INode[] }>('GET', `/workflows/${id}`);
    expect(nodes[0]?.parameters['mapping']).toEqual({ name: '{{call_meta.name}} is failing' });
    await page.context().close();
  });

  it('a search in the panel of nodes finds each by the words that people have for it', async () => {
    const triggers = ['APIContext Trigger', 'Apono Trigger', 'Cloudflare Trigger'];
    const { page } = await inEditor('Search', [start()]);
    await page.locator('[data-test-id="node-creator-plus-button"]').click();
    const search = page.locator('[data-test-id="node-creator-search-bar"]');
    const found = page.locator('[data-test-id="node-creator-item-name"]');
    for (const [word, wanted] of [
      ['alertbridge', [...triggers, 'Alert From Event', 'Temperstack', 'Webhook Delivery']],
      ['alerting', [...triggers, 'Alert From Event', 'Temperstack', 'Webhook Delivery']],
      ['alert', [...triggers, 'Alert From Event']],
      ['send webhook', ['Webhook Delivery']],
      ['api context', ['APIContext Trigger']],
    ] as const) {
      await search.fill(word);
      for (const name of wanted) await found.filter({ hasText: name }).first().waitFor();
      await look(page, `search-${word.replace(' ', '-')}`);
    }
    await page.context().close();
  });

  it('what a node gives is shown before it has run once, for the next node to use', async () => {
    const { page } = await inEditor('Schema', [
      start(),
      ours('temperstack', 'Temperstack', 1),
      ours('webhookDelivery', 'Webhook Delivery', 2),
    ]);
    await openPanel(page, 'Webhook Delivery');
    const input = page.locator('[data-test-id="ndv-input-panel"]');
    for (const field of ['alert_name', 'alert_priority', 'delivery', 'attempts']) {
      await input.getByText(field, { exact: true }).first().waitFor();
    }
    await look(page, 'output-schema');
    await page.context().close();
  });

  it('a trigger’s subtitle tells its filters, each by its label and with its values as the form shows them', async () => {
    const { page } = await inEditor('Subtitles', [
      trigger({
        filters: { includeTags: ['production', ''], excludeTags: ['staging'], minResponseTimeMs: 500 },
      }),
      ours('cloudflareTrigger', 'Cloudflare Trigger', 1, {
        typeVersion: 2,
        webhookId: randomUUID(),
        parameters: { filters: { alertTypes: ['tunnel_health_event'] } },
      }),
    ]);
    expect(await canvasNode(page, 'APIContext Trigger').innerText()).toContain(
      'Exclude Tags: staging; Include Tags: production; Minimum Response Time (Ms): 500',
    );
    expect(await canvasNode(page, 'Cloudflare Trigger').innerText()).toContain('Alert Types: Tunnel Health');
    await look(page, 'subtitle');
    await page.context().close();
  });

  it('a webhook that is not delivered is red, with a headline in words', async () => {
    target.answer = { status: 401, body: { error: 'who are you?' } };
    const { page } = await inEditor('Red', [
      start(),
      ours('webhookDelivery', 'Webhook Delivery', 1, {
        parameters: {
          webhookName: 'Chat',
          url: `${target.url}/in`,
          body: 'template',
          bodyTemplate: '{ "text": "hello" }',
        },
      }),
    ]);
    await openPanel(page, 'Webhook Delivery');
    await page.locator('[data-test-id="node-execute-button"]').first().click();
    const output = page.locator('[data-test-id="output-panel"]');
    await output
      .getByText('Webhook "Chat" not delivered: it rejected the authentication (401)')
      .first()
      .waitFor();
    await look(page, 'not-delivered');
    await page.context().close();
  });

  it('an alert is resolved by its ID alone', async () => {
    temperstack.clear();
    const credential = await createTemperstackCredential(n8n, temperstack.integrationUrl, 'Stand-in');
    const { page } = await inEditor('Resolve', [
      start(),
      ours('temperstack', 'Temperstack', 1, {
        parameters: { operation: 'resolve' },
        credentials: { temperstackApi: credential },
      }),
    ]);
    await openPanel(page, 'Temperstack');
    await page
      .locator('[data-test-id="parameter-input-alertId"]')
      .locator('input, textarea')
      .first()
      .fill('checkout');
    await page.locator('[data-test-id="node-execute-button"]').first().click();
    await page.locator('[data-test-id="output-panel"]').getByText('delivery').first().waitFor();
    await look(page, 'resolved-by-id');
    expect(temperstack.alerts()).toMatchObject([{ alert_id: 'checkout', state: 'closed' }]);
    await page.context().close();
  });

  it('as a tool of an agent a node offers Raise and Resolve first, in words for a model', async () => {
    const { webhookId, ...example } = importedExample('ai-agent.json', {});
    expect(webhookId).not.toBe('');
    const { id } = await n8n.createWorkflow(example);
    const page = await openPage(browser, `${n8n.url}/workflow/${id}`, n8n.cookie);
    const panel = await openPanel(page, 'Raise Alert');
    await panel.getByText('Tool Description', { exact: true }).waitFor();
    // Name and ID are the model's to fill in.
    await panel.getByText('Defined automatically by the').nth(1).waitFor();
    await panel.locator('[data-test-id="parameter-input-operation"]').click();
    const offered = page.locator('[data-test-id="parameter-input-item"]:visible');
    await offered.first().waitFor();
    await look(page, 'agent-tool');
    const names = (await offered.allInnerTexts()).map((text) => text.trim().split('\n')[0]);
    expect(names.slice(0, 2)).toEqual(['Raise', 'Resolve']);
    await page.context().close();
  });
});
