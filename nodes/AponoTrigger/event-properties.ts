import type { INodeProperties } from 'n8n-workflow';

import { STATUSES } from 'alertbridge/apono';
import { filtersProperty, texts } from '../host/filters-property.ts';

/** The fields of `aponoFilterSchema`, by its names. */
export const filterProperties: INodeProperties = filtersProperty(
  'Which events start the workflow. Whoever wants an alert to close by itself must let Active through.',
  [
    {
      displayName: 'Integration',
      name: 'integrations',
      ...texts,
      placeholder: 'e.g. AWS Production',
      description: 'Events of one of these integrations, by name or ID as Apono writes them',
    },
    {
      displayName: 'Status',
      name: 'statuses',
      type: 'multiOptions',
      options: STATUSES.map((value) => ({ name: value, value })),
      default: [],
      description: 'Events with one of these statuses',
    },
    {
      displayName: 'Type',
      name: 'types',
      ...texts,
      placeholder: 'e.g. aws-account',
      description: 'Events of integrations of one of these types',
    },
  ],
);

const path = (displayName: string, name: string, documented: string): INodeProperties => ({
  displayName,
  name,
  type: 'string',
  default: '',
  placeholder: documented,
  description: `Where it lies, as a path with dots. Empty for ${documented}.`,
});

/** The fields of `AponoPaths`, by its names. */
export const fieldPathsProperty: INodeProperties = {
  displayName: 'Field Paths',
  name: 'fieldPaths',
  type: 'fixedCollection',
  default: {},
  placeholder: 'Set Paths',
  description:
    "Where your own body template has put the event's fields. The workflow gets them where Apono's documentation has them.",
  options: [
    {
      displayName: 'Paths',
      name: 'paths',
      values: [
        path('Integration ID', 'id', 'data.id'),
        path('Integration Name', 'name', 'data.name'),
        path('Integration Type', 'type', 'data.type'),
        path('Status', 'status', 'data.status'),
        path('Issues', 'issues', 'data.issues'),
        path('Status of an Issue', 'issue_status', 'status'),
        path('Message of an Issue', 'issue_message', 'message'),
        path('Event Type', 'event_type', 'event_type'),
        path('Event Time', 'event_time', 'event_time'),
      ],
    },
  ],
};
