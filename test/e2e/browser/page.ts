import { join } from 'node:path';

import { chromium, type Browser, type Page } from 'playwright-core';

import { browserPath } from '../../sandbox/browser.ts';
import { ROOT } from '../../sandbox/n8n/package.ts';

/** Starts this machine's Chromium. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  return await chromium.launch({ ...(executablePath !== null && { executablePath }) });
}

/** Opens a page in a context of its own, logged in where there is a cookie. */
export async function openPage(browser: Browser, url: string, cookie?: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  if (cookie !== undefined) {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, domain: new URL(url).hostname, path: '/' }]);
  }
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Keeps what the page shows as `.sandbox/e2e/screens/<name>.png`, for a person to look at. */
export async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(ROOT, '.sandbox', 'e2e', 'screens', `${name}.png`) });
}
