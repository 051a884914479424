import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { ConfigurationError, InvalidInputError } from 'alertbridge';
import {
  parseAuthentication,
  parseIpAllowList,
  whyNotLetIn,
  type Authentication,
  type IpAllowList,
  type Refusal,
} from 'alertbridge/receive';

import { INCOMING_CREDENTIAL, type IncomingCredential } from './receive-properties.ts';

/** What becomes of an event that was received: it starts the workflow as `json`, or it is filtered out. */
export type Reception = { json: IDataObject; answer?: IDataObject } | { filtered: string };

/**
 * Receives one request of a webhook trigger: is the sender allowed, is it who it says it is, is the event one that
 * counts. Only then an execution is started; everything else is answered here, since starting one is what costs.
 *
 * Answers are JSON: 200 `{ accepted: true, … }`, 200 `{ accepted: true, filtered: "why" }`,
 * 400 `{ accepted: false, errors: [{ path, message }] }`, 401 without credentials, 403 with wrong ones or from an address
 * that is not on the list.
 *
 * @param read What the request's body stands for; its InvalidInputError becomes the 400.
 * @param refusalOf Why the sender is not let in; by default by the trigger's IP allow list and its credential.
 */
export async function receive(
  context: IWebhookFunctions,
  read: (body: unknown) => Reception,
  refusalOf: (context: IWebhookFunctions) => Promise<Refusal | undefined> = senderRefusal,
): Promise<IWebhookResponseData> {
  const refusal = await refusalOf(context);
  if (refusal !== undefined) return refuse(context, refusal);
  try {
    const reception = read(context.getBodyData());
    if ('filtered' in reception) return { webhookResponse: { accepted: true, filtered: reception.filtered } };
    return {
      webhookResponse: { accepted: true, ...reception.answer },
      workflowData: [[{ json: reception.json }]],
    };
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return answer(context, 400, { accepted: false, errors: error.issues });
    }
    if (error instanceof ConfigurationError) return refuse(context, { status: 500, message: error.message });
    return refuse(context, { status: 500, message: 'The event could not be read.' });
  }
}

/** Answers the request at once, without an execution. */
export function answer(
  context: IWebhookFunctions,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): IWebhookResponseData {
  const response = context.getResponseObject();
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.status(status).json(body);
  return { noWebhookResponse: true };
}

export function refuse(
  context: IWebhookFunctions,
  { status, message, headers }: Refusal,
): IWebhookResponseData {
  return answer(context, status, { accepted: false, errors: [{ path: '', message }] }, headers);
}

async function senderRefusal(context: IWebhookFunctions): Promise<Refusal | undefined> {
  return addressRefusal(context) ?? (await credentialRefusal(context));
}

/** Why the sender's address may not post here, by the node's `options.ipAllowList`; `undefined` where it may. */
export function addressRefusal(context: IWebhookFunctions): Refusal | undefined {
  const { ipAllowList = '' } = context.getNodeParameter('options', {}) as { ipAllowList?: string };
  let list: IpAllowList;
  try {
    list = parseIpAllowList(ipAllowList);
  } catch (error) {
    // The list is the owner's; a stranger is not told what stands in it.
    context.logger.error(`${context.getNode().name}: ${String(error)}`);
    return { status: 500, message: 'The IP allow list of the trigger cannot be read.' };
  }
  return refusal(context, { type: 'none' }, list);
}

async function credentialRefusal(context: IWebhookFunctions): Promise<Refusal | undefined> {
  if (context.getNodeParameter('authentication', 'none') === 'none') return undefined;
  let given: IncomingCredential;
  try {
    given = await context.getCredentials<IncomingCredential>(INCOMING_CREDENTIAL);
  } catch {
    return { status: 500, message: 'The trigger asks for a credential, but none is selected in it.' };
  }
  try {
    return refusal(context, authenticationOf(given), []);
  } catch (error) {
    return {
      status: 500,
      message: error instanceof Error ? error.message : 'The credential cannot be read.',
    };
  }
}

function refusal(
  context: IWebhookFunctions,
  authentication: Authentication,
  ipAllowList: IpAllowList,
): Refusal | undefined {
  const head = { headers: context.getHeaderData(), ip: context.getRequestObject().ip };
  return whyNotLetIn(head, { authentication, ipAllowList });
}

function authenticationOf(credential: IncomingCredential): Authentication {
  const { method, user, password, headerName, headerValue } = credential;
  return parseAuthentication(
    method === 'basicAuth'
      ? { type: 'basic', user, password }
      : { type: 'header', name: headerName, value: headerValue },
  );
}
