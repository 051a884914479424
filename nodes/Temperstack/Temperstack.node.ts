import {
  NodeConnectionTypes,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import pMap from 'p-map';

import type { Alert } from '../../shared/alert.ts';
import type { MappedEvent } from '../../shared/events.ts';
import { changeAmong, DEFAULT_RAISE_AT } from '../../shared/change.ts';
import { DEFAULT_TIMEOUT_MS } from '../../shared/delivery/deliver.ts';
import { DeliveryError } from '../../shared/delivery/errors.ts';
import { DEFAULT_RETRY } from '../../shared/delivery/retry.ts';
import { sendableAlert, sendAlert, temperstackHint } from '../../shared/systems/temperstack/send.ts';
import { nodeError } from '../host/errors.ts';
import { sleep, transportOf } from '../host/transport.ts';
import { integrationUrlOf } from './integration-url.ts';
import { resolveProperties, resolvingAlert } from './operations/resolve.ts';
import { eventOfItem, sendFromEventProperties } from './operations/send-from-event.ts';
import { sendProperties, sentAlert } from './operations/send.ts';

const CREDENTIAL = 'temperstackApi';
const DEFAULT_CONCURRENCY = 10;
const DEFAULT_RETRIES = DEFAULT_RETRY.attempts - 1;
const DEFAULT_TIMEOUT_SECONDS = DEFAULT_TIMEOUT_MS / 1000;

type Mapped = MappedEvent & { raiseAt?: number | undefined };

const MAPPED_BY_OPERATION: Record<
  string,
  (functions: IExecuteFunctions, itemIndex: number) => Mapped | null
> = {
  send: (functions, itemIndex) => ({ alert: sentAlert(functions, itemIndex) }),
  sendFromEvent: eventOfItem,
  resolve: (functions, itemIndex) => ({ alert: resolvingAlert(functions, itemIndex) }),
};

export class Temperstack implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Temperstack',
    name: 'temperstack',
    icon: { light: 'file:temperstack.svg', dark: 'file:temperstack.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle:
      '={{ { send: "Send", sendFromEvent: "Send From Event", resolve: "Resolve" }[$parameter["operation"]] }}',
    description: 'Open and close alerts in Temperstack',
    defaults: { name: 'Temperstack' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: CREDENTIAL, required: true }],
    properties: [
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        options: [
          {
            name: 'Resolve',
            value: 'resolve',
            description: 'Close an alert',
            action: 'Resolve an alert',
          },
          {
            name: 'Send',
            value: 'send',
            description: 'Open or close an alert with fields filled in by hand',
            action: 'Send an alert',
          },
          {
            name: 'Send From Event',
            value: 'sendFromEvent',
            description: 'Open or close the alert that an event stands for',
            action: 'Send an alert from an event',
          },
        ],
        default: 'sendFromEvent',
      },
      ...sendProperties,
      ...sendFromEventProperties,
      ...resolveProperties,
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add Option',
        default: {},
        options: [
          {
            displayName: 'Concurrency',
            name: 'concurrency',
            type: 'number',
            typeOptions: { minValue: 1, maxValue: 100 },
            default: DEFAULT_CONCURRENCY,
            description: 'How many alerts are sent at the same time',
          },
          {
            displayName: 'Retries',
            name: 'retries',
            type: 'number',
            typeOptions: { minValue: 0, maxValue: 20 },
            default: DEFAULT_RETRIES,
            description: 'How often a delivery is tried again after the first attempt has failed',
          },
          {
            displayName: 'Timeout',
            name: 'timeout',
            type: 'number',
            typeOptions: { minValue: 1 },
            default: DEFAULT_TIMEOUT_SECONDS,
            description: 'How long one attempt may take, in seconds',
          },
        ],
      },
    ],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const options = this.getNodeParameter('options', 0, {}) as { concurrency?: number };
    const results = await pMap(
      this.getInputData(),
      async (_item, itemIndex): Promise<{ output: INodeExecutionData } | { error: Error }> => {
        try {
          const json = await sendItem(this, itemIndex);
          return { output: { json, pairedItem: { item: itemIndex } } };
        } catch (failure) {
          const error = nodeError(this.getNode(), failure, itemIndex, temperstackHint);
          if (!this.continueOnFail()) return { error };
          // n8n sends items with just these three keys to the error output where there is one. An item with an `error`
          // beside its JSON would go there too, but n8n puts the bare message in the place of that JSON.
          const json = {
            error: error.message,
            message: error.description ?? '',
            details: { sent: false, ...(failure instanceof DeliveryError && { delivery: failure.delivery }) },
          } as IDataObject;
          return { output: { json, pairedItem: { item: itemIndex } } };
        }
      },
      { concurrency: options.concurrency ?? DEFAULT_CONCURRENCY },
    );
    // Every item has had its turn before one item's error ends the node, so none is left half sent.
    const failed = results.find((result) => 'error' in result);
    if (failed) throw failed.error;
    return [results.flatMap((result) => ('output' in result ? [result.output] : []))];
  }
}

async function sendItem(functions: IExecuteFunctions, itemIndex: number): Promise<IDataObject> {
  const operation = functions.getNodeParameter('operation', itemIndex);
  const { retries = DEFAULT_RETRIES, timeout = DEFAULT_TIMEOUT_SECONDS } = functions.getNodeParameter(
    'options',
    itemIndex,
    {},
  ) as { retries?: number; timeout?: number };
  const credential = await functions.getCredentials(CREDENTIAL, itemIndex);
  const integrationUrl = integrationUrlOf(credential).url;

  const mapped = MAPPED_BY_OPERATION[operation]?.(functions, itemIndex) ?? null;
  if (mapped === null) return { sent: false, reason: 'The mapping ignores this event.' };
  const alert = sendableAlert(mapped.alert);
  const heldBack = heldBackBecause(alert, mapped);
  if (heldBack !== undefined) return { sent: false, reason: heldBack, alert };
  const delivery = await sendAlert(alert, {
    integrationUrl,
    transport: transportOf(functions, CREDENTIAL),
    sleep,
    retry: { attempts: retries + 1 },
    timeoutMs: timeout * 1000,
    signal: functions.getExecutionCancelSignal(),
  });
  return { sent: true, alert, delivery } as unknown as IDataObject;
}

/** Why an alert that several reporters speak of is not sent: too few see it yet, or another still does. */
function heldBackBecause(
  alert: Alert,
  { reporters, raiseAt = DEFAULT_RAISE_AT }: Mapped,
): string | undefined {
  if (reporters === undefined) return undefined;
  const { change, worthSending, reporters: seers } = changeAmong(alert, { ...reporters, raiseAt });
  if (worthSending) return undefined;
  const seenBy = seers.map((name) => name || 'an unnamed location').join(', ');
  return change === 'pending'
    ? `Seen by ${seers.length} of the ${raiseAt} that it takes to raise the alert: ${seenBy}.`
    : `Still seen by ${seenBy}.`;
}
