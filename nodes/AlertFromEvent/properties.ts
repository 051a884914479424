import type { INodeProperties } from 'n8n-workflow';

import {
  anyMapping,
  apicontextMapping,
  aponoMapping,
  cloudflareMapping,
  githubMapping,
} from '../host/mappings.ts';

/** The mapping options of each choice of the source. */
const MAPPING_FOR: Readonly<Record<string, INodeProperties>> = {
  detect: anyMapping(),
  apicontext: apicontextMapping({ tracks: false }),
  apono: aponoMapping(),
  cloudflare: cloudflareMapping(),
  github: githubMapping(),
};

export const properties: INodeProperties[] = [
  {
    displayName:
      'For events that do not arrive through an Alertbridge trigger, but e.g. through the GitHub Trigger or a Webhook node. This node remembers nothing: every event makes an alert, even one that repeats the last.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  {
    displayName: 'Source',
    name: 'source',
    type: 'options',
    options: [
      { name: 'APIContext', value: 'apicontext' },
      { name: 'Apono', value: 'apono' },
      { name: 'Cloudflare', value: 'cloudflare' },
      { name: 'Detect', value: 'detect', description: 'Find out from the fields of the event' },
      { name: 'GitHub', value: 'github' },
    ],
    default: 'detect',
    description: 'Which system the events come from',
  },
  ...Object.entries(MAPPING_FOR).map(([source, mapping]) => ({
    ...mapping,
    displayOptions: { show: { source: [source] } },
  })),
];
