import type { Mapping as CloudflareMapping } from 'alertbridge/cloudflare';
import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { ALERT_PRIORITIES, ALERT_STATUSES } from '../../../shared/alert.ts';
import { DEFAULT_RAISE_AT } from '../../../shared/change.ts';
import { mappedEvent, type MappedEvent } from '../../../shared/events.ts';
import {
  DEFAULT_PRIORITY_FOR,
  DEFAULT_RESOURCE_TYPE,
  DEFAULT_SCOPE,
  DEFAULT_STATUS_FOR,
  type ApiContextAlertOptions,
} from '../../../shared/systems/apicontext/alert.ts';
import {
  DEFAULT_APONO_PRIORITY_FOR,
  DEFAULT_APONO_STATUS_FOR,
  type AponoAlertOptions,
} from '../../../shared/systems/apono/alert.ts';
const show = { operation: ['sendFromEvent'] };

const template = 'Text with {{path.to.field}} of the event in it, e.g. {{call_meta.name}}';

const PRIORITIES: INodePropertyOptions[] = ALERT_PRIORITIES.map((value) => ({ name: value, value }));
const STATUSES: INodePropertyOptions[] = [
  ...ALERT_STATUSES.map((value) => ({ name: value, value })),
  { name: 'Ignore', value: 'ignore' },
];

export const sendFromEventProperties: INodeProperties[] = [
  {
    displayName: 'Event',
    name: 'event',
    type: 'json',
    required: true,
    default: '={{ $json }}',
    description:
      'What a source sent, as an object, as JSON text, or as a webhook item with the event as its body. Which system it is from is found out by its shape.',
    displayOptions: { show },
  },
  {
    displayName: 'Mapping Options',
    name: 'mappingOptions',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    displayOptions: { show },
    options: [
      {
        displayName: 'Description',
        name: 'description',
        type: 'string',
        typeOptions: { rows: 4 },
        default: '',
        description: `Instead of the description that is made of the event. ${template}.`,
      },
      {
        displayName: 'Name',
        name: 'name',
        type: 'string',
        default: '',
        description: `Instead of the name that is made of the event. ${template}. Use only what an Alarm and the OK that ends it have in common.`,
      },
      {
        displayName: 'Priority (Cloudflare)',
        name: 'priority',
        type: 'options',
        options: PRIORITIES,
        default: 'Critical',
        description:
          'How urgent every Alarm is. Without this option, what is down or under attack is Critical and all else Medium.',
      },
      {
        displayName: 'Priority By Result Class (APIContext)',
        name: 'priorityFor',
        placeholder: 'Set Priorities',
        description: 'How urgent the Alarm of each class is',
        type: 'fixedCollection',
        default: {},
        options: [
          { displayName: 'Classes', name: 'classes', values: choicesBy(DEFAULT_PRIORITY_FOR, PRIORITIES) },
        ],
      },
      {
        displayName: 'Priority By Status (Apono)',
        name: 'aponoPriorityFor',
        placeholder: 'Set Priorities',
        description: 'How urgent the Alarm of each status is',
        type: 'fixedCollection',
        default: {},
        options: [
          {
            displayName: 'Statuses',
            name: 'statuses',
            values: choicesBy(DEFAULT_APONO_PRIORITY_FOR, PRIORITIES),
          },
        ],
      },
      {
        displayName: 'Raise At (APIContext)',
        name: 'raiseAt',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: DEFAULT_RAISE_AT,
        description:
          'How many locations must see a call fail before its alert is raised. It ends when none does any more. For the scopes Call and Workflow, with events that come from the APIContext Trigger, which remembers what each location saw last.',
      },
      {
        displayName: 'Resource Type',
        name: 'resourceType',
        type: 'string',
        default: DEFAULT_RESOURCE_TYPE,
      },
      {
        displayName: 'Runbook URL',
        name: 'runBookUrl',
        type: 'string',
        default: '',
        description: `How to resolve the issue. ${template}.`,
      },
      {
        displayName: 'Scope (APIContext)',
        name: 'scope',
        type: 'options',
        options: [
          { name: 'Call', value: 'call', description: 'One alert for a call, wherever it is seen to fail' },
          {
            name: 'Call and Location',
            value: 'call-and-location',
            description: 'One alert for a call as seen from one location',
          },
          { name: 'Workflow', value: 'workflow', description: 'One alert for an APIContext workflow' },
        ],
        default: DEFAULT_SCOPE,
        description: 'What one alert stands for',
      },
      {
        displayName: 'Status By Result Class (APIContext)',
        name: 'statusFor',
        placeholder: 'Set Statuses',
        description: 'What becomes of each class of result. A class that is ignored sends nothing.',
        type: 'fixedCollection',
        default: {},
        options: [
          { displayName: 'Classes', name: 'classes', values: choicesBy(DEFAULT_STATUS_FOR, STATUSES) },
        ],
      },
      {
        displayName: 'Status By Status (Apono)',
        name: 'aponoStatusFor',
        placeholder: 'Set Statuses',
        description: 'What becomes of each status of an integration. A status that is ignored sends nothing.',
        type: 'fixedCollection',
        default: {},
        options: [
          {
            displayName: 'Statuses',
            name: 'statuses',
            values: choicesBy(DEFAULT_APONO_STATUS_FOR, STATUSES),
          },
        ],
      },
    ],
  },
];

/** One choice for each kind of event, with what it is by default. */
function choicesBy(defaults: Record<string, string>, options: INodePropertyOptions[]): INodeProperties[] {
  return Object.entries(defaults).map(([kind, value]) => ({
    displayName: kind,
    name: kind,
    type: 'options',
    options,
    default: value,
  }));
}

interface MappingParameters extends Omit<ApiContextAlertOptions, 'statusFor' | 'priorityFor'> {
  raiseAt?: number;
  statusFor?: { classes?: ApiContextAlertOptions['statusFor'] };
  priorityFor?: { classes?: ApiContextAlertOptions['priorityFor'] };
  aponoStatusFor?: { statuses?: AponoAlertOptions['statusFor'] };
  aponoPriorityFor?: { statuses?: AponoAlertOptions['priorityFor'] };
  priority?: CloudflareMapping['priority'];
}

/** The event found in the item, mapped; `null` where the mapping ignores it. */
export function eventOfItem(
  functions: IExecuteFunctions,
  itemIndex: number,
): (MappedEvent & { raiseAt?: number | undefined }) | null {
  const { statusFor, priorityFor, scope, priority, aponoStatusFor, aponoPriorityFor, raiseAt, ...options } =
    functions.getNodeParameter('mappingOptions', itemIndex, {}) as MappingParameters;
  const mapped = mappedEvent(functions.getNodeParameter('event', itemIndex), {
    apicontext: { ...options, scope, statusFor: statusFor?.classes, priorityFor: priorityFor?.classes },
    apono: { ...options, statusFor: aponoStatusFor?.statuses, priorityFor: aponoPriorityFor?.statuses },
    cloudflare: { ...options, priority },
  });
  return mapped && { ...mapped, raiseAt };
}
