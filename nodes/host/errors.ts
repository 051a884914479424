import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Delivery } from '../../shared/delivery/delivery.ts';
import { ConfigurationError, InvalidInputError } from '../../shared/errors.ts';
import { DeliveryError } from '../../shared/delivery/delivery.ts';

/**
 * An error of the core as n8n shows it: a headline, and under it what a person can do.
 *
 * @param itemIndex Of the item that it is about, where there is one.
 * @param hint What to do about a delivery that failed.
 */
export function nodeError(
  node: INode,
  error: unknown,
  itemIndex: number | undefined,
  hint: (delivery: Delivery) => string,
): NodeApiError | NodeOperationError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  const at = itemIndex === undefined ? {} : { itemIndex };
  if (error instanceof DeliveryError) return deliveryError(node, error, itemIndex, hint(error.delivery));
  if (error instanceof InvalidInputError) {
    const faults = error.issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    return new NodeOperationError(node, error.message, { ...at, description: faults.join('\n') });
  }
  if (error instanceof ConfigurationError) {
    return new NodeOperationError(node, error.message, {
      ...at,
      description: 'Nothing was sent. Correct the setting and run the workflow again.',
    });
  }
  return new NodeOperationError(node, error instanceof Error ? error : String(error), at);
}

function deliveryError(
  node: INode,
  error: DeliveryError,
  itemIndex: number | undefined,
  hint: string,
): NodeApiError {
  const { status, body } = error.delivery;
  const answer = body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const description = answer === undefined ? hint : `${hint} Its answer: ${answer}`;
  return apiError(node, { message: error.message, description, status, itemIndex });
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
