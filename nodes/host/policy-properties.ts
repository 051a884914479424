import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_POLICY, MAX_COUNT, type PolicyInput } from 'alertbridge/track';

import { byName } from './texts.ts';

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60 * MS_PER_SECOND;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;

const { raiseAt: DEFAULT_RAISE_AT, after: DEFAULT_AFTER, closeAfter: DEFAULT_CLOSE_AFTER } = DEFAULT_POLICY;
const DEFAULT_CLOSE_AFTER_SECONDS = DEFAULT_POLICY.closeAfterMs / MS_PER_SECOND;
const DEFAULT_REPEAT_EVERY_MINUTES = DEFAULT_POLICY.repeatEveryMs / MS_PER_MINUTE;
const DEFAULT_FORGET_AFTER_HOURS = DEFAULT_POLICY.forgetAfterMs / MS_PER_HOUR;

export type Emit = 'changes' | 'all';

export const emitProperty: INodeProperties = {
  displayName: 'Emit',
  name: 'emit',
  type: 'options',
  options: [
    {
      name: 'Changes',
      value: 'changes',
      description: 'The workflow starts when an alarm opens, changes, is due to be repeated, or closes',
    },
    {
      name: 'Every Event',
      value: 'all',
      description: 'Every event that passes the filters starts the workflow, even one that changes nothing',
    },
  ],
  default: 'changes',
  description: 'What starts the workflow. Anything else is answered 200, and n8n logs the reason.',
};

/** The fields of a policy as a form has them: whole seconds, minutes and hours. */
export interface PolicyFields {
  raiseAt?: number;
  after?: number;
  closeAfter?: number;
  closeAfterSeconds?: number;
  repeatEveryMinutes?: number;
  forgetAfterHours?: number;
}

const count: Pick<INodeProperties, 'type' | 'typeOptions'> = {
  type: 'number',
  typeOptions: { minValue: 1, maxValue: MAX_COUNT },
};

/** What is said once can only be repeated and forgotten. */
const ALWAYS: INodeProperties[] = [
  {
    displayName: 'Forget After (Hours)',
    name: 'forgetAfterHours',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 720 },
    default: DEFAULT_FORGET_AFTER_HOURS,
    description: 'How long a location or system may be silent before it no longer counts',
  },
  {
    displayName: 'Repeat Every (Minutes)',
    name: 'repeatEveryMinutes',
    type: 'number',
    typeOptions: { minValue: 0, maxValue: 1_440 },
    default: DEFAULT_REPEAT_EVERY_MINUTES,
    description:
      'How often an open alarm is sent again while its events keep coming, in case one was lost. 0 means never.',
  },
];

/** What is said again and again can be counted. */
const COUNTED: INodeProperties[] = [
  {
    displayName: 'After',
    name: 'after',
    ...count,
    default: DEFAULT_AFTER,
    description: 'How many bad results in a row one location must see before an alarm opens',
  },
  {
    displayName: 'Close After',
    name: 'closeAfter',
    ...count,
    default: DEFAULT_CLOSE_AFTER,
    description: 'How many good results in a row it takes to close an alarm',
  },
  {
    displayName: 'Close After (Seconds)',
    name: 'closeAfterSeconds',
    type: 'number',
    typeOptions: { minValue: 0, maxValue: 86_400 },
    default: DEFAULT_CLOSE_AFTER_SECONDS,
    description:
      'How long every location must have been free of failures before an alarm closes, so that a flapping one stays open. The OK goes out with the first good result after that.',
  },
  {
    displayName: 'Raise At',
    name: 'raiseAt',
    ...count,
    default: DEFAULT_RAISE_AT,
    description:
      'How many locations must see the failure before an alarm opens. It closes when no location sees it any more.',
  },
];

/** When an alarm opens, is repeated and closes. @param kind Of the source's reports. */
export function policyProperty(kind: 'sample' | 'turn'): INodeProperties {
  return {
    displayName: 'Alarm Policy',
    name: 'policy',
    type: 'collection',
    placeholder: 'Add Rule',
    default: {},
    description: 'When an alarm opens, is repeated and closes',
    options: byName([...(kind === 'sample' ? COUNTED : []), ...ALWAYS], ({ displayName }) => displayName),
  };
}

/** The library's policy that the fields stand for; what was not filled in is left to its defaults. */
export function policyIn(fields: PolicyFields): PolicyInput {
  const { raiseAt, after, closeAfter, closeAfterSeconds, repeatEveryMinutes, forgetAfterHours } = fields;
  return {
    ...(raiseAt !== undefined && { raiseAt }),
    ...(after !== undefined && { after }),
    ...(closeAfter !== undefined && { closeAfter }),
    ...(closeAfterSeconds !== undefined && { closeAfterMs: closeAfterSeconds * MS_PER_SECOND }),
    ...(repeatEveryMinutes !== undefined && { repeatEveryMs: repeatEveryMinutes * MS_PER_MINUTE }),
    ...(forgetAfterHours !== undefined && { forgetAfterMs: forgetAfterHours * MS_PER_HOUR }),
  };
}
