import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';

import type { IDataObject } from 'n8n-workflow';

import { createSender, DeliveryError, parseAlert, send, type DeadLetter } from 'alertbridge';
import { createRuntime } from 'alertbridge/node';
import { temperstack } from 'alertbridge/temperstack';
import { createWebhook } from 'alertbridge/webhook';
import { removeJobs, startJob } from '../runner/job.ts';
import { createTemperstackCredential, raiseNode } from '../sandbox/n8n/temperstack.ts';
import { spellingsOf } from '../sandbox/spellings.ts';
import { startTarget, type Target } from '../sandbox/webhook/target.ts';
import { connectedN8n, sharedN8n } from './n8n.ts';

const n8n = connectedN8n();
const runtime = createRuntime({ proxy: false });

/** Marked, and of characters that each way of spelling a text spells otherwise. */
const TOKEN = "b34rer+M4RKED/t0ken='ä&<1>";
const HEADER = 'h34der M4RKED "v4lue" / ü';
const PASSWORD = 'p4ss+M4RKED:w0rd&/é';
const KEY = 'M4RKED-k3y-of-temperstack~7c';
const PIN = '864209753186';
const SECRETS = [TOKEN, HEADER, PASSWORD, KEY, PIN];

let target: Target;
/** What the target answers with all that it was sent, spelt in every way. */
let status = 200;

/** What a request holds of the secrets. */
function shownIn({ path, headers }: { path: string; headers: Record<string, string> }): string[] {
  const sent = JSON.stringify([path, headers]);
  const basic = Buffer.from(headers['authorization']?.replace(/^Basic /, '') ?? '', 'base64').toString();
  return SECRETS.filter(
    (secret) => sent.includes(JSON.stringify(secret).slice(1, -1)) || basic.includes(secret),
  );
}

beforeAll(async () => {
  target = await startTarget();
  target.answer = ({ path, headers }) => {
    const secrets = shownIn({ path, headers });
    seen.push(...secrets);
    return {
      status,
      headers: { 'x-echo': encodeURIComponent(secrets.join(' ')), 'x-path': path },
      body: {
        error: secrets.map((secret) => `no ${secret}`).join(', '),
        echo: secrets.flatMap(spellingsOf),
        numbers: secrets.filter((secret) => /^\d+$/.test(secret)).map(Number),
        ...Object.fromEntries(secrets.map((secret) => [`key ${secret}`, path])),
      },
    };
  };
});
afterAll(async () => {
  removeJobs();
  await runtime.close();
  await target.close();
});

const seen: string[] = [];

/** Where a secret stands in a text, in whatever form; what is not covered stands in SECURITY.md. */
function leaksIn(surface: string, text: string): string[] {
  return SECRETS.flatMap((secret) => [...spellingsOf(secret), secret])
    .filter((spelt) => text.includes(spelt) || text.includes(JSON.stringify(spelt).slice(1, -1)))
    .map((spelt) => `${surface}: ${spelt}`);
}

const alert = parseAlert({ alert_name: 'Checkout is failing', status: 'Alarm', alert_id: 'checkout' });
const integrationUrl = () => `${target.url}/api/integration/webhook/${KEY}`;
const basic = `Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}`;

/** What the library gives and throws, as whoever looks closest sees it. */
async function surfacesOfLibrary(): Promise<Record<string, string>> {
  const limits = { giveUpAfterMs: 1_000, timeoutMs: 5_000 };
  const caught = await send(alert, temperstack({ integrationUrl: integrationUrl() }), runtime, limits).catch(
    (error: unknown) => error,
  );
  expect(caught instanceof DeliveryError).toBe(status !== 200);
  const letters: DeadLetter[] = [];
  const sender = createSender(temperstack({ integrationUrl: integrationUrl() }), runtime, {
    ...limits,
    onGivenUp: (letter) => void letters.push(letter),
  });
  await sender.send({ alert, reporter: '', kind: 'sample' }).catch(() => undefined);
  const invocations = [];
  for (const auth of [
    { type: 'bearer', token: TOKEN },
    { type: 'headers', headers: { 'X-Key': HEADER, 'X-Pin': PIN } },
    { type: 'headers', headers: { Authorization: basic } },
  ] as const) {
    const webhook = createWebhook({ name: 'pager', url: `${target.url}/in`, auth, giveUpAfterMs: 1_000 });
    invocations.push(await webhook.deliver({ alert }, runtime), await webhook.test(runtime));
  }
  const inspected = (value: unknown) =>
    inspect(value, { depth: 20, showHidden: true, maxStringLength: null });
  return {
    'error of the library': inspected(caught),
    'dead letter': JSON.stringify(letters),
    'record of a webhook': JSON.stringify(invocations) + inspected(invocations),
  };
}

