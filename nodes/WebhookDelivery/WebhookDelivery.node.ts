import {
  NodeConnectionTypes,
  type ICredentialDataDecryptedObject,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { attemptsOf } from 'alertbridge';
import { createWebhook, redactedInvocation, type Invocation, type Webhook } from 'alertbridge/webhook';

import { DEFAULT_CONCURRENCY } from '../host/delivery-options.ts';
import { eachItem, operationNamed, type Failure, type Work } from '../host/each-item.ts';
import { apiError, byLabels, nodeError, withContext } from '../host/errors.ts';
import { heldBecause, messageIn } from '../host/message.ts';
import { PAUSES } from '../host/pauses.ts';
import { sleep, transportOf } from '../host/transport.ts';
import {
  authOf,
  basicCredentialTest,
  bearerCredentialTest,
  credentialTypeOf,
  headersCredentialTest,
  secretsIn,
  signingCredentialTest,
  SIGNING_CREDENTIAL,
  textIn,
  type Authentication,
} from './authentication.ts';
import { definitionOf, type WebhookOptions } from './definition.ts';
import { NotDelivered, resultOf, whatFailed, whyNotDelivered } from './failure.ts';
import { readEvent, readTestEvent } from './operations.ts';
import { LABELS, properties } from './properties.ts';

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
      'Send alerts and events to any URL as a webhook, with templates, filters, authentication, retries and response checks',
    defaults: { name: 'Webhook Delivery' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'webhookDeliveryBasicApi',
        required: true,
        testedBy: 'basicCredentialTest',
        displayOptions: { show: { authentication: ['basic'] } },
      },
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
      {
        name: 'webhookDeliverySigningApi',
        required: true,
        testedBy: 'signingCredentialTest',
        displayOptions: { show: { signDeliveries: [true] } },
      },
    ],
    properties,
  };

  methods = {
    credentialTest: {
      basicCredentialTest,
      bearerCredentialTest,
      headersCredentialTest,
      signingCredentialTest,
    },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    if (this.getInputData().length === 0) return [[]];
    const { concurrency = DEFAULT_CONCURRENCY } = optionsOf(this, 0);
    const run = operationNamed(RUN_OPERATION, this.getNodeParameter('operation', 0));
    const webhooks = createWebhooks(this);
    const items = await eachItem(
      this,
      { work: run.work(this), concurrency },
      async ({ itemIndex }) => await run.act(this, itemIndex, webhooks),
      (failure, { itemIndex }) => failureOf(this, failure, itemIndex),
    );
    return [items];
  }
}

interface Operation {
  work: (functions: IExecuteFunctions) => Work[];
  act: (functions: IExecuteFunctions, itemIndex: number, webhooks: Webhooks) => Promise<IDataObject>;
}

const RUN_OPERATION: Record<string, Operation> = {
  deliver: {
    work: (functions) => functions.getInputData().map((_item, itemIndex) => ({ itemIndex })),
    act: deliverItem,
  },
  // A test is one test, however many items ask for it.
  test: { work: () => [{ itemIndex: 0 }], act: testWebhook },
};

async function deliverItem(
  functions: IExecuteFunctions,
  itemIndex: number,
  webhooks: Webhooks,
): Promise<IDataObject> {
  const { sendHeld = false } = optionsOf(functions, itemIndex);
  const event = readEvent(functions, itemIndex);
  const held = sendHeld ? undefined : heldBecause(messageIn(event) ?? {});
  const about = aboutOf(functions, itemIndex);
  if (held !== undefined) return { sent: false, reason: held, ...about };
  const { webhook, runtime, shown } = await webhooks.of(itemIndex);
  return { ...resultOf(await shown(await webhook.deliver(event, runtime))), ...about };
}

async function testWebhook(
  functions: IExecuteFunctions,
  itemIndex: number,
  webhooks: Webhooks,
): Promise<IDataObject> {
  const event = readTestEvent(functions);
  const { webhook, runtime, shown } = await webhooks.of(itemIndex);
  return resultOf(await shown(await webhook.test({ ...runtime, event })));
}

