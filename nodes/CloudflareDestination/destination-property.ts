import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { cloudflareDestinationsOf, cloudflareNodeError } from '../host/cloudflare-api.ts';

export const destinationProperty: INodeProperties = {
  displayName: 'Destination',
  name: 'destination',
  type: 'resourceLocator',
  required: true,
  default: { mode: 'list', value: '' },
  description: 'The webhook destination to act on',
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      typeOptions: { searchListMethod: 'searchDestinations', searchable: true },
    },
    {
      displayName: 'By ID',
      name: 'id',
      type: 'string',
      placeholder: 'e.g. b115d5ec15c641ee8b7692c449b5227b',
      validation: [
        {
          type: 'regex',
          properties: {
            regex: '^\\s*[0-9A-Za-z_-]{1,36}\\s*$',
            errorMessage: 'At most 36 letters, digits and hyphens',
          },
        },
      ],
    },
  ],
};

/** The destinations of the selected account whose name has the filter in it, by name. */
export async function searchDestinations(
  this: ILoadOptionsFunctions,
  filter = '',
): Promise<INodeListSearchResult> {
  try {
    const accountId = this.getCurrentNodeParameter('account', { extractValue: true }) as string;
    const destinations = await (await cloudflareDestinationsOf(this, accountId)).list();
    return {
      results: destinations
        .map(({ id, name, type }) => ({
          name: `${name || id}${type && type !== 'generic' ? ` (${type})` : ''}`,
          value: id,
        }))
        .filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()))
        .sort((a, b) => a.name.localeCompare(b.name)),
    };
  } catch (error) {
    throw cloudflareNodeError(this.getNode(), error);
  }
}
