import type { Browser } from 'playwright-core';

import { importedExample } from '../../sandbox/example.ts';
import { createTemperstackCredential } from '../../sandbox/n8n/temperstack.ts';
import { postJson } from '../../sandbox/post-json.ts';
import { startTemperstack, type Temperstack } from '../../sandbox/temperstack/server.ts';
import { connectedN8n } from '../n8n.ts';
import { look, openPage, startBrowser } from './page.ts';

const n8n = connectedN8n();
let browser: Browser;
let temperstack: Temperstack;

beforeAll(async () => {
  temperstack = await startTemperstack();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await temperstack.close();
});

describe('in a browser', () => {
  it('shows the example workflow in n8n’s editor with both nodes, their icons and their parameters', async () => {
    const credential = await createTemperstackCredential(
      n8n,
      temperstack.integrationUrl,
      'Stand-in Temperstack',
    );
    const { webhookId, ...example } = importedExample('apicontext-to-temperstack.json', {
      Temperstack: [credential],
    });
    const { id } = await n8n.createWorkflow(example);
    const page = await openPage(browser, `${n8n.url}/workflow/${id}`, n8n.cookie);

    const nodes = page.locator('[data-test-id="canvas-node"]');
    await nodes.filter({ hasText: 'Temperstack' }).first().waitFor();
    await look(page, 'example-workflow');
    const texts = (await nodes.allInnerTexts()).join('\n');
    expect(texts).toContain('APIContext Trigger');
    expect(texts).toContain('Temperstack\nSend');
    expect(await page.getByText(/unknown node|unrecognized node|install this node/i).count()).toBe(0);
    for (const icon of ['apicontext', 'temperstack']) {
      const image = page.locator(`[data-test-id="canvas-node"] img[src*="${icon}"]`).first();
      expect(await image.evaluate((img: { naturalWidth: number }) => img.naturalWidth)).toBeGreaterThan(0);
    }

    await nodes.filter({ hasText: 'APIContext Trigger' }).dblclick();
    await page.getByText('Webhook URLs', { exact: true }).click();
    await page.getByText(new RegExp(`/webhook-test/${webhookId}/apicontext`)).waitFor();
    await page.getByText('Alarm Policy').first().waitFor();
    await look(page, 'apicontext-trigger');
    await page.keyboard.press('Escape');
    await nodes.filter({ hasText: 'Temperstack' }).last().dblclick();
    await page.locator('[data-test-id="parameter-input-operation"]').waitFor();
    await look(page, 'temperstack-node');
    await page.context().close();
  });

  it('shows alerts on the stand-in’s page as they open and close', async () => {
    temperstack.clear();
    const page = await openPage(browser, temperstack.url);
    await page.getByText('No alerts yet').waitFor();
    const send = async (body: object) =>
      await fetch(temperstack.integrationUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });

    await send({
      alert_name: 'Orders <b>fail</b>',
      status: 'Alarm',
      alert_id: 'a',
      alert_priority: 'Critical',
    });
    const card = page.locator('[data-alert-id="a"]');
    await card.getByText('Orders <b>fail</b>').waitFor();
    await card.getByText('open · Critical').waitFor();
    await card.getByText('One request, one page').waitFor();
    await send({ alert_name: 'Orders <b>fail</b>', status: 'Alarm', alert_id: 'a' });
    await card.getByText('2 requests with the same alert_id, one page').waitFor();
    await send({ alert_name: 'Orders <b>fail</b>', status: 'OK', alert_id: 'a' });
    await card.getByText('closed', { exact: true }).waitFor();
    await send({ alert_name: 'no status' });
    await page.getByText('status is required').waitFor();
    await look(page, 'temperstack');
    await page.context().close();
  });

  it('has on the stand-in’s page what is open first, and buttons that send a result', async () => {
    temperstack.clear();
    const page = await openPage(browser, temperstack.url);
    const fail = page.getByRole('button', { name: 'Send a failing result' });
    await page.getByText('No alerts yet').waitFor();
    expect(await fail.isDisabled()).toBe(true);
    temperstack.offerTries(async (resultClass) => {
      const body = { alert_name: 'Mine', status: resultClass === 'FAIL' ? 'Alarm' : 'OK', alert_id: 'mine' };
      const { status } = await postJson(temperstack.integrationUrl, JSON.stringify(body));
      return [`${resultClass}: ${status}`];
    });
    const older = { alert_name: 'Older', status: 'Alarm', alert_id: 'older' };
    await postJson(temperstack.integrationUrl, JSON.stringify(older));
    await fail.click();
    await page.getByText('FAIL: 200').waitFor();
    await page.locator('#open-alerts [data-alert-id="mine"]').waitFor();
    await page.getByRole('button', { name: 'Send a passing result' }).click();
    await page.locator('#closed-alerts [data-alert-id="mine"]').waitFor();
    const order = await page
      .locator('[data-alert-id]')
      .evaluateAll((cards) =>
        (cards as unknown as { dataset: { alertId: string } }[]).map(({ dataset }) => dataset.alertId),
      );
    expect(order).toEqual(['older', 'mine']);
    await page.context().close();
  });

  it('fits the stand-in’s page on a phone, without a sideways scroll', async () => {
    temperstack.clear();
    const long = 'apicontext:'.padEnd(160, 'x');
    const alert = { alert_name: long, status: 'Alarm', alert_id: long, description: `${long}\n${long}` };
    await postJson(temperstack.integrationUrl, JSON.stringify(alert));
    const page = await openPage(browser, temperstack.url, undefined, { width: 375, height: 812 });
    await page.locator('[data-alert-id]').waitFor();
    await look(page, 'temperstack-phone');
    const widths = await page
      .locator('html')
      .evaluate((html: { scrollWidth: number; clientWidth: number }) => [html.scrollWidth, html.clientWidth]);
    expect(widths).toEqual([375, 375]);
    await page.context().close();
  });
});
