import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_GIVE_UP_AFTER_MS, DEFAULT_TIMEOUT_MS } from 'alertbridge';

export const DEFAULT_CONCURRENCY = 10;
export const DEFAULT_GIVE_UP_AFTER_SECONDS = DEFAULT_GIVE_UP_AFTER_MS / 1_000;
export const DEFAULT_TIMEOUT_SECONDS = DEFAULT_TIMEOUT_MS / 1_000;

/** The options of a delivery as a form has them: in seconds. */
export interface DeliveryOptions {
  concurrency?: number;
  giveUpAfter?: number;
  sendHeld?: boolean;
  timeout?: number;
}

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
  typeOptions: { minValue: 1, maxValue: 86_400 },
  default: DEFAULT_GIVE_UP_AFTER_SECONDS,
  description: 'How long to keep trying while the receiver fails or cannot be reached',
};

export const sendHeldProperty: INodeProperties = {
  displayName: 'Send Held Alerts',
  name: 'sendHeld',
  type: 'boolean',
  default: false,
  description:
    'Whether to also send alerts that change nothing. A trigger that emits every event marks them as held.',
};

export const timeoutProperty: INodeProperties = {
  displayName: 'Timeout (Seconds)',
  name: 'timeout',
  type: 'number',
  typeOptions: { minValue: 0.001, maxValue: 300, numberPrecision: 3 },
  default: DEFAULT_TIMEOUT_SECONDS,
  description: 'How long one attempt may take',
};

/** The library's options that the fields stand for; what was not filled in is left to its defaults. */
export function deliverOptionsIn({ giveUpAfter, timeout }: DeliveryOptions): {
  giveUpAfterMs?: number;
  timeoutMs?: number;
} {
  return {
    ...(giveUpAfter !== undefined && { giveUpAfterMs: giveUpAfter * 1_000 }),
    ...(timeout !== undefined && { timeoutMs: Math.ceil(timeout * 1_000) }),
  };
}
