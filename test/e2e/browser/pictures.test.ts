import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';
import type { Browser, Locator, Page } from 'playwright-core';

import { importedExample } from '../../sandbox/example.ts';
import { nodeOf, type Credential } from '../../sandbox/n8n/client.ts';
import { ROOT } from '../../sandbox/n8n/package.ts';
import { createTemperstackCredential } from '../../sandbox/n8n/temperstack.ts';
import { postJson } from '../../sandbox/post-json.ts';
import { startTemperstack, type Temperstack } from '../../sandbox/temperstack/server.ts';
import { connectedN8n } from '../n8n.ts';
import { canvasNode, closePanel, openPage, openPanel, readable, startBrowser } from './page.ts';

/** `npm run pictures` makes the pictures of the docs from these. */
const FOLDER = join(ROOT, '.sandbox', 'e2e', 'pictures');
const SECRETS = ['picture-key-6b1d', 'picture-token-93fe', 'picture-secret-27aa'];

const n8n = connectedN8n();
let browser: Browser;
let temperstack: Temperstack;
let credentials: Record<'temperstackApi' | 'cloudflareNotificationsApi', Credential>;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  browser = await startBrowser();
  const [apiKey = '', apiToken = ''] = SECRETS;
  temperstack = await startTemperstack({ apiKey });
  credentials = {
    temperstackApi: await createTemperstackCredential(n8n, temperstack.integrationUrl, 'On-call service'),
    cloudflareNotificationsApi: await n8n.createCredential('Acme', 'cloudflareNotificationsApi', {
      apiToken,
    }),
  };
});
afterAll(async () => {
  await Promise.all([browser.close(), temperstack.close()]);
});

/** Keeps a part of a page as a picture, after a look at whether anything secret can be read on it. */
async function picture(page: Page, part: Locator | Page, name: string): Promise<void> {
  const text = await readable(page);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  await part.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
}

interface Panel {
  file: string;
  name: string;
  node: Pick<INode, 'type' | 'parameters'> & Partial<INode>;
}

const type = (name: string) => `n8n-nodes-alertbridge.${name}`;

/** Every node's panel, with the settings that its docs are about. */
const PANELS: readonly Panel[] = [
  {
    file: 'apicontext-trigger',
    name: 'APIContext Trigger',
    node: {
      type: type('apiContextTrigger'),
      typeVersion: 2,
      parameters: { filters: { includeTags: ['production'] }, policy: { raiseAt: 2 } },
    },
  },
  {
    file: 'apono-trigger',
    name: 'Apono Trigger',
    node: {
      type: type('aponoTrigger'),
      typeVersion: 2,
      parameters: { filters: { events: ['integration', 'access-request'] } },
    },
  },
  {
    file: 'cloudflare-trigger',
    name: 'Cloudflare Trigger',
    node: {
      type: type('cloudflareTrigger'),
      typeVersion: 2,
      parameters: { setup: 'byHand', secret: SECRETS[2] ?? '' },
    },
  },
  {
    file: 'alert-from-event',
    name: 'Alert From Event',
    node: { type: type('alertFromEvent'), parameters: { source: 'github', mapping: {} } },
  },
  {
    file: 'temperstack',
    name: 'Temperstack',
    node: {
      type: type('temperstack'),
      parameters: {
        operation: 'raise',
        alertName: 'Checkout is failing',
        alertId: 'checkout-eu',
        description:
          'Orders are answered 503 since 02:11. First look: the dashboard of the payment provider.',
      },
    },
  },
  {
    file: 'webhook-delivery',
    name: 'Webhook Delivery',
    node: {
      type: type('webhookDelivery'),
      parameters: {
        webhookName: 'Chat of the on-call team',
        url: 'https://hooks.example.com/on-call',
        body: 'template',
      },
    },
  },
  {
    file: 'cloudflare-webhook-destination',
    name: 'Cloudflare Webhook Destination',
    node: {
      type: type('cloudflareDestination'),
      parameters: {
        account: { __rl: true, mode: 'id', value: '9035f53656c247e895c5a6939ae8a0e0' },
        name: 'On call',
        url: 'https://n8n.example.com/webhook/cloudflare',
        secret: SECRETS[2] ?? '',
      },
    },
  },
];

const SCHEMES = ['light', 'dark'] as const;
const fileOf = (name: string, colorScheme: 'light' | 'dark') =>
  colorScheme === 'dark' ? `${name}.dark` : name;

describe.each(SCHEMES)('a picture in %s', (colorScheme) => {
  it('of each node’s panel', async () => {
    const nodes = PANELS.map(({ file, name, node }, row) => {
      const used = Object.entries(credentials).filter(([credential]) => isFor(node.type, credential));
      return nodeOf(
        { webhookId: file, credentials: Object.fromEntries(used), position: [0, row * 200], ...node },
        name,
      );
    });
    const { id } = await n8n.createWorkflow({ name: 'Panels', nodes, connections: {} });
    const view = { width: 1_440, height: 1_000, colorScheme };
    const page = await openPage(browser, `${n8n.url}/workflow/${id}`, n8n.cookie, view);
    for (const { file, name } of PANELS) {
      await openPanel(page, name);
      // The closest part of the page that holds both the tabs and the fields.
      const panel = page
        .locator('[data-test-id="tab-params"]')
        .first()
        .locator('xpath=ancestor::div[.//*[@data-test-id="node-parameters"]][1]');
      await page.mouse.move(0, 0);
      await page.waitForTimeout(300);
      await picture(page, panel, fileOf(file, colorScheme));
      await closePanel(page);
    }
    await page.context().close();
  });

  it('of a flow', async () => {
    const { webhookId, ...example } = importedExample('fan-out.json', {
      Temperstack: [credentials.temperstackApi],
    });
    expect(webhookId).not.toBe('');
    const { id } = await n8n.createWorkflow(example);
    const view = { width: 1_200, height: 860, colorScheme };
    const page = await openPage(browser, `${n8n.url}/workflow/${id}`, n8n.cookie, view);
    await canvasNode(page, 'Temperstack').waitFor();
    await page.locator('[data-test-id="zoom-to-fit"]').click();
    await page.waitForTimeout(500);
    await picture(page, page.locator('[data-test-id="canvas-wrapper"]'), fileOf('flow-in-n8n', colorScheme));
    await page.context().close();
  });

  it('of what arrives', async () => {
    temperstack.clear();
    temperstack.offerTries(async () => []);
    const { pinData } = importedExample('apicontext-to-temperstack.json', {});
    const alert = pinData?.['APIContext Trigger']?.[0]?.json['alert'] ?? {};
    const apono = importedExample('apono-to-temperstack.json', {}).pinData?.['Apono Trigger']?.[0]?.json[
      'alert'
    ];
    for (const body of [
      { ...(apono as object) },
      { ...(apono as object), status: 'OK' },
      { ...(alert as object) },
      { ...(alert as object) },
    ]) {
      const { status } = await postJson(temperstack.integrationUrl, JSON.stringify(body));
      expect(status).toBe(200);
    }
    const page = await openPage(browser, temperstack.url, undefined, {
      width: 1_060,
      height: 720,
      colorScheme,
    });
    await page.locator('[data-alert-id]').nth(1).waitFor();
    await picture(page, page, fileOf('what-arrives', colorScheme));
    await page.context().close();
  });
});

function isFor(nodeType: string, credential: string): boolean {
  return credential === 'temperstackApi'
    ? nodeType === type('temperstack')
    : nodeType === type('cloudflareDestination');
}
