import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { parseAlert, type Alert } from '../../../shared/alert.ts';
import { alertDetailProperties, alertIdProperty, alertNameProperty, wireFields } from './fields.ts';

const show = { operation: ['resolve'] };

export const resolveProperties: INodeProperties[] = [
  {
    ...alertNameProperty,
    description: 'The name with which the alert was sent',
    displayOptions: { show },
  },
  {
    ...alertIdProperty,
    description:
      'The ID with which the alert was sent. If it was sent without one, leave it empty and fill in the same name, resource and metric.',
    displayOptions: { show },
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    options: alertDetailProperties,
    displayOptions: { show },
  },
];

/** The OK that ends an alert. */
export function resolvingAlert(functions: IExecuteFunctions, itemIndex: number): Alert {
  return parseAlert({
    alert_name: functions.getNodeParameter('alertName', itemIndex),
    status: 'OK',
    alert_id: functions.getNodeParameter('alertId', itemIndex, ''),
    ...wireFields(functions.getNodeParameter('additionalFields', itemIndex, {})),
  });
}
