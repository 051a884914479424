import type { IDataObject } from 'n8n-workflow';

import { CHANGES, type Change } from 'alertbridge';

/** What an item of ours tells of an alert. The alert is as the item has it, not checked. */
export interface ItemMessage {
  alert: object;
  change?: Change;
  /** When what it tells happened, in ms since the epoch, by the event's own clock. */
  at?: number;
  /** Why it was held back, where it was. */
  reason?: string;
  event?: unknown;
}

/**
 * The alert that an item holds: as a trigger gives it, or as an error output gives it back, so that what failed can be sent
 * again just as it is. `undefined` where there is none.
 */
export function messageIn(json: IDataObject): ItemMessage | undefined {
  for (const holder of [json, json['details']]) {
    if (!isObject(holder) || !isObject(holder['alert'])) continue;
    const { alert, change, at, reason, event } = holder;
    return {
      alert,
      ...(isChange(change) && { change }),
      ...(typeof at === 'number' && Number.isFinite(at) && { at }),
      ...(typeof reason === 'string' && { reason }),
      ...(event !== undefined && { event }),
    };
  }
  return undefined;
}

/** Why an item is not to be sent: nothing changes by it. `undefined` where it is. */
export function heldBecause({
  change,
  reason,
}: {
  change?: Change | undefined;
  reason?: string | undefined;
}): string | undefined {
  return change === 'hold' ? (reason ?? 'It changes nothing.') : undefined;
}

function isChange(value: unknown): value is Change {
  return CHANGES.some((change) => change === value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
