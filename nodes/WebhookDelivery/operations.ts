import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { parseAlert } from 'alertbridge';

import { UnusableItem } from '../host/errors.ts';
import { messageIn } from '../host/message.ts';
import { isAlertBody } from './definition.ts';
import { sampleItem } from './samples.ts';

/** Reads what is sent for an item: what the template and the filters look into. */
export function readEvent(functions: IExecuteFunctions, itemIndex: number): IDataObject {
  const json = functions.getInputData()[itemIndex]?.json ?? {};
  // An item that an error output gave back holds its alert in its details.
  const message = messageIn(json);
  if (!isAlertBody(functions, itemIndex)) return { ...json, ...message } as IDataObject;
  if (message !== undefined) return { ...json, ...message, alert: parseAlert(message.alert) } as IDataObject;
  if ('alert_name' in json && 'status' in json) return { alert: parseAlert(json) } as IDataObject;
  throw new UnusableItem(
    'the item holds no alert',
    'Connect one of the Alertbridge triggers or the Alert From Event node to this node, or set Body to Template and write the body yourself.',
  );
}

/** Reads what a test sends: a made-up item, or the first one that came in. */
export function readTestEvent(functions: IExecuteFunctions): IDataObject {
  const sample = functions.getNodeParameter('sample', 0) as string;
  return sample === 'item' ? readEvent(functions, 0) : (sampleItem(sample) as unknown as IDataObject);
}