type Webhooks = ReturnType<typeof createWebhooks>;

/** The webhooks of one execution: those of items that say the same are one, and each credential is decrypted once. */
function createWebhooks(functions: IExecuteFunctions) {
  const credentials = new Map<string, Promise<ICredentialDataDecryptedObject>>();
  const ready = new Map<string, Webhook>();
  const credentialOf = async (type: string) => {
    const known = credentials.get(type) ?? functions.getCredentials(type);
    credentials.set(type, known);
    return await known;
  };
  return {
    async of(itemIndex: number) {
      const authentication = functions.getNodeParameter('authentication', itemIndex) as Authentication;
      const type = credentialTypeOf(authentication);
      const credential = type === undefined ? {} : await credentialOf(type);
      const isSigned = functions.getNodeParameter('signDeliveries', itemIndex, false) === true;
      const definition = {
        ...definitionOf(functions, itemIndex),
        ...(isSigned && { signingSecret: textIn(await credentialOf(SIGNING_CREDENTIAL), 'signingSecret') }),
      };
      const isOAuth = authentication === 'oauth2';
      const key = JSON.stringify([authentication, definition]);
      const webhook =
        ready.get(key) ??
        byLabels(LABELS, () =>
          createWebhook(
            { ...definition, auth: authOf(authentication, credential) },
            // n8n fetches OAuth tokens and keeps them.
            { transportAuthenticates: isOAuth },
          ),
        );
      ready.set(key, webhook);
      return {
        webhook,
        runtime: {
          transport: isOAuth
            ? transportOf(functions, type, { refreshesToken: true })
            : transportOf(functions),
          sleep,
          signal: functions.getExecutionCancelSignal(),
          pauses: PAUSES,
          secrets: secretsIn(credential),
        },
        /** Without the token that n8n fetched while it sent: what it is is known only now. */
        shown: async (invocation: Invocation) =>
          isOAuth && type !== undefined
            ? redactedInvocation(invocation, secretsIn(await functions.getCredentials(type, itemIndex)))
            : invocation,
      };
    },
  };
}

function failureOf(functions: IExecuteFunctions, failure: unknown, itemIndex: number): Failure {
  const invocation = failure instanceof NotDelivered ? failure.invocation : undefined;
  const error =
    invocation === undefined
      ? nodeError(functions.getNode(), failure, itemIndex, {
          what: whatFailed({ test: functions.getNodeParameter('operation', 0) === 'test' }),
        })
      : apiError(functions.getNode(), {
          ...whyNotDelivered(invocation),
          status: invocation.response?.status ?? null,
          itemIndex,
        });
  const details = {
    sent: false,
    ...invocation,
    // All that it takes to send it again as it is.
    ...messageOf(functions, itemIndex),
    // Where not even the webhook could be made, its name is not to be relied on.
    destination: invocation?.name ?? functions.getNode().name,
    reason: error.message,
    attempts: [],
    ...(invocation?.delivery && attemptsOf(invocation.delivery)),
    givenUpAt: Date.now(),
  } as unknown as IDataObject;
  if (invocation === undefined) return { error, details };
  return { error: withContext(error, { ...details, data: invocation as unknown as IDataObject }), details };
}

/** Which alert it was, where the item holds one, so that whoever keeps a record knows. */
function aboutOf(functions: IExecuteFunctions, itemIndex: number): IDataObject {
  const { alert, change, at } = messageOf(functions, itemIndex);
  return {
    ...(alert !== undefined && { alert }),
    ...(change !== undefined && { change }),
    ...(at !== undefined && { at }),
  };
}

function messageOf(functions: IExecuteFunctions, itemIndex: number): IDataObject {
  return { ...messageIn(functions.getInputData()[itemIndex]?.json ?? {}) } as IDataObject;
}

function optionsOf(functions: IExecuteFunctions, itemIndex: number): WebhookOptions {
  return functions.getNodeParameter('options', itemIndex, {}) as WebhookOptions;
}
