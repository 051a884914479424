import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import {
  accepted,
  parseReceiving,
  receive,
  refused,
  type Answer,
  type Authentication,
  type Body,
  type Received,
  type ReceivingOptions,
  type ReceivingTracker,
} from 'alertbridge/receive';

import {
  INCOMING_CREDENTIAL,
  incomingAuthentication,
  type IncomingCredential,
  type ReceivingParameters,
} from './receive-properties.ts';

const BYTES_PER_KB = 1024;

/** What a trigger's requests are received by. */
export interface Trigger extends Pick<ReceivingOptions, 'source' | 'filter' | 'mapping'> {
  /** Who may send; by default whoever shows what the trigger's credential holds, where it asks for one. */
  authentication?: () => Authentication | Promise<Authentication>;
  /**
   * Whether a body is the message with which the source tests a new webhook. It is answered whoever sends it, since it can
   * come before anyone here knows the secret; it starts nothing.
   */
  isTestMessage?: (body: unknown) => boolean;
  /** What decides what a report changes. A manual run does without: it emits every event and remembers nothing. */
  tracker: ReceivingTracker;
  /** `all`: also what changes nothing starts the workflow, as an item whose change is `hold`. */
  emit: 'changes' | 'all';
  /** What the sender is told besides, so that it can find its event again. */
  answer?: (event: unknown) => IDataObject;
  /** The item of an alert; by default `{ alert, change, at, event }`, and `reason` where it is held. */
  item?: (received: Received) => IDataObject;
}

/**
 * Receives one request of a webhook trigger and starts an execution with an item for each alert that changes something; all
 * else is answered here, since starting an execution is what costs. See `receive` of `alertbridge/receive` for the steps and
 * their answers.
 *
 * A setting that is wrong, and whatever else is no fault of the sender's, is a 500 that tells nothing; n8n's log has why. Why
 * an alarm was held is there too.
 *
 * @param triggerOf What the requests are received by; what it throws is a setting that is wrong.
 */
export async function receiveEvent(
  context: IWebhookFunctions,
  triggerOf: () => Trigger,
): Promise<IWebhookResponseData> {
  try {
    const trigger = triggerOf();
    const { ipAllowList = '', maxBodyKb } = context.getNodeParameter('options', {}) as ReceivingParameters;
    const isManual = context.getMode() === 'manual';
    const { source, filter, mapping, tracker } = trigger;
    const receiving = parseReceiving({
      source,
      filter,
      mapping,
      authentication: await (trigger.authentication?.() ?? authenticationOf(context)),
      ipAllowList,
      maxBytes: maxBodyKb === undefined ? undefined : maxBodyKb * BYTES_PER_KB,
      tracker: isManual ? undefined : tracker,
    });
    const { isTestMessage } = trigger;
    // Read by n8n before anyone is let in where it knows the content type; of another one only once the sender is let in.
    const reading = isTestMessage && (await bodyOf(context, receiving.maxBytes));
    if (reading !== undefined && 'json' in reading && isTestMessage?.(reading.json) === true) {
      return answered(context, accepted({ test: true }));
    }
    const body = async () => (isTestMessage ? reading : await bodyOf(context, receiving.maxBytes));
    const request = { headers: context.getHeaderData(), ip: context.getRequestObject().ip, body };
    const { answer, received } = await receive(request, receiving);
    if (!isManual) logReasons(context, received);
    const emitted = received.filter(({ change }) => change !== 'hold' || trigger.emit === 'all');
    const [first] = emitted;
    if (first === undefined) return answered(context, answer);
    return {
      webhookResponse: accepted(trigger.answer?.(first.event)).body,
      workflowData: [emitted.map((one) => ({ json: (trigger.item ?? itemOf)(one) }))],
    };
  } catch (error) {
    context.logger.error(`${context.getNode().name}: a request could not be handled. ${String(error)}`);
    const message = "The trigger could not handle the request; n8n's log says why.";
    return answered(context, refused({ status: 500, message }));
  }
}

/** The item of an alert that was received. */
export function itemOf({ alert, change, at, event, reason }: Received): IDataObject {
  return {
    alert,
    change,
    ...(at !== undefined && { at }),
    event: event as IDataObject,
    ...(change === 'hold' && { reason }),
  };
}

/** n8n answers what is accepted itself, which is when it keeps what was remembered; another status goes out at once. */
function answered(context: IWebhookFunctions, { status, headers, body }: Answer): IWebhookResponseData {
  if (status === 200) return { webhookResponse: body };
  const response = context.getResponseObject();
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.status(status).json(body);
  return { noWebhookResponse: true };
}

/** What n8n has of a request besides what Express has. */
interface RawRequest {
  body?: unknown;
  rawBody?: Uint8Array;
  readRawBody?: () => Promise<void>;
}

/**
 * The body, which n8n has parsed where it knows the content type; `undefined` where it is too long, by the length that the
 * sender says or by the bytes that came.
 */
async function bodyOf(context: IWebhookFunctions, maxBytes: number): Promise<Body | undefined> {
  const request = context.getRequestObject();
  const raw: RawRequest = request;
  if (Number(request.headers['content-length']) > maxBytes) return undefined;
  if (raw.body === undefined && raw.rawBody === undefined) await raw.readRawBody?.();
  if (raw.rawBody !== undefined && raw.rawBody.length > maxBytes) return undefined;
  if (typeof raw.body === 'string') return { text: raw.body };
  if (raw.body === undefined) return { text: new TextDecoder().decode(raw.rawBody) };
  return { json: raw.body };
}

/**
 * Why no one was paged, and what the tracker warns of, in n8n's log. An OK of what no one sees is what most results are: those
 * are told only where the log tells all.
 */
function logReasons(context: IWebhookFunctions, received: readonly Received[]): void {
  for (const { alert, change, reason, seenBy, tracked } of received) {
    const told = `${context.getNode().name}: ${alert.alert_id} (${alert.status}) ${change}: ${reason}`;
    if (!tracked) context.logger.warn(told);
    else if (change !== 'hold') continue;
    else if (alert.status === 'Alarm' || seenBy.length > 0) context.logger.info(told);
    else context.logger.debug(told);
  }
}

/** What senders must show, by the trigger's credential. */
async function authenticationOf(context: IWebhookFunctions): Promise<Authentication> {
  if (context.getNodeParameter('authentication', 'none') === 'none') return { type: 'none' };
  return incomingAuthentication(await context.getCredentials<IncomingCredential>(INCOMING_CREDENTIAL));
}
