import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { ALERT_PRIORITIES } from 'alertbridge';

import {
  concurrencyProperty,
  giveUpAfterProperty,
  sendHeldProperty,
  timeoutProperty,
} from '../host/delivery-options.ts';
import { toolDescriptions } from '../host/tool-descriptions.ts';

const RAISE: INodePropertyOptions = {
  name: 'Raise',
  value: 'raise',
  description:
    'Open an alert to tell the people on call that something is wrong. Raising the same alert ID again does not open a second one.',
  action: 'Raise an alert',
};

const RESOLVE: INodePropertyOptions = {
  name: 'Resolve',
  value: 'resolve',
  description: 'Close an alert, by the alert ID it was raised with, because the problem is over',
  action: 'Resolve an alert',
};

const SEND: INodePropertyOptions = {
  name: 'Send',
  value: 'send',
  description:
    'Send the alert in the input item: from a trigger, an alert by itself, or the event of a known system',
  action: 'Send an alert',
};

const forRaise = { show: { operation: ['raise'] } };
const forResolve = { show: { operation: ['resolve'] } };

/** The optional fields of an alert, in alphabetical order as n8n's lint wants them. */
const detailProperties: INodeProperties[] = [
  {
    displayName: 'Alert URL',
    name: 'alertUrl',
    type: 'string',
    default: '',
    description: 'The page to look at first',
  },
  {
    displayName: 'Metric Name',
    name: 'metricName',
    type: 'string',
    default: '',
    placeholder: 'e.g. error rate',
    description: 'What was measured',
  },
  {
    displayName: 'Resource ID',
    name: 'resourceId',
    type: 'string',
    default: '',
    description: 'The ID of what the alert is about',
  },
  {
    displayName: 'Resource Name',
    name: 'resourceName',
    type: 'string',
    default: '',
    description: 'The name of what the alert is about',
  },
  {
    displayName: 'Resource Type',
    name: 'resourceType',
    type: 'string',
    default: '',
    placeholder: 'e.g. API',
    description: 'What kind of thing the alert is about',
  },
  {
    displayName: 'Runbook URL',
    name: 'runBookUrl',
    type: 'string',
    default: '',
    description: 'The page that explains how to fix it',
  },
];

const additionalFields: INodeProperties = {
  displayName: 'Additional Fields',
  name: 'additionalFields',
  type: 'collection',
  placeholder: 'Add Field',
  default: {},
  options: detailProperties,
};

export const properties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    options: [SEND, RAISE, RESOLVE],
    default: 'send',
    displayOptions: { show: { '@tool': [false] } },
  },
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    // A model has no input item to send.
    options: [RAISE, RESOLVE],
    default: 'raise',
    displayOptions: { show: { '@tool': [true] } },
  },
  ...toolDescriptions([RAISE, RESOLVE]),
  {
    displayName: 'Alert Name',
    name: 'alertName',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. Checkout is failing',
    description: 'What is wrong, in a few words that someone woken at night understands',
    displayOptions: forRaise,
  },
  {
    displayName: 'Alert ID',
    name: 'alertId',
    type: 'string',
    default: '',
    placeholder: 'e.g. checkout-eu',
    description:
      'A short name for what is wrong, without spaces, e.g. checkout-eu. Raising the same ID again does not open a second alert, and Resolve closes it by this ID. If empty, it is made from the alert name, the resource and the metric.',
    displayOptions: forRaise,
  },
  {
    displayName: 'Alert ID',
    name: 'alertId',
    type: 'string',
    default: '',
    placeholder: 'e.g. checkout-eu',
    description:
      'The ID that the alert was raised with. If it had none, leave this empty and fill in the same name, resource and metric.',
    displayOptions: forResolve,
  },
  {
    displayName: 'Alert Name',
    name: 'alertName',
    type: 'string',
    default: '',
    placeholder: 'e.g. Checkout is failing',
    description: 'The name that the alert was raised with. Not needed if you give the alert ID.',
    displayOptions: forResolve,
  },
  {
    displayName: 'Description',
    name: 'description',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    description:
      'What the person on call needs to know: what was seen, since when, what it means, and what to do first. Cut after 10,000 characters.',
    displayOptions: { show: { operation: ['raise', 'resolve'] } },
  },
  {
    displayName: 'Alert Priority',
    name: 'alertPriority',
    type: 'options',
    options: ALERT_PRIORITIES.map((value) => ({ name: value, value })),
    default: 'Critical',
    description: 'How urgent the alert is',
    displayOptions: forRaise,
  },
  { ...additionalFields, displayOptions: { show: { operation: ['raise', 'resolve'] } } },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: [concurrencyProperty, giveUpAfterProperty, timeoutProperty],
    displayOptions: { hide: { operation: ['send'] } },
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: [concurrencyProperty, giveUpAfterProperty, sendHeldProperty, timeoutProperty],
    displayOptions: { show: { operation: ['send'] } },
  },
];

/** The labels of an alert's fields, by their wire names. */
export const LABELS: Readonly<Record<string, string>> = Object.fromEntries(
  [...properties, ...detailProperties].map(({ name, displayName }) => [wireName(name), displayName]),
);

/** A node's fields by their wire names: `alertName` becomes `alert_name`. */
export function wireFields(fields: IDataObject): IDataObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [wireName(name), value]));
}

function wireName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
