import type { INodeProperties } from 'n8n-workflow';

import { EVENT_KINDS, STATUSES, type EventKind } from 'alertbridge/apono';

import { filtersProperty } from '../host/filters-property.ts';
import { aponoMapping } from '../host/mappings.ts';
import { emitProperty, policyProperty } from '../host/policy-properties.ts';
import {
  authenticationProperty,
  ipAllowListProperty,
  maxBodyProperty,
  responseModeProperty,
} from '../host/receive-properties.ts';
import { texts } from '../host/texts.ts';
import { forgetStateProperty } from '../host/trigger.ts';

const EVENT_TITLES: Readonly<Record<EventKind, string>> = {
  integration: 'Integration',
  'access-request': 'Access Request',
  audit: 'Audit Log',
};

const EVENT_OPTIONS = EVENT_KINDS.map((value) => ({ name: EVENT_TITLES[value], value }));

/** The fields of Apono's filter, by its names. */
export const filters = filtersProperty(
  'Which events may open an alarm. An event that closes an open one always passes.',
  [
    {
      displayName: 'Events',
      name: 'events',
      type: 'multiOptions',
      options: EVENT_OPTIONS,
      default: [],
      description: 'Only events of these kinds',
    },
    {
      displayName: 'Integrations',
      name: 'integrations',
      ...texts,
      placeholder: 'e.g. AWS Production',
      description: 'Only events of these integrations, each by its name or ID as Apono writes it',
    },
    {
      displayName: 'Statuses',
      name: 'statuses',
      type: 'multiOptions',
      options: STATUSES.map((value) => ({ name: value, value })),
      default: [],
      description: 'Only events with one of these statuses',
    },
    {
      displayName: 'Types',
      name: 'types',
      ...texts,
      placeholder: 'e.g. aws-account',
      description: 'Only events of integrations of these types',
    },
  ],
);

const path = (displayName: string, name: string, documented: string): INodeProperties => ({
  displayName,
  name,
  type: 'string',
  default: '',
  placeholder: `e.g. ${documented}`,
  description: `Path to this field in your events, with dots. Default: ${documented}.`,
});

/** Where a body template of one's own has put an integration's fields, by the library's names. */
const fieldPathsProperty: INodeProperties = {
  displayName: 'Field Paths',
  name: 'fieldPaths',
  type: 'fixedCollection',
  default: { paths: { status: '' } },
  placeholder: 'Set Paths',
  description:
    "Where your own body template puts the event's fields. The workflow gets them under the names in Apono's documentation.",
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

export const properties: INodeProperties[] = [
  {
    displayName:
      "In Apono, add an Integration webhook (and an Access Request webhook, if you want those too) with this node's production URL: open Webhook URLs above and switch from Test URL to Production URL. Keep the status Active in its filters, or alerts will never close.",
    name: 'notice',
    type: 'notice',
    default: '',
  },
  authenticationProperty,
  emitProperty,
  responseModeProperty,
  filters,
  aponoMapping(),
  policyProperty('turn'),
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: [fieldPathsProperty, forgetStateProperty, ipAllowListProperty, maxBodyProperty],
  },
];
