import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { DEFAULT_RESOURCE_TYPE } from '../../../shared/systems/apicontext/alert.ts';

export const alertNameProperty: INodeProperties = {
  displayName: 'Alert Name',
  name: 'alertName',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. Checkout is failing',
  description: 'What is wrong, in a few words. The same for the Alarm and the OK that ends it.',
};

export const alertIdProperty: INodeProperties = {
  displayName: 'Alert ID',
  name: 'alertId',
  type: 'string',
  default: '',
  placeholder: 'e.g. checkout-eu',
  description:
    'What makes two posts one alert. Left empty, it is derived from the alert name, the resource and the metric.',
};

export const alertPriorityProperty: INodeProperties = {
  displayName: 'Alert Priority',
  name: 'alertPriority',
  type: 'options',
  options: [
    { name: 'Critical', value: 'Critical' },
    { name: 'Medium', value: 'Medium' },
  ],
  default: 'Critical',
  description: 'How urgent the alert is',
};

/** The optional fields of an alert, in alphabetical order as n8n's lint wants them. */
export const alertDetailProperties: INodeProperties[] = [
  {
    displayName: 'Alert URL',
    name: 'alertUrl',
    type: 'string',
    default: '',
    description: 'Where to look',
  },
  {
    displayName: 'Description',
    name: 'description',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    description: 'What a person on call needs to know. At most 10,000 characters; what is longer is cut.',
  },
  { displayName: 'Metric Name', name: 'metricName', type: 'string', default: '' },
  { displayName: 'Resource ID', name: 'resourceId', type: 'string', default: '' },
  { displayName: 'Resource Name', name: 'resourceName', type: 'string', default: '' },
  {
    displayName: 'Resource Type',
    name: 'resourceType',
    type: 'string',
    default: '',
    placeholder: `e.g. ${DEFAULT_RESOURCE_TYPE}`,
  },
  {
    displayName: 'Runbook URL',
    name: 'runBookUrl',
    type: 'string',
    default: '',
    description: 'How to resolve the issue',
  },
];

/** A node's fields by their wire names: `alertName` becomes `alert_name`. */
export function wireFields(fields: IDataObject): IDataObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
