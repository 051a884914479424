import type { IExecuteFunctions } from 'n8n-workflow';

import { InvalidInputError, parseAlert, reportsFrom, UNTRACKED_MAPPINGS, type Message } from 'alertbridge';

import { byLabels, recognised } from '../host/errors.ts';
import { messageIn } from '../host/message.ts';
import { LABELS, wireFields } from './properties.ts';

/** What is to be said for an item: messages that are to be sent, or why there are none. */
export type Reading = { messages: TimedMessage[] } | { ignored: string };

/** A message, and when what it tells happened, where that is known: ms since the epoch, by the event's own clock. */
export type TimedMessage = Message & { at?: number | undefined; reason?: string | undefined };

/** Reads what an item asks for, by the node's operation. Each throws an InvalidInputError where the item is faulty. */
export const READ_ITEM: Record<string, (functions: IExecuteFunctions, itemIndex: number) => Reading> = {
  raise: readRaised,
  resolve: readResolved,
  send: readItem,
};

/**
 * Reads the item itself, without an expression: an alert as a trigger gives it or an error output gives it back, an alert by
 * its own fields, or the event of a known system, which may stand for several.
 */
function readItem(functions: IExecuteFunctions, itemIndex: number): Reading {
  const json = functions.getInputData()[itemIndex]?.json ?? {};
  const message = messageIn(json);
  if (message !== undefined) return { messages: [{ ...message, alert: parseAlert(message.alert) }] };
  if ('alert_name' in json && 'status' in json) return { messages: [{ alert: parseAlert(json) }] };
  const { event, reports, ignored } = recognised(
    'the item holds no alert',
    'Connect one of the Alertbridge triggers or the Alert From Event node to this node, or choose the operation Raise or Resolve and fill in the fields.',
    () => reportsFrom(json, UNTRACKED_MAPPINGS),
  );
  if (ignored !== undefined) return { ignored };
  return { messages: reports.map(({ alert, at }) => ({ alert, event, at })) };
}

function readRaised(functions: IExecuteFunctions, itemIndex: number): Reading {
  const parameter = (name: string) => functions.getNodeParameter(name, itemIndex, '');
  const alert = byLabels(LABELS, () =>
    parseAlert({
      ...wireFields(functions.getNodeParameter('additionalFields', itemIndex, {})),
      alert_name: parameter('alertName'),
      status: 'Alarm',
      alert_priority: parameter('alertPriority'),
      alert_id: parameter('alertId'),
      description: parameter('description'),
    }),
  );
  return { messages: [{ alert }] };
}

function readResolved(functions: IExecuteFunctions, itemIndex: number): Reading {
  const text = (name: string) => functions.getNodeParameter(name, itemIndex, '') as string;
  const alertId = text('alertId').trim();
  const alertName = text('alertName').trim();
  if (alertId === '' && alertName === '') {
    throw new InvalidInputError('alert', [
      { path: 'Alert ID', message: 'is empty: fill in the ID that the alert was raised with, or its name' },
    ]);
  }
  const alert = byLabels(LABELS, () =>
    parseAlert({
      ...wireFields(functions.getNodeParameter('additionalFields', itemIndex, {})),
      // An alert is closed by its ID; the name is only read.
      alert_name: alertName || alertId,
      status: 'OK',
      alert_id: alertId,
      description: text('description'),
    }),
  );
  return { messages: [{ alert }] };
}
