import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sample } from 'alertbridge/apicontext';
import pMap from 'p-map';

import { startHttpServer, type HttpServer } from '../test/sandbox/http-server.ts';
import { chainOf, n8nClient, nodeOf, ownerCookie, type N8nClient } from '../test/sandbox/n8n/client.ts';
import { installedN8n } from '../test/sandbox/n8n/install.ts';
import { installCommunityPackage, packed } from '../test/sandbox/n8n/package.ts';
import { startN8n } from '../test/sandbox/n8n/process.ts';
import type { Bench, Measurement } from './run.ts';
import { measureSideBySide, type Contestant } from './side-by-side.ts';

const OWN = 'n8n-nodes-alertbridge.';
const REQUESTS_IN_A_ROUND = 80;
const CONCURRENCY = 20;
const ROUNDS = 5;

/** What an operator can set; the second is what the documents advise. */
const SETTINGS: { name: string; env: Record<string, string>; limits: Record<string, number> }[] = [
  {
    name: 'defaults',
    env: {},
    // As times, so the other way round than as deliveries a second: 1 / 0.65 and so on.
    limits: { http: 1 / 0.65, code: 1 / 0.75, ownHttp: 1 / 0.9, ownCode: 1, filtered: 1 / 1.35 },
  },
  {
    name: 'lazy isolates',
    env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
    limits: { http: 1 / 2.8, code: 1 / 3.1, ownHttp: 1 / 0.9, ownCode: 1, filtered: 1 / 12 },
  },
];

