import { listAccounts } from 'alertbridge/cloudflare';
import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { cloudflareNodeError, cloudflareOptionsOf } from './api.ts';

export const accountProperty: INodeProperties = {
  displayName: 'Account',
  name: 'account',
  type: 'resourceLocator',
  required: true,
  default: { mode: 'list', value: '' },
  description: 'The Cloudflare account that the webhook destination is in',
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      typeOptions: { searchListMethod: 'searchAccounts', searchable: true },
    },
    {
      displayName: 'By ID',
      name: 'id',
      type: 'string',
      placeholder: 'e.g. 9035f53656c247e895c5a6939ae8a0e0',
      validation: [
        {
          type: 'regex',
          properties: {
            regex: '^\\s*[0-9A-Za-z_-]{1,32}\\s*$',
            errorMessage: 'At most 32 letters and digits, as in the address of the dashboard',
          },
        },
      ],
    },
  ],
};

/** The accounts whose name has the filter in it, a page at a time. */
export async function searchAccounts(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  try {
    const { accounts, nextPage } = await listAccounts(await cloudflareOptionsOf(this), {
      page: paginationToken === undefined ? 1 : Number(paginationToken),
      name: filter,
    });
    return {
      results: accounts.map(({ id, name }) => ({
        name,
        value: id,
        url: `https://dash.cloudflare.com/${id}/notifications`,
      })),
      ...(nextPage !== undefined && { paginationToken: String(nextPage) }),
    };
  } catch (error) {
    throw cloudflareNodeError(this.getNode(), error);
  }
}
