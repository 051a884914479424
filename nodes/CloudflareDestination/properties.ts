import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { accountProperty } from '../host/account-property.ts';
import { toolDescriptions } from '../host/tool-descriptions.ts';
import { destinationProperty } from './destination-property.ts';

const written = { show: { operation: ['create', 'ensure', 'update'] } };

const OPERATIONS: INodePropertyOptions[] = [
  {
    name: 'Create',
    value: 'create',
    description: 'Create a webhook destination; Cloudflare posts a test message to its URL',
    action: 'Create a webhook destination',
  },
  {
    name: 'Delete',
    value: 'delete',
    description: 'Delete a webhook destination',
    action: 'Delete a webhook destination',
  },
  {
    name: 'Ensure',
    value: 'ensure',
    description:
      'Make sure that there is a webhook destination with this name and URL: create it, or correct it',
    action: 'Ensure a webhook destination',
  },
  {
    name: 'Get',
    value: 'get',
    description: 'Get a webhook destination',
    action: 'Get a webhook destination',
  },
  {
    name: 'Get Many',
    value: 'getAll',
    description: 'Get many webhook destinations',
    action: 'Get many webhook destinations',
  },
  {
    name: 'Update',
    value: 'update',
    description: 'Update a webhook destination',
    action: 'Update a webhook destination',
  },
];

const operation: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    options: OPERATIONS,
    default: 'ensure',
  },
  ...toolDescriptions(OPERATIONS),
];

const fields: INodeProperties[] = [
  { ...destinationProperty, displayOptions: { show: { operation: ['delete', 'get', 'update'] } } },
  {
    displayName: 'Name',
    name: 'name',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. On call',
    description: 'What the destination is called in Cloudflare',
    displayOptions: written,
  },
  {
    displayName: 'URL',
    name: 'url',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. https://n8n.example.com/webhook/…',
    description:
      "Where Cloudflare posts notifications. It must be publicly reachable on port 80 or 443, and answer Cloudflare's test message with a 2xx.",
    displayOptions: written,
  },
  {
    displayName: 'Secret',
    name: 'secret',
    type: 'string',
    typeOptions: { password: true },
    default: '',
    description:
      'Cloudflare sends it with every notification, in the header cf-webhook-auth. If empty, a new destination has no secret, and an existing one keeps its own.',
    displayOptions: written,
  },
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: { show: { operation: ['getAll'] } },
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { operation: ['getAll'], returnAll: [false] } },
  },
  {
    displayName: 'Simplify',
    name: 'simplify',
    type: 'boolean',
    default: true,
    description: 'Whether to return a simplified version of the response instead of the raw data',
    displayOptions: { show: { operation: ['get', 'getAll'] } },
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: [
      {
        displayName: 'Replace If Cloudflare Keeps the Old URL',
        name: 'replaceIfUrlUnchanged',
        type: 'boolean',
        default: false,
        description:
          'Whether to create a new destination and delete the old one if Cloudflare does not accept the new URL. The new one has another ID, so you must choose it in your notification policies, and only the secret filled in here.',
      },
    ],
    displayOptions: { show: { operation: ['update'] } },
  },
];

export const properties: INodeProperties[] = [...operation, accountProperty, ...fields];
