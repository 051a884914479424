import {
  NodeConnectionTypes,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { createOrder, deadLetterOf, DeliveryError, send, type Destination, type Runtime } from 'alertbridge';
import { temperstack } from 'alertbridge/temperstack';

import { DEFAULT_CONCURRENCY, deliverOptionsIn, type DeliveryOptions } from '../host/delivery-options.ts';
import { eachItem, operationNamed, type Failure, type Work } from '../host/each-item.ts';
import { nodeError, withContext } from '../host/errors.ts';
import { heldBecause } from '../host/message.ts';
import { PAUSES } from '../host/pauses.ts';
import { sleep, transportOf } from '../host/transport.ts';
import { temperstackCredentialTest } from './credential-test.ts';
import { whyFailed } from './failure.ts';
import { integrationUrlOf } from './integration-url.ts';
import { READ_ITEM, type TimedMessage } from './operations.ts';
import { properties } from './properties.ts';

const CREDENTIAL = 'temperstackApi';

/** One for all executions of this process: while an older Alarm waits for its retry, a newer OK overtakes it. */
const ORDER = createOrder();

export class Temperstack implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Temperstack',
    name: 'temperstack',
    icon: { light: 'file:temperstack.svg', dark: 'file:temperstack.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: '={{ { send: "Send", raise: "Raise", resolve: "Resolve" }[$parameter["operation"]] }}',
    description: 'Open and close alerts in Temperstack',
    defaults: { name: 'Temperstack' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'temperstackApi', required: true, testedBy: 'temperstackCredentialTest' }],
    properties,
  };

  methods = { credentialTest: { temperstackCredentialTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const work = this.getInputData().flatMap((_item, itemIndex) => piecesOf(this, itemIndex));
    if (work.length === 0) return [[]];
    const { concurrency = DEFAULT_CONCURRENCY } = optionsOf(this, 0);
    const target = await targetOf(this);
    const items = await eachItem(
      this,
      { work, concurrency },
      async (piece) => await sendPiece(this, piece, target),
      (failure, piece) => failureOf(this, failure, piece, target),
    );
    return [items];
  }
}

/** What is to be done for an item: a message to send, a reason not to, or the fault that was found in it. */
type Piece = Work & ({ message: TimedMessage } | { ignored: string } | { fault: unknown });

function piecesOf(functions: IExecuteFunctions, itemIndex: number): Piece[] {
  try {
    const read = operationNamed(READ_ITEM, functions.getNodeParameter('operation', itemIndex));
    const reading = read(functions, itemIndex);
    return 'ignored' in reading
      ? [{ itemIndex, ignored: reading.ignored }]
      : reading.messages.map((message) => ({ itemIndex, message }));
  } catch (fault) {
    return [{ itemIndex, fault }];
  }
}

/** Where everything of one execution goes, and what makes its order that of no other Temperstack. */
interface Target {
  destination: Destination;
  runtime: Runtime;
  credentialId: string;
}

async function targetOf(functions: IExecuteFunctions): Promise<Target> {
  try {
    // The URL is the credential, so that nothing else authenticates a request: it is decrypted once.
    const integrationUrl = integrationUrlOf(await functions.getCredentials(CREDENTIAL)).url;
    return {
      destination: temperstack({ integrationUrl }),
      runtime: { transport: transportOf(functions), sleep },
      credentialId: functions.getNode().credentials?.[CREDENTIAL]?.id ?? '',
    };
  } catch (error) {
    throw nodeError(functions.getNode(), error);
  }
}

async function sendPiece(functions: IExecuteFunctions, piece: Piece, target: Target): Promise<IDataObject> {
  if ('fault' in piece) throw piece.fault;
  if ('ignored' in piece) return { sent: false, reason: piece.ignored };
  const { alert, at, change } = piece.message;
  const options = optionsOf(functions, piece.itemIndex);
  const about = { alert, ...(change !== undefined && { change }), ...(at !== undefined && { at }) };
  const held = options.sendHeld === true ? undefined : heldBecause(piece.message);
  if (held !== undefined) return { sent: false, reason: held, ...about };
  const ordered = await ORDER.run(
    `${target.credentialId} ${alert.alert_id}`,
    at,
    async (overtaken) =>
      await send(alert, target.destination, target.runtime, {
        ...deliverOptionsIn(options),
        signal: functions.getExecutionCancelSignal(),
        pauses: PAUSES,
        overtaken,
      }),
  );
  return ordered.overtaken
    ? { sent: false, reason: OVERTAKEN, ...about, delivery: asData(ordered.delivery) }
    : { sent: true, ...about, delivery: asData(ordered.result) };
}

const OVERTAKEN = 'Something newer about the same alert came before this was delivered.';

function failureOf(
  functions: IExecuteFunctions,
  failure: unknown,
  piece: Piece,
  { destination }: Target,
): Failure {
  const message = 'message' in piece ? piece.message : undefined;
  const error = nodeError(functions.getNode(), failure, piece.itemIndex, {
    what: message === undefined ? 'Alert not sent' : `Alert "${message.alert.alert_name}" not sent`,
    why: whyFailed,
    hint: (delivery) => destination.hint(delivery),
  });
  const delivery = failure instanceof DeliveryError ? failure.delivery : undefined;
  const details = {
    sent: false,
    ...(message === undefined
      ? {}
      : deadLetterOf(failure instanceof DeliveryError ? failure : error, {
          ...message,
          destination: destination.name,
        })),
    reason: error.message,
    ...(message?.event !== undefined && { event: message.event }),
    ...(delivery !== undefined && { delivery }),
  } as unknown as IDataObject;
  return { error: withContext(error, details), details };
}

function optionsOf(functions: IExecuteFunctions, itemIndex: number): DeliveryOptions {
  return functions.getNodeParameter('options', itemIndex, {}) as DeliveryOptions;
}

/** Plain data as n8n's types want it. */
function asData(value: object | null): IDataObject {
  return value as unknown as IDataObject;
}
