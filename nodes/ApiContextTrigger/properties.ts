import type { INodeProperties } from 'n8n-workflow';

import { KNOWN_RESULTS, RESULT_CLASSES } from 'alertbridge/apicontext';

import { filtersProperty } from '../host/filters-property.ts';
import { apicontextMapping } from '../host/mappings.ts';
import { emitProperty, policyProperty } from '../host/policy-properties.ts';
import {
  authenticationProperty,
  ipAllowListProperty,
  maxBodyProperty,
  responseModeProperty,
} from '../host/receive-properties.ts';
import { texts } from '../host/texts.ts';
import { forgetStateProperty } from '../host/trigger.ts';

/** The fields of APIContext's filter, by its names. */
export const filters = filtersProperty(
  'Which results may open an alarm. A result that closes an open one always passes.',
  [
    {
      displayName: 'Call IDs',
      name: 'callIds',
      ...texts,
      placeholder: 'e.g. call-7f3a9c',
      description: 'Only results of these calls',
    },
    {
      displayName: 'Classes',
      name: 'classes',
      type: 'multiOptions',
      options: RESULT_CLASSES.map((value) => ({ name: value, value })),
      default: [],
      description: 'Only results of these classes',
    },
    {
      displayName: 'Domains',
      name: 'domains',
      ...texts,
      placeholder: 'e.g. api.example.com',
      description: 'Only results of calls to these domains',
    },
    {
      displayName: 'Exclude Tags',
      name: 'excludeTags',
      ...texts,
      placeholder: 'e.g. staging',
      description: 'No results of a call or project with one of these tags',
    },
    {
      displayName: 'Include Tags',
      name: 'includeTags',
      ...texts,
      placeholder: 'e.g. production',
      description: 'Only results of a call or project with one of these tags',
    },
    {
      displayName: 'Locations',
      name: 'locations',
      ...texts,
      placeholder: 'e.g. apimetrics_azurenorwayeast',
      description: 'Only results seen from these locations',
    },
    {
      displayName: 'Minimum Response Time (Ms)',
      name: 'minResponseTimeMs',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 0,
      description:
        'Only results that took at least this long. A result without a response time, such as a refused connection, is filtered out.',
    },
    {
      displayName: 'Results',
      name: 'results',
      ...texts,
      placeholder: `e.g. ${KNOWN_RESULTS[7]}`,
      description: `Only results with one of these codes: ${KNOWN_RESULTS.join(', ')}, or any other that APIContext sends`,
    },
  ],
);

export const properties: INodeProperties[] = [
  {
    displayName:
      "In APIContext, add a Performance Results Webhook with this node's production URL: open Webhook URLs above and switch from Test URL to Production URL. Keep PASS results enabled there, or alerts will never close.",
    name: 'notice',
    type: 'notice',
    default: '',
  },
  authenticationProperty,
  emitProperty,
  responseModeProperty,
  {
    displayName: 'Simplify',
    name: 'simplify',
    type: 'boolean',
    default: false,
    description: 'Whether to return a simplified version of the event instead of the raw data',
  },
  filters,
  apicontextMapping({ tracks: true }),
  policyProperty('sample'),
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: [forgetStateProperty, ipAllowListProperty, maxBodyProperty],
  },
];
