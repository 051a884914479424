import type { IDataObject, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import {
  attemptCountOf,
  ConfigurationError,
  DeliveryError,
  InvalidInputError,
  type Delivery,
} from 'alertbridge';

/** How a host tells of a delivery that failed. */
export interface FailureWords {
  /** What was not done, as the beginning of a headline: `Alert "Get orders" not sent`. */
  what: string;
  /** Why, as its end: `Temperstack rejected the integration URL (401)`. */
  why: (delivery: Delivery) => string;
  /** What a person can do about it, in one sentence. */
  hint: (delivery: Delivery) => string;
}

/**
 * An error of the core as n8n shows it: a headline, and under it what a person can do.
 *
 * @param itemIndex Of the item that it is about, where there is one.
 */
export function nodeError(
  node: INode,
  error: unknown,
  itemIndex?: number,
  words?: FailureWords,
): NodeApiError | NodeOperationError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  const at = itemIndex === undefined ? {} : { itemIndex };
  if (error instanceof DeliveryError) return deliveryError(node, error, itemIndex, words);
  if (error instanceof InvalidInputError) {
    const [first] = error.issues;
    const headline = first === undefined || error.issues.length > 1 ? headlineOf(error) : error.message;
    return new NodeOperationError(node, headline, { ...at, description: faultsOf(error) });
  }
  if (error instanceof ConfigurationError) {
    return new NodeOperationError(node, error.message, {
      ...at,
      description: 'Nothing was sent. Correct the setting and run the workflow again.',
    });
  }
  return new NodeOperationError(node, error instanceof Error ? error : String(error), at);
}

/** What is wrong with an input, without its faults: they stand below, once. */
function headlineOf({ message, issues }: InvalidInputError): string {
  const what = /^[^:]*/.exec(message)?.[0] ?? message;
  return `${what}: ${issues.length} faults`;
}

function faultsOf({ issues }: InvalidInputError): string {
  return issues.length < 2
    ? 'Nothing was sent. Correct it and run the workflow again.'
    : issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n');
}

function deliveryError(
  node: INode,
  error: DeliveryError,
  itemIndex: number | undefined,
  words: FailureWords | undefined,
): NodeApiError {
  const { delivery } = error;
  const { status, body } = delivery;
  const count = attemptCountOf(delivery);
  const answer = body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const hint = words?.hint(delivery) ?? '';
  return apiError(node, {
    message: words === undefined ? error.message : `${words.what}: ${words.why(delivery)}`,
    description: [
      hint,
      count > 1 ? `It was tried ${count} times.` : '',
      answer === undefined ? '' : `Its answer: ${answer}`,
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    status,
    itemIndex,
  });
}

/** An API's failure as n8n shows it, by our own headline: n8n would put a sentence of its own in the place of some. */
export function apiError(
  node: INode,
  given: {
    message: string;
    description: string;
    status: number | null;
    itemIndex: number | undefined;
  },
): NodeApiError {
  const { message, description, status, itemIndex } = given;
  const response: JsonObject = { message };
  const error = new NodeApiError(node, response, {
    message,
    description,
    ...(itemIndex !== undefined && { itemIndex }),
    ...(status !== null && { httpCode: String(status) }),
  });
  error.message = message;
  return error;
}

/** Puts what an error is about beside it, where n8n keeps it with the execution. */
export function withContext<Thrown extends NodeApiError | NodeOperationError>(
  error: Thrown,
  about: IDataObject,
): Thrown {
  Object.assign(error.context, about);
  return error;
}
