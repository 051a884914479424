import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { ALERT_PRIORITIES, ALERT_STATUSES } from 'alertbridge';

import { byName, filledTexts } from './texts.ts';

export const PRIORITIES: INodePropertyOptions[] = ALERT_PRIORITIES.map((value) => ({ name: value, value }));

const STATUSES: INodePropertyOptions[] = [
  ...ALERT_STATUSES.map((value) => ({ name: value, value })),
  { name: 'Ignore', value: 'ignore' },
];

/**
 * The mapping options of a source, in one collection. The names of its fields are those of the library's mapping.
 *
 * @param placeholder One that the source's events fill, without braces: `call_meta.name`.
 * @param own What only this source has.
 */
export function mappingProperty(
  { placeholder, resourceType }: { placeholder: string; resourceType: string },
  own: INodeProperties[] = [],
): INodeProperties {
  const template = `Text with placeholders for fields of the event, e.g. {{${placeholder}}}`;
  const common: INodeProperties[] = [
    {
      displayName: 'Description',
      name: 'description',
      type: 'string',
      typeOptions: { rows: 4 },
      // Pasted into a field that takes expressions, the placeholders would turn it into one.
      noDataExpression: true,
      default: '',
      placeholder: `e.g. {{${placeholder}}} is failing`,
      description: `Replaces the description made from the event. ${template}.`,
    },
    {
      displayName: 'Name',
      name: 'name',
      type: 'string',
      noDataExpression: true,
      default: '',
      placeholder: `e.g. {{${placeholder}}} is failing`,
      description: `Replaces the name made from the event. ${template}. Use only what an Alarm and the OK that closes it have in common.`,
    },
    {
      displayName: 'Resource Type',
      name: 'resourceType',
      type: 'string',
      default: resourceType,
      description: 'What kind of thing the alert is about',
    },
    {
      displayName: 'Runbook URL',
      name: 'runBookUrl',
      type: 'string',
      noDataExpression: true,
      default: '',
      placeholder: 'e.g. https://wiki.example.com/runbooks/orders',
      description: `The page that explains how to fix it. ${template}.`,
    },
  ];
  return {
    displayName: 'Mapping',
    name: 'mapping',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    description: 'Changes what the alert says',
    options: byName([...common, ...own], ({ displayName }) => displayName),
  };
}

/** How urgent the Alarm of each kind of event is. */
export const priorityFor = (
  kinds: string,
  defaults: Readonly<Record<string, string>>,
  name = 'priorityFor',
): INodeProperties => ({
  displayName: `Priority by ${kinds}`,
  name,
  placeholder: 'Set Priorities',
  description: `How urgent the Alarm of each ${kinds.toLowerCase()} is`,
  type: 'fixedCollection',
  // Without values in it, n8n's editor drops the option when another one is added.
  default: { values: { ...defaults } },
  options: [{ displayName: 'Priorities', name: 'values', values: choicesBy(defaults, PRIORITIES) }],
});

/** What becomes of each kind of event. */
export const statusFor = (
  kinds: string,
  defaults: Readonly<Record<string, string>>,
  name = 'statusFor',
): INodeProperties => ({
  displayName: `Status by ${kinds}`,
  name,
  placeholder: 'Set Statuses',
  description: `What each ${kinds.toLowerCase()} does: open an alert (Alarm), close it (OK), or nothing (Ignore)`,
  type: 'fixedCollection',
  default: { values: { ...defaults } },
  options: [{ displayName: 'Statuses', name: 'values', values: choicesBy(defaults, STATUSES) }],
});

/** One choice for each kind of event, with what it is by default. */
function choicesBy(
  defaults: Readonly<Record<string, string>>,
  options: INodePropertyOptions[],
): INodeProperties[] {
  return Object.entries(defaults).map(([kind, value]) => ({
    displayName: kind,
    name: kind,
    type: 'options',
    options,
    default: value,
  }));
}

/** The library's mapping that the fields stand for: rows left blank are dropped. */
export function mappingIn(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      Array.isArray(value) ? filledTexts(value) : unwrapped(value),
    ]),
  );
}

/** The values of a fixed collection; what is none as it is. */
function unwrapped(value: unknown): unknown {
  return value !== null && typeof value === 'object' && 'values' in value ? value.values : value;
}
