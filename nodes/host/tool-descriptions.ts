import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/**
 * What a model is told of a node that is its tool: by default what the chosen operation does. n8n would tell it what the node
 * does, in the same words for each operation, so that a model could not choose between two of them.
 */
export function toolDescriptions(operations: readonly INodePropertyOptions[]): INodeProperties[] {
  return operations.map(({ value, description = '' }) => ({
    displayName: 'Tool Description',
    name: 'toolDescription',
    type: 'string',
    typeOptions: { rows: 3 },
    required: true,
    default: description,
    description: 'What the model is told about this tool. It chooses between its tools by this.',
    displayOptions: { show: { '@tool': [true], operation: [value] } },
  }));
}