export const bench: Bench = {
  title: `a real n8n with SQLite, ${CONCURRENCY} requests at a time, ms for each event that is dealt with`,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'alertbridge-bench-'));
    try {
      const install = await installedN8n((line) => console.log(line));
      const userFolder = join(folder, 'n8n');
      await installCommunityPackage(await packed(folder), userFolder);
      const measurements: Measurement[] = [];
      for (const setting of SETTINGS) {
        const n8n = await startN8n({ install, userFolder, env: setting.env });
        const target = await startHttpServer(() => ({ body: { ok: true } }));
        try {
          const client = n8nClient(n8n.url, await ownerCookie(n8n.url));
          const contestants = await activated(client, target, setting.name, setting.limits);
          measurements.push(...(await measureSideBySide(contestants, { rounds: ROUNDS, warmUp: 1 })));
        } finally {
          await n8n.stop();
          await target.close();
        }
      }
      return measurements;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The workflows that are compared, active in one n8n. */
async function activated(
  client: N8nClient,
  target: HttpServer,
  setting: string,
  limits: Record<string, number>,
): Promise<Contestant[]> {
  const credential = await client.createCredential(`Temperstack ${randomUUID()}`, 'temperstackApi', {
    method: 'integrationUrl',
    integrationUrl: `${target.url}/api/integration/webhook/key-of-the-bench`,
  });
  const webhook = (path: string) =>
    nodeOf(
      {
        type: 'n8n-nodes-base.webhook',
        typeVersion: 2,
        webhookId: randomUUID(),
        parameters: { httpMethod: 'POST', path },
      },
      'Webhook',
    );
  const request = (body: string) =>
    nodeOf(
      {
        type: 'n8n-nodes-base.httpRequest',
        typeVersion: 4.2,
        parameters: {
          method: 'POST',
          url: `${target.url}/by-hand`,
          sendBody: true,
          specifyBody: 'json',
          jsonBody: body,
        },
      },
      'HTTP Request',
      2,
    );
  const trigger = (parameters: object) =>
    nodeOf(
      {
        type: `${OWN}apiContextTrigger`,
        typeVersion: 2,
        webhookId: randomUUID(),
        parameters: parameters as never,
      },
      'APIContext Trigger',
    );
  const temperstack = nodeOf(
    {
      type: `${OWN}temperstack`,
      parameters: { operation: 'send' },
      credentials: { temperstackApi: credential },
    },
    'Temperstack',
    2,
  );
  const mapped =
    '={{ { alert_name: $json.body.call_meta.name, status: $json.body.result_class === "PASS" ? "OK" : "Alarm", alert_id: $json.body.call_id, alert_priority: "Critical" } }}';
  const code = nodeOf(
    {
      type: 'n8n-nodes-base.code',
      typeVersion: 2,
      parameters: {
        jsCode:
          'return $input.all().map(({ json: { body } }) => ({ json: { alert_name: body.call_meta.name, status: body.result_class === "PASS" ? "OK" : "Alarm", alert_id: body.call_id, alert_priority: "Critical" } }));',
      },
    },
    'Code',
    1,
  );
  const flows = {
    trigger: [trigger({}), temperstack],
    webhookHttp: [webhook(randomUUID()), request(mapped)],
    webhookCodeHttp: [webhook(randomUUID()), code, request('={{ $json }}')],
    webhookAlertFromEvent: [
      webhook(randomUUID()),
      nodeOf({ type: `${OWN}alertFromEvent`, parameters: {} }, 'Alert From Event', 1),
      temperstack,
    ],
    triggerFiltered: [trigger({ filters: { callIds: ['another'] } }), temperstack],
    webhookIf: [
      webhook(randomUUID()),
      nodeOf(
        {
          type: 'n8n-nodes-base.if',
          typeVersion: 2,
          parameters: {
            conditions: {
              options: { version: 1, caseSensitive: true, leftValue: '', typeValidation: 'loose' },
              combinator: 'and',
              conditions: [
                {
                  id: randomUUID(),
                  leftValue: '={{ $json.body.call_id }}',
                  rightValue: 'another',
                  operator: { type: 'string', operation: 'equals' },
                },
              ],
            },
          },
        },
        'If',
        1,
      ),
      request('={{ $json.body }}'),
    ],
  };
  const urls = new Map<string, string>();
  for (const [name, nodes] of Object.entries(flows)) {
    const workflow = await client.createWorkflow({
      name: `${name} (${setting})`,
      ...chainOf(nodes),
    } as never);
    await client.activate(workflow);
    const [first] = nodes;
    const path = name.startsWith('trigger')
      ? `${first?.webhookId ?? ''}/apicontext`
      : (first?.parameters['path'] as string);
    urls.set(name, client.webhookUrl(path));
  }
  let number = 0;
  /** ms for each of a round's events until the last one is dealt with. */
  const timePer = async (flow: string, delivers: boolean) => {
    const url = urls.get(flow) ?? '';
    // Each call fails and passes in turn, so that each result changes something.
    const round = number++;
    const results = Array.from({ length: REQUESTS_IN_A_ROUND }, (_, index) =>
      sample(round % 2 === 0 ? 'FAIL' : 'PASS', {
        call_id: `${flow}-${index}`,
        result_id: randomUUID(),
        start_time: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
      }),
    );
    const startedAt = performance.now();
    const before = total(target);
    await pMap(
      results,
      async (result) => {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(result),
        });
        if (!response.ok) throw new Error(`${flow}: ${response.status} ${await response.text()}`);
        await response.arrayBuffer();
      },
      { concurrency: CONCURRENCY },
    );
    while (delivers && total(target) - before < REQUESTS_IN_A_ROUND)
      await new Promise((done) => setTimeout(done, 5));
    return (performance.now() - startedAt) / REQUESTS_IN_A_ROUND;
  };
  const rounds = new Map<string, number>();
  const contestant = (
    flow: string,
    name: string,
    delivers: boolean,
    against?: { name: string; limit?: number },
  ): Contestant => ({
    name: `${name} (${setting})`,
    measure: async () => {
      // Own parity for each flow: FAIL, PASS, FAIL …
      number = rounds.get(flow) ?? 0;
      const value = await timePer(flow, delivers);
      rounds.set(flow, number);
      return value;
    },
    ...(against && { against: { ...against, name: `${against.name} (${setting})` } }),
  });
  const limit = (name: string) => {
    const value = limits[name];
    return value === undefined ? {} : { limit: value };
  };
  const HTTP = 'Webhook → HTTP Request';
  const CODE = 'Webhook → Code → HTTP Request';
  const IF = 'Webhook → If';
  return [
    contestant('webhookHttp', HTTP, true),
    contestant('webhookCodeHttp', CODE, true),
    contestant('trigger', 'APIContext Trigger → Temperstack', true, { name: HTTP, ...limit('http') }),
    contestant('webhookAlertFromEvent', 'Webhook → Alert From Event → Temperstack', true, {
      name: HTTP,
      ...limit('ownHttp'),
    }),
    contestant('webhookIf', IF, false),
    contestant('triggerFiltered', 'APIContext Trigger, filtered', false, { name: IF, ...limit('filtered') }),
  ];
}

const counted = new WeakMap<HttpServer, { count: number }>();

/** How many requests a server has had in all; it keeps the latest thousand alone. */
function total(server: HttpServer): number {
  let counter = counted.get(server);
  if (counter === undefined) {
    counter = { count: server.requests.length };
    const { requests } = server;
    const push = requests.push.bind(requests);
    const own = counter;
    requests.push = (...items) => {
      own.count += items.length;
      return push(...items);
    };
    counted.set(server, counter);
  }
  return counter.count;
}
