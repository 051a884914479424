import {
  NodeConnectionTypes,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import type { Alert } from '../../shared/alert.ts';
import type { MappedEvent } from '../../shared/events.ts';
import { changeAmong, DEFAULT_RAISE_AT } from '../../shared/change.ts';
import { DeliveryError } from '../../shared/delivery/delivery.ts';
import { send } from '../../shared/delivery/send.ts';
import { hint, temperstack } from '../../shared/systems/temperstack/index.ts';
import {
  concurrencyProperty,
  DEFAULT_CONCURRENCY,
  DEFAULT_GIVE_UP_AFTER_SECONDS,
  DEFAULT_TIMEOUT_SECONDS,
  giveUpAfterProperty,
  timeoutProperty,
} from '../host/delivery-options.ts';
import { eachItem } from '../host/each-item.ts';
import { nodeError } from '../host/errors.ts';
import { sleep, transportOf } from '../host/transport.ts';
import { integrationUrlOf } from './integration-url.ts';
import { resolveProperties, resolvingAlert } from './operations/resolve.ts';
import { eventOfItem, sendFromEventProperties } from './operations/send-from-event.ts';
import { sendProperties, sentAlert } from './operations/send.ts';

const CREDENTIAL = 'temperstackApi';

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
        options: [concurrencyProperty, giveUpAfterProperty, timeoutProperty],
      },
    ],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const { concurrency = DEFAULT_CONCURRENCY } = this.getNodeParameter('options', 0, {}) as {
      concurrency?: number;
    };
    const inOrder = oneAfterTheOther();
    const outcomes = await eachItem(
      this,
      { items: this.getInputData().length, concurrency },
      async (itemIndex) => await sendItem(this, itemIndex, inOrder),
      (failure, itemIndex) => ({
        error: nodeError(this.getNode(), failure, itemIndex, hint),
        details: {
          sent: false,
          ...(failure instanceof DeliveryError && { delivery: failure.delivery as unknown as IDataObject }),
        },
      }),
    );
    return [
      outcomes.map((outcome, item) => ({
        json: 'result' in outcome ? outcome.result : outcome.failed,
        pairedItem: { item },
      })),
    ];
  }
}

type InOrder = ReturnType<typeof oneAfterTheOther>;

/** Runs what has the same id in the order in which it comes, so that an OK cannot overtake the Alarm that it ends. */
function oneAfterTheOther() {
  const last = new Map<string, Promise<unknown>>();
  return async <Result>(id: string, run: () => Promise<Result>): Promise<Result> => {
    const before = last.get(id) ?? Promise.resolve();
    const result = before.then(run, run);
    last.set(id, result);
    return await result;
  };
}

async function sendItem(
  functions: IExecuteFunctions,
  itemIndex: number,
  inOrder: InOrder,
): Promise<IDataObject> {
  const operation = functions.getNodeParameter('operation', itemIndex);
  const { giveUpAfter = DEFAULT_GIVE_UP_AFTER_SECONDS, timeout = DEFAULT_TIMEOUT_SECONDS } =
    functions.getNodeParameter('options', itemIndex, {}) as { giveUpAfter?: number; timeout?: number };

  // Nothing is waited for before an alert has its place in the order.
  const mapped = MAPPED_BY_OPERATION[operation]?.(functions, itemIndex) ?? null;
  if (mapped === null) return { sent: false, reason: 'The mapping ignores this event.' };
  const { alert } = mapped;
  const heldBack = heldBackBecause(alert, mapped);
  if (heldBack !== undefined) return { sent: false, reason: heldBack, alert };

  const delivery = await inOrder(
    alert.alert_id,
    async () =>
      await send(
        alert,
        temperstack({
          integrationUrl: integrationUrlOf(await functions.getCredentials(CREDENTIAL, itemIndex)).url,
        }),
        { transport: transportOf(functions, CREDENTIAL), sleep },
        {
          giveUpAfterMs: giveUpAfter * 1000,
          timeoutMs: timeout * 1000,
          signal: functions.getExecutionCancelSignal(),
        },
      ),
  );
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
