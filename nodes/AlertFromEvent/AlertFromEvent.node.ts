import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { failedItem } from '../host/each-item.ts';
import { nodeError } from '../host/errors.ts';
import { makeAlerts } from './operations.ts';
import { properties } from './properties.ts';

export class AlertFromEvent implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Alert From Event',
    name: 'alertFromEvent',
    icon: { light: 'file:alertbridge.svg', dark: 'file:alertbridge.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ { detect: "Detect", apicontext: "APIContext", apono: "Apono", cloudflare: "Cloudflare", github: "GitHub" }[$parameter["source"]] }}',
    description: 'Make alerts from events that arrive through a Webhook node or another trigger',
    defaults: { name: 'Alert From Event' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const output: INodeExecutionData[] = [];
    const ignored = new Set<string>();
    for (const item of this.getInputData().keys()) {
      try {
        const made = makeAlerts(this, item);
        if ('ignored' in made) ignored.add(made.ignored);
        else output.push(...made.items.map((json) => ({ json, pairedItem: { item } })));
      } catch (failure) {
        const error = nodeError(this.getNode(), failure, item, { what: 'No alert made' });
        if (!this.continueOnFail()) throw error;
        output.push({ json: failedItem(error, {}), pairedItem: { item } });
      }
    }
    for (const reason of ignored) {
      this.addExecutionHints({
        message: `No alert was made from an event: ${reason}.`,
        location: 'outputPane',
      });
    }
    return [output];
  }
}
