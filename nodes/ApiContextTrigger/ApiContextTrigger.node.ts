import {
  NodeConnectionTypes,
  type IDataObject,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';

import { apicontext, isConformance, type ApiContextEvent } from 'alertbridge/apicontext';

import { subtitleOf } from '../host/filters-property.ts';
import { incomingCredentialTest } from '../host/receive-properties.ts';
import { itemOf, receiveEvent } from '../host/receive.ts';
import { triggerOf, webhookMethodsOf } from '../host/trigger.ts';
import { webhookDescription } from '../host/webhook-description.ts';
import { filters, properties } from './properties.ts';

export class ApiContextTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'APIContext Trigger',
    name: 'apiContextTrigger',
    icon: { light: 'file:apicontext.svg', dark: 'file:apicontext.dark.svg' },
    group: ['trigger'],
    version: 2,
    subtitle: subtitleOf(filters, 'All results'),
    description: 'Starts the workflow when an API call that APIContext monitors fails or recovers',
    eventTriggerDescription: 'Waiting for APIContext to post a result to the test URL',
    activationMessage: 'Results that APIContext posts to the production URL now start this workflow.',
    defaults: { name: 'APIContext Trigger' },
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
    webhooks: [webhookDescription('apicontext')],
    properties,
  };

  methods = { credentialTest: { incomingCredentialTest } };

  webhookMethods = { default: webhookMethodsOf(apicontext) };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    const simplifies = this.getNodeParameter('simplify', false) === true;
    return await receiveEvent(this, () => ({
      ...triggerOf(this, apicontext),
      answer: (event) => resultIdOf(event as ApiContextEvent),
      ...(simplifies && {
        item: (received) => itemOf({ ...received, event: simplified(received.event as ApiContextEvent) }),
      }),
    }));
  }
}

function resultIdOf(event: ApiContextEvent): IDataObject {
  return isConformance(event) ? {} : { result_id: event.result_id };
}

/** What a person reads first. It keeps the wire's shape, so that it can still be mapped to an alert. */
function simplified(event: ApiContextEvent): object {
  if (isConformance(event)) return event;
  const { call_id, call_meta, project_meta, result_id, result_url } = event;
  const { result, result_class, location_id, http_code, response_time, start_time } = event;
  return {
    call_id,
    call_meta,
    project_meta,
    result_id,
    result_url,
    result,
    result_class,
    location_id,
    http_code,
    response_time,
    start_time,
  };
}
