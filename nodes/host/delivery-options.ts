import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_TIMEOUT_MS } from '../../shared/delivery/deliver.ts';
import { DEFAULT_RETRY } from '../../shared/delivery/retry.ts';

export const DEFAULT_CONCURRENCY = 10;
export const DEFAULT_RETRIES = DEFAULT_RETRY.attempts - 1;
export const DEFAULT_TIMEOUT_SECONDS = DEFAULT_TIMEOUT_MS / 1000;

export const concurrencyProperty: INodeProperties = {
  displayName: 'Concurrency',
  name: 'concurrency',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 100 },
  default: DEFAULT_CONCURRENCY,
  description: 'How many items are sent at the same time',
};

export const retriesProperty: INodeProperties = {
  displayName: 'Retries',
  name: 'retries',
  type: 'number',
  typeOptions: { minValue: 0, maxValue: 20 },
  default: DEFAULT_RETRIES,
  description: 'How often a delivery is tried again after the first attempt has failed',
};

export const timeoutProperty: INodeProperties = {
  displayName: 'Timeout',
  name: 'timeout',
  type: 'number',
  typeOptions: { minValue: 1 },
  default: DEFAULT_TIMEOUT_SECONDS,
  description: 'How long one attempt may take, in seconds',
};
