import { randomUUID } from 'node:crypto';

import type { INode, INodeParameters } from 'n8n-workflow';

import { chainOf, nodeOf, type Credential, type N8nClient } from '../../test/sandbox/n8n/client.ts';
import { createTemperstackCredential, sendNode } from '../../test/sandbox/n8n/temperstack.ts';

const OWN = 'n8n-nodes-alertbridge.';

/** What is compared: each is a workflow that starts with a webhook. */
export const FLOWS = [
  'http',
  'code',
  'trigger',
  'ownWebhook',
  'filtered',
  'held',
  'if',
  'quorum',
  'batch',
  'batchHttp',
] as const;
export type Flow = (typeof FLOWS)[number];

/** As the figures name them. */
export const TITLES: Record<Flow, string> = {
  http: 'Webhook → HTTP Request',
  code: 'Webhook → Code → HTTP Request',
  trigger: 'APIContext Trigger → Temperstack',
  ownWebhook: 'Webhook → Alert From Event → Temperstack',
  filtered: 'APIContext Trigger, filtered out',
  held: 'APIContext Trigger, held because nothing changes',
  if: 'Webhook → If',
  quorum: 'APIContext Trigger → Temperstack',
  batch: 'Temperstack, 100 alerts in one execution',
  batchHttp: 'HTTP Request with 100 items',
};

/** Where each flow's events are posted to, once all are active in one n8n. */
export async function activeFlows(
  client: N8nClient,
  targetUrl: string,
  flows: readonly Flow[],
): Promise<Map<Flow, string>> {
  const credential = await createTemperstackCredential(
    client,
    `${targetUrl}/api/integration/webhook/key-of-the-bench`,
    `Temperstack ${randomUUID()}`,
  );
  const urls = new Map<Flow, string>();
  for (const flow of flows) {
    const nodes = nodesOf(flow, targetUrl, credential);
    const workflow = await client.createWorkflow({ name: flow, ...chainOf(nodes) });
    await client.activate(workflow);
    const [first] = nodes;
    const path = first?.type.startsWith(OWN)
      ? `${first.webhookId ?? ''}/apicontext`
      : (first?.parameters['path'] as string);
    urls.set(flow, client.webhookUrl(path));
  }
  return urls;
}

const ALERT_OF_BODY =
  '{ alert_name: body.call_meta.name, status: body.result_class === "PASS" ? "OK" : "Alarm", alert_id: body.call_id, alert_priority: "Critical" }';

function nodesOf(flow: Flow, targetUrl: string, credential: Credential): INode[] {
  const request = (jsonBody: string, column: number) =>
    nodeOf(
      {
        type: 'n8n-nodes-base.httpRequest',
        typeVersion: 4.2,
        parameters: {
          method: 'POST',
          url: `${targetUrl}/by-hand`,
          sendBody: true,
          specifyBody: 'json',
          jsonBody,
        },
      },
      'HTTP Request',
      column,
    );
  const mapped = `={{ ${ALERT_OF_BODY.replaceAll('body.', '$json.body.')} }}`;
  switch (flow) {
    case 'http':
      return [webhook(), request(mapped, 1)];
    case 'code':
      return [webhook(), code(), request('={{ $json }}', 2)];
    case 'trigger':
      return [trigger({}), sendNode(credential, 1)];
    case 'ownWebhook':
      return [
        webhook(),
        nodeOf({ type: `${OWN}alertFromEvent`, parameters: {} }, 'Alert From Event', 1),
        sendNode(credential, 2),
      ];
    case 'filtered':
      return [trigger({ filters: { callIds: ['another'] } }), sendNode(credential, 1)];
    case 'held':
      return [trigger({}), sendNode(credential, 1)];
    case 'if':
      return [webhook(), ifAnother(), request('={{ $json.body }}', 2)];
    case 'quorum':
      return [trigger({ policy: { raiseAt: 2 } }), sendNode(credential, 1)];
    case 'batch':
      return [webhook(), splitOut(), sendNode(credential, 2)];
    case 'batchHttp':
      return [webhook(), splitOut(), request('={{ $json }}', 2)];
  }
}

function webhook(): INode {
  const path = randomUUID();
  return nodeOf(
    {
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2,
      webhookId: path,
      parameters: { httpMethod: 'POST', path },
    },
    'Webhook',
  );
}

function trigger(parameters: INodeParameters): INode {
  return nodeOf(
    { type: `${OWN}apiContextTrigger`, typeVersion: 2, webhookId: randomUUID(), parameters },
    'APIContext Trigger',
  );
}

function code(): INode {
  return nodeOf(
    {
      type: 'n8n-nodes-base.code',
      typeVersion: 2,
      parameters: {
        jsCode: `return $input.all().map(({ json: { body } }) => ({ json: ${ALERT_OF_BODY} }));`,
      },
    },
    'Code',
    1,
  );
}

/** Lets nothing of what is sent through. */
function ifAnother(): INode {
  return nodeOf(
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
  );
}

function splitOut(): INode {
  return nodeOf(
    {
      type: 'n8n-nodes-base.splitOut',
      typeVersion: 1,
      parameters: { fieldToSplitOut: 'body.alerts', options: {} },
    },
    'Split Out',
    1,
  );
}
