import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_GIVE_UP_AFTER_MS, DEFAULT_TIMEOUT_MS } from 'alertbridge';

export const DEFAULT_CONCURRENCY = 10;
export const DEFAULT_GIVE_UP_AFTER_SECONDS = DEFAULT_GIVE_UP_AFTER_MS / 1000;
export const DEFAULT_TIMEOUT_SECONDS = DEFAULT_TIMEOUT_MS / 1000;

export const concurrencyProperty: INodeProperties = {
  displayName: 'Concurrency',
  name: 'concurrency',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 100 },
  default: DEFAULT_CONCURRENCY,
  description: 'How many items are sent at the same time',
};

export const giveUpAfterProperty: INodeProperties = {
  displayName: 'Give Up After (Seconds)',
  name: 'giveUpAfter',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 21_600 },
  default: DEFAULT_GIVE_UP_AFTER_SECONDS,
  description:
    'How long a delivery is tried, attempts and pauses together; the last attempt is made just before',
};

export const timeoutProperty: INodeProperties = {
  displayName: 'Timeout',
  name: 'timeout',
  type: 'number',
  typeOptions: { minValue: 1 },
  default: DEFAULT_TIMEOUT_SECONDS,
  description: 'How long one attempt may take, in seconds',
};
