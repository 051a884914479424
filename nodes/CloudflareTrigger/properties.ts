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
      description: 'Only notifications of these types. Use an expression for a type that is not listed.',
    },
    {
      displayName: 'Events',
      name: 'events',
      type: 'multiOptions',
      options: [
        {
          name: 'End',
          value: 'end',
          description: 'Something is over: healthy, resolved or enabled again',
        },
        { name: 'Start', value: 'start', description: 'Something began, or happened once' },
      ],
      default: [],
      description: 'Only notifications of a start, or only of an end',
    },
    {
      displayName: 'Policies',
      name: 'policies',
      ...texts,
      placeholder: 'e.g. Wake the on-call engineer',
      description: 'Only notifications of these notification policies, each by its name or ID',
    },
  ],
);

const deleteDestination: INodeProperties = {
  displayName: 'Delete Destination',
  name: 'deleteDestination',
  type: 'boolean',
  default: false,
  description:
    'Whether to delete the destination in Cloudflare when the workflow is unpublished, and each time a changed version is published. <b>Every notification policy that uses it then loses it</b>, and you have to choose the new one there. When off, the destination stays, and is used again the next time you publish.',
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
        description: 'Publishing the workflow creates it, protected by a random secret',
      },
      {
        name: 'Created by Hand',
        value: 'byHand',
        description: "You create it in Cloudflare with this node's URL. No credential is needed.",
      },
    ],
    default: 'automatic',
    description: 'Who creates the webhook destination in Cloudflare',
  },
  {
    displayName:
      'Publishing the workflow creates a webhook destination named after it. Choose it in your notification policies in Cloudflare. It stays when you change or unpublish the workflow, so policies do not lose it.',
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
    description: 'The secret of the destination, a long random text. Notifications without it are refused.',
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
