import { randomUUID } from 'node:crypto';

import {
  NodeConnectionTypes,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';

import { cloudflare, isTestMessage } from 'alertbridge/cloudflare';

import { subtitleOf } from '../host/filters-property.ts';
import { getAccounts } from '../host/account-property.ts';
import { cloudflareCredentialTest } from '../host/cloudflare-api.ts';
import { receiveEvent } from '../host/receive.ts';
import { triggerOf, webhookMethodsOf } from '../host/trigger.ts';
import { webhookDescription } from '../host/webhook-description.ts';
import { expectedSecret, ownDestinationMethods } from './own-destination.ts';
import { filters, properties } from './properties.ts';

export class CloudflareTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Cloudflare Trigger',
    name: 'cloudflareTrigger',
    icon: { light: 'file:cloudflare.svg', dark: 'file:cloudflare.dark.svg' },
    group: ['trigger'],
    version: 2,
    subtitle: subtitleOf(filters, 'All notifications'),
    description: 'Starts the workflow when Cloudflare sends a notification, e.g. of a DDoS attack',
    eventTriggerDescription: 'Waiting for Cloudflare to post a notification to the test URL',
    activationMessage:
      'Now choose the webhook destination in those notification policies in Cloudflare that should start this workflow.',
    defaults: { name: 'Cloudflare Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'cloudflareNotificationsApi',
        required: true,
        testedBy: 'cloudflareCredentialTest',
        displayOptions: { show: { setup: ['automatic'] } },
      },
    ],
    webhooks: [webhookDescription('cloudflare')],
    properties,
  };

  methods = { credentialTest: { cloudflareCredentialTest }, loadOptions: { getAccounts } };

  webhookMethods = { default: webhookMethodsOf(cloudflare, ownDestinationMethods) };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receiveEvent(this, () => ({
      ...triggerOf(this, cloudflare),
      // It comes while the destination is created, when nobody but Cloudflare knows the secret yet.
      isTestMessage,
      // Before there is a secret nobody is let in.
      authentication: () => ({ type: 'cloudflare', secret: expectedSecret(this) || randomUUID() }),
    }));
  }
}
