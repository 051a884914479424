import { ALERT_TYPE_NAMES } from 'alertbridge/cloudflare';
import type { INodeProperties } from 'n8n-workflow';

import { filtersProperty } from '../host/filters-property.ts';

/** The fields of `filterSchema`, by its names. */
export const filterProperties: INodeProperties = filtersProperty(
  'Which notifications start the workflow. Whoever wants an alert to close by itself must let its end through.',
  [
    {
      displayName: 'Alert Types',
      name: 'alertTypes',
      type: 'multiOptions',
      options: Object.entries(ALERT_TYPE_NAMES)
        .map(([value, name]) => ({ name: `${name} (${value})`, value }))
        .sort((a, b) => a.name.localeCompare(b.name)),
      default: [],
      description:
        'Notifications of one of these types. A type that is not listed can be given as an expression.',
    },
    {
      displayName: 'Events',
      name: 'events',
      type: 'multiOptions',
      options: [
        {
          name: 'End',
          value: 'end',
          description: 'What began is over: it is healthy, resolved or enabled again',
        },
        { name: 'Start', value: 'start', description: 'Something began, or happened once' },
      ],
      default: [],
      description: 'Notifications that tell of a start or of an end',
    },
    {
      displayName: 'Policies',
      name: 'policies',
      type: 'string',
      typeOptions: { multipleValues: true },
      default: [],
      placeholder: 'e.g. Wake the on-call engineer',
      description: 'Notifications of one of these notification policies, each by its name or its ID',
    },
  ],
);
