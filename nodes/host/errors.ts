import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Delivery } from '../../shared/delivery/deliver.ts';
import { ConfigurationError, DeliveryError, InvalidInputError } from '../../shared/delivery/errors.ts';

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
  if (error instanceof DeliveryError) return deliveryError(node, error, at, hint(error.delivery));
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
  at: { itemIndex?: number },
  hint: string,
): NodeApiError {
  const { status, body } = error.delivery;
  const answer = body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const response: JsonObject = { message: error.message };
  return new NodeApiError(node, response, {
    ...at,
    message: error.message,
    description: answer === undefined ? hint : `${hint} Its answer: ${answer}`,
    ...(status !== null && { httpCode: String(status) }),
  });
}
