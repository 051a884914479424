import { CloudflareApiError } from 'alertbridge/cloudflare';
import {
  NodeConnectionTypes,
  NodeOperationError,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { searchAccounts } from '../host/account-property.ts';
import {
  cloudflareCredentialTest,
  cloudflareDestinationsOf,
  cloudflareNodeError,
  withoutSecret,
} from '../host/cloudflare-api.ts';
import { failedItem, operationNamed, type Failure } from '../host/each-item.ts';
import { searchDestinations } from './destination-property.ts';
import { RUN_OPERATION, UrlNotApplied } from './operations.ts';
import { properties } from './properties.ts';

export class CloudflareDestination implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Cloudflare Webhook Destination',
    name: 'cloudflareDestination',
    icon: { light: 'file:cloudflare.svg', dark: 'file:cloudflare.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle:
      '={{ { create: "Create", delete: "Delete", ensure: "Ensure", get: "Get", getAll: "Get Many", update: "Update" }[$parameter["operation"]] }}',
    description: "Manage the webhook destinations of Cloudflare's notifications",
    defaults: { name: 'Cloudflare Webhook Destination' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      { name: 'cloudflareNotificationsApi', required: true, testedBy: 'cloudflareCredentialTest' },
    ],
    properties,
  };

  methods = {
    credentialTest: { cloudflareCredentialTest },
    listSearch: { searchAccounts, searchDestinations },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const output: INodeExecutionData[] = [];
    // One after the other: two items that ensure the same destination must not both create it.
    for (const itemIndex of this.getInputData().keys()) {
      try {
        for (const json of await runOperation(this, itemIndex)) {
          output.push({ json: json as INodeExecutionData['json'], pairedItem: { item: itemIndex } });
        }
      } catch (failure) {
        const { error, details } = failureOf(this, failure, itemIndex);
        if (!this.continueOnFail()) throw error;
        output.push({ json: failedItem(error, details), pairedItem: { item: itemIndex } });
      }
    }
    return [output];
  }
}

async function runOperation(functions: IExecuteFunctions, itemIndex: number): Promise<object[]> {
  const run = operationNamed(RUN_OPERATION, functions.getNodeParameter('operation', itemIndex));
  const accountId = functions.getNodeParameter('account', itemIndex, '', { extractValue: true }) as string;
  const destinations = await cloudflareDestinationsOf(functions, accountId, {
    signal: functions.getExecutionCancelSignal(),
  });
  return await run(destinations, functions, itemIndex);
}

function failureOf(functions: IExecuteFunctions, failure: unknown, itemIndex: number): Failure {
  const node = functions.getNode();
  if (failure instanceof UrlNotApplied) {
    const { message, description, details } = failure;
    return {
      error: new NodeOperationError(withoutSecret(node), message, { description, itemIndex }),
      details,
    };
  }
  const { status = null, codes = [] } = failure instanceof CloudflareApiError ? failure : {};
  return { error: cloudflareNodeError(node, failure, itemIndex), details: { status, codes } };
}
