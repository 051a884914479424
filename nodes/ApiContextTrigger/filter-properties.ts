import type { INodeProperties } from 'n8n-workflow';

import { KNOWN_RESULTS, RESULT_CLASSES } from '../../shared/systems/apicontext/schema.ts';
import { filtersProperty, texts } from '../host/filters-property.ts';

/** The fields of `apiContextFilterSchema`, by its names. */
export const filterProperties: INodeProperties = filtersProperty(
  'Which results start the workflow. Whoever wants an alert to close by itself must let PASS through.',
  [
    {
      displayName: 'Call IDs',
      name: 'callIds',
      ...texts,
      placeholder: 'e.g. call-7f3a9c',
      description: 'Results of one of these calls',
    },
    {
      displayName: 'Classes',
      name: 'classes',
      type: 'multiOptions',
      options: RESULT_CLASSES.map((value) => ({ name: value, value })),
      default: [],
      description: 'Results of one of these classes',
    },
    {
      displayName: 'Domains',
      name: 'domains',
      ...texts,
      placeholder: 'e.g. api.example.com',
      description: 'Results of calls to one of these domains',
    },
    {
      displayName: 'Exclude Tags',
      name: 'excludeTags',
      ...texts,
      description: 'No results whose call or project has one of these tags',
    },
    {
      displayName: 'Include Tags',
      name: 'includeTags',
      ...texts,
      description: 'Results whose call or project has one of these tags',
    },
    {
      displayName: 'Locations',
      name: 'locations',
      ...texts,
      placeholder: 'e.g. apimetrics_azurenorwayeast',
      description: 'Results seen from one of these locations',
    },
    {
      displayName: 'Minimum Response Time (Ms)',
      name: 'minResponseTimeMs',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 0,
      description:
        'Results that took at least as many milliseconds. A result without a response time, such as a refused connection, is filtered out, and so is a PASS that was faster.',
    },
    {
      displayName: 'Results',
      name: 'results',
      ...texts,
      placeholder: `e.g. ${KNOWN_RESULTS[7]}`,
      description: `Results with one of these codes: ${KNOWN_RESULTS.join(', ')}, or another that APIContext sends`,
    },
  ],
);
