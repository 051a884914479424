import { isTestMessage, matches, parse, type Filter } from 'alertbridge/cloudflare';
import {
  NodeConnectionTypes,
  type IDataObject,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';
import { isSameSecret, type Refusal } from 'alertbridge/receive';

import { accountProperty, searchAccounts } from '../CloudflareDestination/account-property.ts';
import { incomingWebhook, responseModeProperty } from '../host/receive-properties.ts';
import { answer, receive } from '../host/receive.ts';
import { filterProperties } from './filter-properties.ts';
import { expectedSecret, ownDestinationMethods } from './own-destination.ts';

export class CloudflareTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Cloudflare Trigger',
    name: 'cloudflareTrigger',
    icon: { light: 'file:cloudflare.svg', dark: 'file:cloudflare.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{ ($parameter["filters"]["alertTypes"] || []).join(", ") || "All notifications" }}',
    description: 'Starts the workflow when Cloudflare sends a notification, e.g. of a DDoS attack',
    eventTriggerDescription: 'Waiting for Cloudflare to post a notification to the test URL',
    activationMessage:
      'Now choose the new webhook destination in the notification policies in Cloudflare whose notifications are to start this workflow.',
    defaults: { name: 'Cloudflare Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'cloudflareNotificationsApi',
        required: true,
        displayOptions: { show: { setup: ['automatic'] } },
      },
    ],
    webhooks: [incomingWebhook('cloudflare')],
    properties: [
      {
        displayName: 'Webhook Destination',
        name: 'setup',
        type: 'options',
        options: [
          {
            name: 'Create Automatically',
            value: 'automatic',
            description: 'It exists while the workflow is active, guarded by a random secret',
          },
          {
            name: 'Created by Hand',
            value: 'byHand',
            description: 'You create it in Cloudflare with the URL of this node; no credential is needed',
          },
        ],
        default: 'automatic',
        description: 'How the webhook destination gets into Cloudflare',
      },
      {
        displayName:
          'Publishing the workflow creates a webhook destination named after it; choose it in the notification policies in Cloudflare. Switching the workflow off deletes it, and the policies forget it: see the option Keep Destination.',
        name: 'automaticNotice',
        type: 'notice',
        default: '',
        displayOptions: { show: { setup: ['automatic'] } },
      },
      {
        displayName:
          'Publish the workflow first. Then add a webhook in Cloudflare under Notifications → Destinations, with the production URL above and the secret below.',
        name: 'byHandNotice',
        type: 'notice',
        default: '',
        displayOptions: { show: { setup: ['byHand'] } },
      },
      { ...accountProperty, displayOptions: { show: { setup: ['automatic'] } } },
      {
        displayName: 'Secret',
        name: 'secret',
        type: 'string',
        typeOptions: { password: true },
        default: '',
        required: true,
        description:
          'The secret of the destination. A notification that does not come with it is refused, so use a long random text.',
        displayOptions: { show: { setup: ['byHand'] } },
      },
      responseModeProperty,
      filterProperties,
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add Option',
        default: {},
        displayOptions: { show: { setup: ['automatic'] } },
        options: [
          {
            displayName: 'Keep Destination',
            name: 'keepDestination',
            type: 'boolean',
            default: false,
            description:
              'Whether to leave the destination in Cloudflare when the workflow is switched off or this node is changed, so that notification policies keep using it. The next activation takes it over.',
          },
        ],
      },
    ],
  };

  methods = { listSearch: { searchAccounts } };

  webhookMethods = { default: ownDestinationMethods };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    // It comes while the destination is created, when nobody but Cloudflare knows the secret yet. It starts nothing.
    if (isTestMessage(this.getBodyData())) return answer(this, 200, { accepted: true, test: true });
    return await receive(
      this,
      (body) => {
        const notification = parse(body);
        const filter = this.getNodeParameter('filters', {}) as Filter;
        const verdict = matches(notification, filter);
        return verdict.matches ? { json: notification as IDataObject } : { filtered: verdict.reason };
      },
      secretRefusal,
    );
  }
}

async function secretRefusal(context: IWebhookFunctions): Promise<Refusal | undefined> {
  const expected = expectedSecret(context);
  const given = context.getHeaderData()['cf-webhook-auth'];
  if (expected !== '' && typeof given === 'string' && isSameSecret(given, expected)) return undefined;
  return {
    status: 403,
    message:
      expected === ''
        ? 'The trigger has no secret. Switch its workflow off and on again.'
        : 'The header cf-webhook-auth is missing or wrong.',
  };
}
