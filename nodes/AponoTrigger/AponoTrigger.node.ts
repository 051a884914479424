import {
  NodeConnectionTypes,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';

import type { Source } from 'alertbridge';
import { apono, aponoWithPaths, type AponoEvent, type Paths } from 'alertbridge/apono';

import { subtitleOf } from '../host/filters-property.ts';
import { incomingCredentialTest } from '../host/receive-properties.ts';
import { receiveEvent } from '../host/receive.ts';
import { triggerOf, webhookMethodsOf } from '../host/trigger.ts';
import { webhookDescription } from '../host/webhook-description.ts';
import { filters, properties } from './properties.ts';

export class AponoTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Apono Trigger',
    name: 'aponoTrigger',
    icon: { light: 'file:apono.svg', dark: 'file:apono.dark.svg' },
    group: ['trigger'],
    version: 2,
    subtitle: subtitleOf(filters, 'All events'),
    description: 'Starts the workflow when an Apono integration or access request fails or recovers',
    eventTriggerDescription: 'Waiting for Apono to post an event to the test URL',
    activationMessage: 'Events that Apono posts to the production URL now start this workflow.',
    defaults: { name: 'Apono Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'alertbridgeIncomingApi',
        required: true,
        testedBy: 'incomingCredentialTest',
        displayOptions: { show: { authentication: ['credential'] } },
      },
    ],
    webhooks: [webhookDescription('apono')],
    properties,
  };

  methods = { credentialTest: { incomingCredentialTest } };

  webhookMethods = { default: webhookMethodsOf(apono) };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receiveEvent(this, () => ({
      ...triggerOf(this, sourceOf(this)),
      answer: (event) => ({ id: (event as AponoEvent).data['id'] as string | undefined }),
    }));
  }
}

/** Apono, whose events have their fields where the node's field paths say. */
function sourceOf(context: IWebhookFunctions): Source {
  const { fieldPaths } = context.getNodeParameter('options', {}) as { fieldPaths?: { paths?: Paths } };
  const paths = fieldPaths?.paths;
  return paths === undefined ? apono : aponoWithPaths(paths);
}
