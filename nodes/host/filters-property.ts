import type { INodeProperties } from 'n8n-workflow';

/** What makes a property a list of texts. */
export const texts = {
  type: 'string' as const,
  typeOptions: { multipleValues: true },
  default: [] as string[],
};

/** A trigger's filters: one field for each of the core's filter, by its name. */
export function filtersProperty(description: string, options: INodeProperties[]): INodeProperties {
  return {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add Filter',
    default: {},
    description,
    options,
  };
}
