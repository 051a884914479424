import {
  NodeConnectionTypes,
  type IDataObject,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';

import { matches, type Filter } from 'alertbridge/apicontext';
import { parseApiContextResult, type ApiContextResult } from '../../shared/systems/apicontext/schema.ts';
import {
  authenticationProperty,
  incomingCredentialTest,
  incomingWebhook,
  ipAllowListProperty,
  passiveWebhookMethods,
  responseModeProperty,
} from '../host/receive-properties.ts';
import { receive } from '../host/receive.ts';
import { filterProperties } from './filter-properties.ts';
import { rememberedAlsoFailing } from './remembered-sightings.ts';

export class ApiContextTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'APIContext Trigger',
    name: 'apiContextTrigger',
    icon: { light: 'file:apicontext.svg', dark: 'file:apicontext.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{ ($parameter["filters"]["classes"] || []).join(", ") || "All results" }}',
    description: 'Starts the workflow when APIContext reports the result of an API call',
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
    webhooks: [incomingWebhook('apicontext')],
    properties: [
      {
        displayName:
          'In APIContext, add the webhook URL above as a Performance Results Webhook. Leave PASS results switched on there, so that alerts close by themselves.',
        name: 'notice',
        type: 'notice',
        default: '',
      },
      authenticationProperty,
      responseModeProperty,
      {
        displayName: 'Simplify',
        name: 'simplify',
        type: 'boolean',
        default: false,
        description: 'Whether to return a simplified version of the response instead of the raw data',
      },
      filterProperties,
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add Option',
        default: {},
        options: [ipAllowListProperty],
      },
    ],
  };

  methods = { credentialTest: { incomingCredentialTest } };

  webhookMethods = { default: passiveWebhookMethods };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receive(this, (body) => {
      const result = parseApiContextResult(body);
      // Before the filter: also a result that starts nothing says what a location sees.
      const alsoFailing = rememberedAlsoFailing(this, result);
      const verdict = matches(result, this.getNodeParameter('filters', {}) as Filter);
      if (!verdict.matches) return { filtered: verdict.reason };
      return {
        json: {
          ...(this.getNodeParameter('simplify', false) ? simplified(result) : result),
          _also_failing: alsoFailing.length > 0 ? alsoFailing : undefined,
        } as IDataObject,
        answer: { result_id: result.result_id },
      };
    });
  }
}

/** What a person reads first. It keeps the wire's shape, so that it can still be mapped to an alert. */
function simplified(result: ApiContextResult): Partial<ApiContextResult> {
  const { call_id, call_meta, project_meta, result_id, result_url } = result;
  const { result_class, location_id, http_code, response_time, start_time } = result;
  return {
    call_id,
    call_meta,
    project_meta,
    result_id,
    result_url,
    result: result.result,
    result_class,
    location_id,
    http_code,
    response_time,
    start_time,
  };
}
