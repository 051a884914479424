import type {
  ILoadOptionsFunctions,
  INodeListSearchResult,
  INodeProperties,
  INodePropertyOptions,
} from 'n8n-workflow';

import { listAccounts } from 'alertbridge/cloudflare';

import { cloudflareNodeError, cloudflareOptionsOf } from './cloudflare-api.ts';

/** The account in a node that runs now and then. */
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

/** The account in a trigger: to n8n a resource locator is dynamic, and would cost each request an expression. */
export const staticAccountProperty: INodeProperties = {
  displayName: 'Account Name or ID',
  name: 'account',
  type: 'options',
  typeOptions: { loadOptionsMethod: 'getAccounts' },
  required: true,
  default: '',
  description:
    'The Cloudflare account that the webhook destination is in. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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

/** No token can see more accounts than this without being that of a whole company; the others can be given by their id. */
const MAX_PAGES = 20;

/** All accounts that the token may see. */
export async function getAccounts(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  try {
    const options = await cloudflareOptionsOf(this);
    const choices: INodePropertyOptions[] = [];
    for (let page: number | undefined = 1; page !== undefined && page <= MAX_PAGES; ) {
      const { accounts, nextPage }: Awaited<ReturnType<typeof listAccounts>> = await listAccounts(options, {
        page,
      });
      choices.push(...accounts.map(({ id, name }) => ({ name, value: id })));
      page = nextPage;
    }
    return choices;
  } catch (error) {
    throw cloudflareNodeError(this.getNode(), error);
  }
}
