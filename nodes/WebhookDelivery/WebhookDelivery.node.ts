import {
  NodeConnectionTypes,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { createWebhook, redactedInvocation, type Invocation, type Webhook } from 'alertbridge/webhook';

import { sample as sampleAponoEvent } from 'alertbridge/apono';
import {
  concurrencyProperty,
  DEFAULT_CONCURRENCY,
  DEFAULT_GIVE_UP_AFTER_SECONDS,
  giveUpAfterProperty,
} from '../host/delivery-options.ts';
import { eachItem } from '../host/each-item.ts';
import { nodeError } from '../host/errors.ts';
import { sleep, transportOf } from '../host/transport.ts';
import {
  authOf,
  bearerCredentialTest,
  credentialTypeOf,
  headersCredentialTest,
  tokensIn,
} from './authentication.ts';
import { definitionOfNode, definitionProperties } from './definition-properties.ts';

const DELIVERED = 0;
const NOT_DELIVERED = 1;

interface Options {
  concurrency?: number;
  outputUnsent?: boolean;
  giveUpAfter?: number;
}

export class WebhookDelivery implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Webhook Delivery',
    name: 'webhookDelivery',
    icon: { light: 'file:webhook.svg', dark: 'file:webhook.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle:
      '={{ $parameter["operation"] === "test" ? "Test" : "Deliver" }}: {{ $parameter["webhookName"] }}',
    description:
      'Send events to any URL as a webhook: template, filters, authentication, retries, checks on the response',
    defaults: { name: 'Webhook Delivery' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
    outputNames: ['Delivered', 'Not Delivered'],
    credentials: [
      {
        name: 'webhookDeliveryBearerApi',
        required: true,
        testedBy: 'bearerCredentialTest',
        displayOptions: { show: { authentication: ['bearer'] } },
      },
      {
        name: 'webhookDeliveryHeadersApi',
        required: true,
        testedBy: 'headersCredentialTest',
        displayOptions: { show: { authentication: ['headers'] } },
      },
      {
        name: 'webhookDeliveryOAuth2Api',
        required: true,
        displayOptions: { show: { authentication: ['oauth2'] } },
      },
    ],
    properties: [
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        options: [
          {
            name: 'Deliver',
            value: 'deliver',
            description: 'Send each event that the filters let through',
            action: 'Deliver an event',
          },
          {
            name: 'Test',
            value: 'test',
            description:
              'Send one mock event, whatever status and filters say, and show request and response',
            action: 'Test the webhook',
          },
        ],
        default: 'deliver',
      },
      {
        displayName: 'Event',
        name: 'event',
        type: 'json',
        required: true,
        default: '={{ $json }}',
        description: 'What the placeholders of the body template and the filters look into',
        displayOptions: { show: { operation: ['deliver'] } },
      },
      ...definitionProperties,
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add Option',
        default: {},
        displayOptions: { show: { operation: ['deliver'] } },
        options: [
          concurrencyProperty,
          {
            displayName: 'Output Inactive and Filtered Events',
            name: 'outputUnsent',
            type: 'boolean',
            default: false,
            description:
              'Whether events that were not to be sent go to the output Not Delivered too, with the reason',
          },
          giveUpAfterProperty,
        ],
      },
    ],
  };

  methods = { credentialTest: { bearerCredentialTest, headersCredentialTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const isTest = this.getNodeParameter('operation', 0) === 'test';
    const { concurrency = DEFAULT_CONCURRENCY, outputUnsent = false } = this.getNodeParameter(
      'options',
      0,
      {},
    ) as Options;
    const webhooks = new Map<string, Webhook>();
    const outcomes = await eachItem(
      this,
      // A test is one test, however many items ask for it.
      { items: isTest ? 1 : this.getInputData().length, concurrency },
      async (itemIndex) => await invocationOf(this, itemIndex, { isTest, webhooks }),
      (failure, itemIndex) => ({
        error: nodeError(this.getNode(), failure, itemIndex, () => ''),
        details: {},
      }),
    );
    const outputs: INodeExecutionData[][] = [[], []];
    for (const [item, outcome] of outcomes.entries()) {
      const output = 'result' in outcome ? outputOf(outcome.result, outputUnsent) : NOT_DELIVERED;
      const json = 'result' in outcome ? (outcome.result as unknown as IDataObject) : outcome.failed;
      if (output !== null) outputs[output]?.push({ json, pairedItem: { item } });
    }
    return outputs;
  }
}

function outputOf({ outcome }: Invocation, outputUnsent: boolean): number | null {
  if (outcome === 'delivered') return DELIVERED;
  return !(outcome === 'inactive' || outcome === 'filtered') || outputUnsent ? NOT_DELIVERED : null;
}

async function invocationOf(
  functions: IExecuteFunctions,
  itemIndex: number,
  { isTest, webhooks }: { isTest: boolean; webhooks: Map<string, Webhook> },
): Promise<Invocation> {
  const { authentication, ...settings } = definitionOfNode(functions, itemIndex);
  const credentialType = credentialTypeOf(authentication);
  const credential = async () =>
    credentialType === undefined ? {} : await functions.getCredentials(credentialType, itemIndex);
  const { giveUpAfter = DEFAULT_GIVE_UP_AFTER_SECONDS } = functions.getNodeParameter(
    'options',
    itemIndex,
    {},
  ) as Options;
  const definition = {
    ...settings,
    giveUpAfterMs: giveUpAfter * 1000,
    auth: authOf(authentication, await credential()),
  };
  // A webhook is made ready once for all items that have the same one.
  const key = JSON.stringify(definition);
  const webhook = webhooks.get(key) ?? createWebhook(definition, { transportAuthenticates: true });
  webhooks.set(key, webhook);

  const options = {
    transport: transportOf(functions, credentialType, { refreshesToken: authentication === 'oauth2' }),
    sleep,
    signal: functions.getExecutionCancelSignal(),
  };
  const invocation = isTest
    ? await webhook.test({ ...options, event: sampleAponoEvent() })
    : await webhook.deliver(eventOf(functions, itemIndex), options);
  // n8n fetches OAuth tokens while it sends, so what they are is known only now.
  return redactedInvocation(invocation, tokensIn(await credential()));
}

function eventOf(functions: IExecuteFunctions, itemIndex: number): unknown {
  const event = functions.getNodeParameter('event', itemIndex) as unknown;
  if (typeof event !== 'string') return event;
  try {
    return JSON.parse(event);
  } catch {
    return event;
  }
}
