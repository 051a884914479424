import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import {
  MAX_TIMEOUT_MS,
  WEBHOOK_METHODS,
  WEBHOOK_STATUSES,
  type WebhookDefinition,
} from 'alertbridge/webhook';

import { DEFAULT_TIMEOUT_MS } from 'alertbridge';
import { BODY_TEMPLATE } from 'alertbridge/apono';
import type { Authentication } from './authentication.ts';

const FILTERED_FIELDS = [
  { name: 'Integration', value: 'data.name' },
  { name: 'Type', value: 'data.type' },
  { name: 'Status', value: 'data.status' },
  { name: 'Other Field', value: '' },
];

/** The settings of a webhook in Apono's words and order. */
export const definitionProperties: INodeProperties[] = [
  {
    displayName: 'Webhook Name',
    name: 'webhookName',
    type: 'string',
    required: true,
    default: 'Webhook',
    description: 'What identifies this webhook',
  },
  {
    displayName: 'Status',
    name: 'status',
    type: 'options',
    options: WEBHOOK_STATUSES.map((value) => ({ name: value, value })),
    default: 'Active',
    description: 'Whether events are sent. An inactive webhook sends nothing but tests.',
  },
  {
    displayName: 'Method',
    name: 'method',
    type: 'options',
    options: WEBHOOK_METHODS.map((value) => ({ name: value, value })),
    default: 'POST',
  },
  {
    displayName: 'URL',
    name: 'url',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'https://hooks.example.com/events',
    description: 'Where the webhook is sent. It must use https; http is allowed for this machine only.',
  },
  {
    displayName: 'Headers',
    name: 'headers',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    default: {},
    placeholder: 'Add Header',
    description: 'Headers that are no secrets. For keys and tokens use Authentication.',
    options: [
      {
        displayName: 'Header',
        name: 'values',
        values: [
          { displayName: 'Key', name: 'key', type: 'string', default: '', placeholder: 'e.g. X-Source' },
          { displayName: 'Value', name: 'value', type: 'string', default: '' },
        ],
      },
    ],
  },
  {
    displayName: 'Body Template',
    name: 'bodyTemplate',
    type: 'json',
    typeOptions: { rows: 16 },
    // In n8n's expression mode the placeholders would be expressions.
    noDataExpression: true,
    required: true,
    default: BODY_TEMPLATE,
    description:
      "The JSON that is sent. {{path.to.field}} stands for a field of the event: alone in its string it keeps the field's type, in a longer text it becomes text. A list with one element is repeated for each element of the event's list that its placeholders run through.",
  },
  {
    displayName: 'Authentication',
    name: 'authentication',
    type: 'options',
    options: [
      { name: 'None', value: 'none' },
      { name: 'Bearer Token', value: 'bearer' },
      { name: 'OAuth', value: 'oauth2', description: 'OAuth 2 with the client credentials grant' },
      { name: 'Custom', value: 'headers', description: 'Keys and values sent as headers' },
    ],
    default: 'none',
    description: 'What the target asks for',
  },
  {
    displayName: 'Filters',
    name: 'filters',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    default: {},
    placeholder: 'Add Filter',
    description: 'Which events are sent. All filters must match; one of its values is enough for each.',
    options: [
      {
        displayName: 'Filter',
        name: 'rows',
        values: [
          {
            displayName: 'Field',
            name: 'field',
            type: 'options',
            // The order of Apono's page.
            options: FILTERED_FIELDS,
            default: 'data.status',
          },
          {
            displayName: 'Path',
            name: 'path',
            type: 'string',
            default: '',
            placeholder: 'e.g. data.issues.status',
            description:
              'The field of the event, as a path with dots. A list on the way stands for each of its elements.',
            displayOptions: { show: { field: [''] } },
          },
          {
            displayName: 'Values',
            name: 'values',
            type: 'string',
            typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Value' },
            default: [],
            placeholder: 'e.g. Error',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Timeout in Seconds',
    name: 'timeoutSeconds',
    type: 'number',
    typeOptions: { minValue: 0.001, maxValue: MAX_TIMEOUT_MS / 1000, numberPrecision: 3 },
    default: DEFAULT_TIMEOUT_MS / 1000,
    description: 'How long one attempt may take before it has failed. Fractions are allowed.',
  },
  {
    displayName: 'Response Validators',
    name: 'responseValidators',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    default: {},
    placeholder: 'Add Validator',
    description:
      'What the response must hold for the event to count as delivered. Every row must find one of its expected values.',
    options: [
      {
        displayName: 'Validator',
        name: 'rows',
        values: [
          {
            displayName: 'JSON Path',
            name: 'path',
            type: 'string',
            default: '',
            placeholder: 'e.g. $.status',
            description:
              'Where to look in the response: $ is its body, and $.data its data, whether it has data itself or not',
          },
          {
            displayName: 'Expected Values',
            name: 'expected',
            type: 'string',
            typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Value' },
            default: [],
            placeholder: 'e.g. ok',
          },
        ],
      },
    ],
  },
];

/** What `getNodeParameter` gives for the fields above. */
interface DefinitionParameters {
  webhookName: string;
  status: NonNullable<WebhookDefinition['status']>;
  method: NonNullable<WebhookDefinition['method']>;
  url: string;
  headers: { values?: { key: string; value: string }[] };
  bodyTemplate: unknown;
  authentication: Authentication;
  filters: { rows?: { field: string; path?: string; values: string[] }[] };
  timeoutSeconds: number;
  responseValidators: { rows?: { path: string; expected: string[] }[] };
}

/** The definition that a node's fields make; what `auth` holds lies in a credential. */
export function definitionOfNode(
  functions: IExecuteFunctions,
  itemIndex: number,
): Omit<WebhookDefinition, 'auth'> & { authentication: Authentication } {
  const parameter = <Name extends keyof DefinitionParameters>(name: Name) =>
    functions.getNodeParameter(name, itemIndex) as DefinitionParameters[Name];
  const bodyTemplate = parameter('bodyTemplate');
  return {
    name: parameter('webhookName'),
    status: parameter('status'),
    url: parameter('url'),
    method: parameter('method'),
    headers: Object.fromEntries((parameter('headers').values ?? []).map(({ key, value }) => [key, value])),
    bodyTemplate: typeof bodyTemplate === 'string' ? bodyTemplate : JSON.stringify(bodyTemplate),
    authentication: parameter('authentication'),
    filters: (parameter('filters').rows ?? []).map(({ field, path = '', values }) => ({
      path: field || path,
      values,
    })),
    timeoutMs: parameter('timeoutSeconds') * 1000,
    responseValidators: (parameter('responseValidators').rows ?? []).map(({ path, expected }) => ({
      path,
      expected,
    })),
  };
}
