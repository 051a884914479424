import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { parseAlert, type Alert } from '../../../shared/alert.ts';
import {
  alertDetailProperties,
  alertIdProperty,
  alertNameProperty,
  alertPriorityProperty,
  wireFields,
} from './fields.ts';

const show = { operation: ['send'] };

export const sendProperties: INodeProperties[] = [
  { ...alertNameProperty, displayOptions: { show } },
  {
    displayName: 'Status',
    name: 'status',
    type: 'options',
    options: [
      { name: 'Alarm', value: 'Alarm', description: 'Opens the alert' },
      { name: 'OK', value: 'OK', description: 'Closes the alert' },
    ],
    default: 'Alarm',
    description: 'Whether something is wrong',
    displayOptions: { show },
  },
  { ...alertPriorityProperty, displayOptions: { show: { ...show, status: ['Alarm'] } } },
  { ...alertIdProperty, displayOptions: { show } },
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

/** The alert of the fields that were filled in by hand. */
export function sentAlert(functions: IExecuteFunctions, itemIndex: number): Alert {
  const status = functions.getNodeParameter('status', itemIndex) as string;
  return parseAlert({
    alert_name: functions.getNodeParameter('alertName', itemIndex),
    status,
    alert_id: functions.getNodeParameter('alertId', itemIndex, ''),
    ...(status === 'Alarm' && { alert_priority: functions.getNodeParameter('alertPriority', itemIndex) }),
    ...wireFields(functions.getNodeParameter('additionalFields', itemIndex, {})),
  });
}
