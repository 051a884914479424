import { join } from 'node:path';

import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

import { browserPath } from '../../sandbox/browser.ts';
import { ROOT } from '../../sandbox/n8n/package.ts';

/** Starts this machine's Chromium. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  return await chromium.launch({ ...(executablePath !== null && { executablePath }) });
}

/** How a page is looked at. */
interface View {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

/** Opens a page in a context of its own, logged in where there is a cookie. */
export async function openPage(
  browser: Browser,
  url: string,
  cookie?: string,
  view: View = {},
): Promise<Page> {
  const { width = 1_440, height = 900, colorScheme = 'light' } = view;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  if (cookie !== undefined) {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, domain: new URL(url).hostname, path: '/' }]);
  }
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** A node of a workflow that n8n's editor shows, by its name. */
export function canvasNode(page: Page, name: string): Locator {
  return page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).first();
}

/** Opens a node's panel and waits until it shows its fields. */
export async function openPanel(page: Page, name: string): Promise<Locator> {
  await canvasNode(page, name).dblclick();
  const fields = page.locator('[data-test-id="node-parameters"]').first();
  await fields.locator('[data-test-id="parameter-item"]').first().waitFor();
  return fields;
}

export async function closePanel(page: Page): Promise<void> {
  await page.locator('[data-test-id="ndv-close-button"]').first().click();
  await page.locator('[data-test-id="node-parameters"]').first().waitFor({ state: 'hidden' });
}

/** Saves the workflow that the editor shows, and waits until n8n has it. */
export async function save(page: Page): Promise<void> {
  const saved = page.waitForResponse(
    (response) => response.url().includes('/rest/workflows/') && response.request().method() === 'PATCH',
  );
  await page.keyboard.press('Control+S');
  await saved;
}

/** All that a person can read on a page, what is filled in included, but for passwords, which show dots. */
export async function readable(page: Page): Promise<string> {
  const filledIn = await page
    .locator('input:not([type="password"]), textarea')
    .evaluateAll((fields) => fields.map((field) => (field as unknown as { value: string }).value));
  return [await page.locator('body').innerText(), ...filledIn].join('\n');
}

/** Keeps what the page shows as `.sandbox/e2e/screens/<name>.png`, for a person to look at. */
export async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(ROOT, '.sandbox', 'e2e', 'screens', `${name}.png`) });
}
