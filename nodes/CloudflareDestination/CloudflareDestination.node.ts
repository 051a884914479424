import { CloudflareApiError } from 'alertbridge/cloudflare';
import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { failedItem } from '../host/each-item.ts';
import { accountProperty, searchAccounts } from './account-property.ts';
import { cloudflareDestinationsOf, cloudflareNodeError } from './api.ts';
import { searchDestinations } from './destination-property.ts';
import { operationFields, operationProperties, RUN_OPERATION } from './operations.ts';

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
    credentials: [{ name: 'cloudflareNotificationsApi', required: true }],
    properties: [...operationProperties, accountProperty, ...operationFields],
  };

  methods = { listSearch: { searchAccounts, searchDestinations } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const output: INodeExecutionData[] = [];
    // One after the other: two items that ensure the same destination must not both create it.
    for (const itemIndex of this.getInputData().keys()) {
      try {
        for (const json of await resultsOf(this, itemIndex)) {
          output.push({ json: json as INodeExecutionData['json'], pairedItem: { item: itemIndex } });
        }
      } catch (failure) {
        const error = cloudflareNodeError(this.getNode(), failure, itemIndex);
        if (!this.continueOnFail()) throw error;
        const { status = null, codes = [] } = failure instanceof CloudflareApiError ? failure : {};
        output.push({ json: failedItem(error, { status, codes }), pairedItem: { item: itemIndex } });
      }
    }
    return [output];
  }
}

async function resultsOf(functions: IExecuteFunctions, itemIndex: number): Promise<object[]> {
  const operation = functions.getNodeParameter('operation', itemIndex);
  const accountId = functions.getNodeParameter('account', itemIndex, '', { extractValue: true }) as string;
  const destinations = await cloudflareDestinationsOf(functions, accountId, {
    signal: functions.getExecutionCancelSignal(),
  });
  return (await RUN_OPERATION[operation]?.(destinations, functions, itemIndex)) ?? [];
}
