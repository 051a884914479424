import {
  NodeConnectionTypes,
  type IDataObject,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';

import { matches, parseIntegration, type Filter, type Paths } from 'alertbridge/apono';
import {
  authenticationProperty,
  incomingCredentialTest,
  incomingWebhook,
  ipAllowListProperty,
  passiveWebhookMethods,
  responseModeProperty,
} from '../host/receive-properties.ts';
import { receive } from '../host/receive.ts';
import { fieldPathsProperty, filterProperties } from './event-properties.ts';

export class AponoTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Apono Trigger',
    name: 'aponoTrigger',
    icon: { light: 'file:apono.svg', dark: 'file:apono.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{ ($parameter["filters"]["statuses"] || []).join(", ") || "All statuses" }}',
    description: 'Starts the workflow when the status of an Apono integration changes',
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
    webhooks: [incomingWebhook('apono')],
    properties: [
      {
        displayName:
          'In Apono, add an Integration webhook with the webhook URL above. Add the status Active to its filters, so that alerts close by themselves.',
        name: 'notice',
        type: 'notice',
        default: '',
      },
      authenticationProperty,
      responseModeProperty,
      filterProperties,
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add Option',
        default: {},
        options: [fieldPathsProperty, ipAllowListProperty],
      },
    ],
  };

  methods = { credentialTest: { incomingCredentialTest } };

  webhookMethods = { default: passiveWebhookMethods };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receive(this, (body) => {
      const { fieldPaths } = this.getNodeParameter('options', {}) as { fieldPaths?: { paths?: Paths } };
      const event = parseIntegration(body, { paths: fieldPaths?.paths });
      const verdict = matches(event, this.getNodeParameter('filters', {}) as Filter);
      if (!verdict.matches) return { filtered: verdict.reason };
      return { json: event as IDataObject, answer: { id: event.data.id ?? event.data.name } };
    });
  }
}