async function surfacesOfNodes(): Promise<Record<string, string>> {
  const credentials: [type: string, data: IDataObject, authentication: string][] = [
    ['webhookDeliveryBearerApi', { token: TOKEN }, 'bearer'],
    [
      'webhookDeliveryHeadersApi',
      {
        headers: {
          values: [
            { key: 'X-Key', value: HEADER },
            { key: 'X-Pin', value: PIN },
          ],
        },
      },
      'headers',
    ],
    ['webhookDeliveryBasicApi', { user: 'me', password: PASSWORD }, 'basic'],
  ];
  const stored: string[] = [];
  for (const onError of ['continueErrorOutput', 'stopWorkflow'] as const) {
    for (const [type, data, authentication] of credentials) {
      const credential = await n8n.createCredential(type, type, data);
      const execution = await n8n.runNode({
        type: 'n8n-nodes-alertbridge.webhookDelivery',
        name: 'Webhook Delivery',
        parameters: {
          webhookName: 'pager',
          url: `${target.url}/in`,
          authentication,
          body: 'template',
          bodyTemplate: '{"a":1}',
          options: { giveUpAfter: 1 },
        },
        credentials: { [type]: credential },
        onError,
      });
      stored.push(execution.stored);
    }
    const credential = await createTemperstackCredential(n8n, integrationUrl());
    const execution = await n8n.runNode(raiseNode(credential, onError));
    stored.push(execution.stored);
  }
  return { "n8n's executions": stored.join('\n') };
}

/** All that n8n keeps. Credentials are encrypted there, by n8n itself. */
function surfacesOfN8n(): Record<string, string> {
  const { logFile } = sharedN8n();
  const folder = join(dirname(logFile), '.n8n');
  const files = ['database.sqlite', 'database.sqlite-wal']
    .map((name) => join(folder, name))
    .filter(existsSync);
  expect(files.length).toBeGreaterThan(0);
  return {
    "n8n's log": readFileSync(logFile, 'utf8'),
    "n8n's database": files.map((file) => readFileSync(file, 'utf8')).join('\n'),
  };
}

async function surfacesOfAction(): Promise<Record<string, string>> {
  const job = startJob({
    with: {
      'integration-url': integrationUrl(),
      status: 'Alarm',
      'alert-id': 'checkout',
      'github-token': '',
      'give-up-after': '1',
    },
    env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' },
  });
  const steps = [await job.main('failure'), await job.post('failure')];
  // A mask is how the runner is told of a secret, and it shows none.
  const lines = steps.map(({ stdout }) => stdout.replaceAll(/^::add-mask::.*$/gm, ''));
  return {
    'stdout, debug and annotations of the action': lines.join('\n'),
    'stderr of the action': steps.map(({ stderr }) => stderr).join('\n'),
    'outputs of the action': steps.map(({ outputs }) => JSON.stringify(outputs)).join('\n'),
    'summary of the action': steps.map(({ summary }) => summary).join('\n'),
    'state of the action': JSON.stringify(job.state),
  };
}

describe('a secret', () => {
  it.each([200, 400])(
    'is on no surface, in no form, where the answer is %i and echoes all in every form',
    async (answered) => {
      status = answered;
      const surfaces = {
        ...(await surfacesOfLibrary()),
        ...(await surfacesOfAction()),
        ...(await surfacesOfNodes()),
        ...surfacesOfN8n(),
      };
      // What was looked for has been sent and has come back, or the walk would show nothing.
      expect(new Set(seen)).toEqual(new Set(SECRETS));
      expect(Object.entries(surfaces).flatMap(([surface, text]) => leaksIn(surface, text))).toEqual([]);
      const echoing = ['record of a webhook', "n8n's executions"] as const;
      for (const surface of echoing) expect(surfaces[surface]).toContain('***');
    },
    300_000,
  );
});
