import type { INodeProperties } from 'n8n-workflow';

import { ALERT_TYPE_NAMES } from 'alertbridge/cloudflare';

import { staticAccountProperty } from '../host/account-property.ts';
import { filtersProperty } from '../host/filters-property.ts';
import { cloudflareMapping } from '../host/mappings.ts';
import { emitProperty, policyProperty } from '../host/policy-properties.ts';
import { maxBodyProperty, responseModeProperty } from '../host/receive-properties.ts';
import { byName, texts } from '../host/texts.ts';
import { forgetStateProperty } from '../host/trigger.ts';

const automatic = { show: { setup: ['automatic'] } };
const byHand = { show: { setup: ['byHand'] } };

/** The fields of Cloudflare's filter, by its names. */
export const filters = filtersProperty(
  'Which notifications may open an alarm. A notification that closes an open one always passes.',
  [
    {
      displayName: 'Alert Types',
      name: 'alertTypes',
      type: 'multiOptions',
      options: byName(
        Object.entries(ALERT_TYPE_NAMES).map(([value, name]) => ({ name: `${name} (${value})`, value })),
        ({ name }) => name,
      ),
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
      ...texts,
      placeholder: 'e.g. Wake the on-call engineer',
      description: 'Notifications of one of these notification policies, each by its name or its ID',
    },
  ],
);

const deleteDestination: INodeProperties = {
  displayName: 'Delete Destination',
  name: 'deleteDestination',
  type: 'boolean',
  default: false,
  description:
    'Whether to delete the destination in Cloudflare when the workflow is unpublished, and each time a change of it is published. <b>Every notification policy that uses it then forgets it</b>, and you have to choose the new one there again. Left off, the destination stays, and the next publishing takes it over.',
};

export const properties: INodeProperties[] = [
  {
    displayName: 'Webhook Destination',
    name: 'setup',
    type: 'options',
    options: [
      {
        name: 'Create Automatically',
        value: 'automatic',
        description: 'Publishing the workflow creates it, guarded by a random secret',
      },
      {
        name: 'Created by Hand',
        value: 'byHand',
        description: 'You create it in Cloudflare with the URL of this node; no credential is needed',
      },
    ],
    default: 'automatic',
    description: 'How the webhook destination gets into Cloudflare',
  },
  {
    displayName:
      'Publishing the workflow creates a webhook destination named after it; choose it in the notification policies in Cloudflare. It stays when the workflow is changed or unpublished, so that the policies keep it.',
    name: 'automaticNotice',
    type: 'notice',
    default: '',
    displayOptions: automatic,
  },
  {
    displayName:
      "Publish the workflow first. Then add a webhook in Cloudflare under Notifications → Destinations, with this node's production URL and the secret below: open Webhook URLs above and switch from Test URL to Production URL.",
    name: 'byHandNotice',
    type: 'notice',
    default: '',
    displayOptions: byHand,
  },
  { ...staticAccountProperty, displayOptions: automatic },
  {
    displayName: 'Secret',
    name: 'secret',
    type: 'string',
    typeOptions: { password: true },
    default: '',
    required: true,
    description:
      'The secret of the destination. A notification that does not come with it is refused, so use a long random text.',
    displayOptions: byHand,
  },
  emitProperty,
  responseModeProperty,
  filters,
  cloudflareMapping(),
  policyProperty('turn'),
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    displayOptions: automatic,
    options: [deleteDestination, forgetStateProperty, maxBodyProperty],
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    displayOptions: byHand,
    options: [forgetStateProperty, maxBodyProperty],
  },
];
