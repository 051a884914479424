import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { WEBHOOK_METHODS, WEBHOOK_STATUSES } from 'alertbridge/webhook';

import {
  concurrencyProperty,
  giveUpAfterProperty,
  sendHeldProperty,
  timeoutProperty,
} from '../host/delivery-options.ts';
import { texts } from '../host/texts.ts';
import { toolDescriptions } from '../host/tool-descriptions.ts';
import { SAMPLE_OPTIONS } from './samples.ts';

const DEFAULT_TEMPLATE = `{
  "text": "{{alert.status}}: {{alert.alert_name}}\\n{{alert.description}}"
}`;

const TEMPLATE_DESCRIPTION =
  "JSON with placeholders for fields of the item in its strings, e.g. {{alert.alert_name}} or {{event.call_meta.name}}. A placeholder that is the whole string keeps the field's type; inside a longer string it becomes text. A list with one element is repeated for each element of the item's list that its placeholders point into. Placeholders are not n8n expressions: write {{alert.status}}, not {{ $json.alert.status }}.";

const headersOption: INodeProperties = {
  displayName: 'Headers',
  name: 'headers',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  default: { values: [{ key: '', value: '' }] },
  placeholder: 'Add Header',
  description: 'Headers that are not secret. For keys and tokens, use Authentication.',
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
};

const filtersOption: INodeProperties = {
  displayName: 'Filters',
  name: 'filters',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  default: { rows: [{ path: '', values: [''] }] },
  placeholder: 'Add Filter',
  description: 'Which items are sent. All filters must match, each by one of its values.',
  options: [
    {
      displayName: 'Filter',
      name: 'rows',
      values: [
        {
          displayName: 'Path',
          name: 'path',
          type: 'string',
          noDataExpression: true,
          default: '',
          placeholder: 'e.g. alert.status',
          description:
            'Path to a field of the item, with dots, e.g. alert.status, change or event.data.type. A list along the path stands for each of its elements.',
        },
        { displayName: 'Values', name: 'values', ...texts, placeholder: 'e.g. Alarm' },
      ],
    },
  ],
};

const validatorsOption: INodeProperties = {
  displayName: 'Response Validators',
  name: 'responseValidators',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  default: { rows: [{ path: '', expected: [''] }] },
  placeholder: 'Add Validator',
  description:
    'What the response must contain for the item to count as delivered. Every row must find one of its expected values.',
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
            'Where to look in the response, as JSONPath. $ is its body; $.data is its data, or the body itself if it has no data.',
        },
        { displayName: 'Expected Values', name: 'expected', ...texts, placeholder: 'e.g. ok' },
      ],
    },
  ],
};

const missingFieldsOption: INodeProperties = {
  displayName: 'Missing Fields',
  name: 'missingFields',
  type: 'options',
  options: [
    { name: 'Fail', value: 'fail', description: 'The item fails and nothing is sent' },
    {
      name: 'Send Null',
      value: 'null',
      description: 'Null is sent in its place, or nothing inside a longer string',
    },
  ],
  default: 'null',
  description: 'What to do if the item lacks a field that the body template asks for',
};

const statusOption: INodeProperties = {
  displayName: 'Status',
  name: 'status',
  type: 'options',
  options: WEBHOOK_STATUSES.map((value) => ({ name: value, value })),
  default: 'Active',
  description: 'Whether items are sent. An inactive webhook sends only tests.',
};

const allowHttpOption: INodeProperties = {
  displayName: 'Allow HTTP',
  name: 'allowHttp',
  type: 'boolean',
  default: false,
  description:
    'Whether to also allow http to hosts on your own network, e.g. http://chat.internal:8080. Anyone on the way can read what is sent.',
};

const optionFields: INodeProperties[] = [
  allowHttpOption,
  concurrencyProperty,
  filtersOption,
  giveUpAfterProperty,
  headersOption,
  missingFieldsOption,
  validatorsOption,
  sendHeldProperty,
  statusOption,
  timeoutProperty,
];

const options: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add Option',
  default: {},
  options: optionFields,
};

const OPERATIONS: INodePropertyOptions[] = [
  {
    name: 'Deliver',
    value: 'deliver',
    description: 'Send each item that the filters let through',
    action: 'Deliver an item',
  },
  {
    name: 'Test',
    value: 'test',
    description: 'Send one sample, whatever Status and Filters say, and show the request and the response',
    action: 'Test the webhook',
  },
];

export const properties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    options: OPERATIONS,
    default: 'deliver',
  },
  ...toolDescriptions(OPERATIONS),
  {
    displayName: 'Sample',
    name: 'sample',
    type: 'options',
    options: SAMPLE_OPTIONS,
    default: 'item',
    description: 'What to send as a test',
    displayOptions: { show: { operation: ['test'] } },
  },
  {
    displayName: 'Webhook Name',
    name: 'webhookName',
    type: 'string',
    required: true,
    default: 'Webhook',
    placeholder: 'e.g. Chat of the on-call team',
    description: 'What to call this webhook in results and errors',
  },
  {
    displayName: 'Method',
    name: 'method',
    type: 'options',
    options: WEBHOOK_METHODS.map((value) => ({ name: value, value })),
    default: 'POST',
    description: 'The HTTP method',
  },
  {
    displayName: 'URL',
    name: 'url',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. https://hooks.example.com/events',
    description: 'Where to send the webhook. It must use https, unless the option Allow HTTP is on.',
  },
  {
    displayName: 'Authentication',
    name: 'authentication',
    type: 'options',
    options: [
      { name: 'Basic Auth', value: 'basic' },
      { name: 'Bearer Auth', value: 'bearer' },
      { name: 'Header Auth', value: 'headers' },
      { name: 'None', value: 'none' },
      { name: 'OAuth2', value: 'oauth2' },
    ],
    default: 'none',
    description: 'How the receiver wants to be authenticated',
  },
  {
    displayName: 'Sign Deliveries',
    name: 'signDeliveries',
    type: 'boolean',
    default: false,
    description:
      'Whether to sign each delivery as Standard Webhooks defines it, so that the receiver can tell that it is genuine',
  },
  {
    displayName: 'Body',
    name: 'body',
    type: 'options',
    options: [
      { name: 'Alert', value: 'alert', description: "The item's alert as JSON" },
      {
        name: 'Template',
        value: 'template',
        description: 'Your own JSON, with placeholders for fields of the item',
      },
    ],
    default: 'alert',
    description: 'What is sent',
  },
  {
    displayName: 'Body Template',
    name: 'bodyTemplate',
    type: 'json',
    typeOptions: { rows: 12 },
    // In n8n's expression mode the placeholders would be expressions.
    noDataExpression: true,
    required: true,
    default: DEFAULT_TEMPLATE,
    description: TEMPLATE_DESCRIPTION,
    displayOptions: { show: { body: ['template'] } },
  },
  options,
];

const labels = Object.fromEntries(
  [...properties, ...optionFields].map(({ name, displayName }) => [name, displayName]),
);

/** The labels of the node's fields, by the names that a definition has for what they hold. */
export const LABELS: Readonly<Record<string, string | undefined>> = {
  ...labels,
  name: labels['webhookName'],
  auth: labels['authentication'],
  // It lies in the credential.
  signingSecret: 'Signing Secret',
  timeoutMs: labels[timeoutProperty.name],
  giveUpAfterMs: labels[giveUpAfterProperty.name],
};
