import type { IDataObject, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import {
  attemptCountOf,
  ConfigurationError,
  DeliveryError,
  InvalidInputError,
  type Delivery,
  type InputIssue,
} from 'alertbridge';
import { UnrecognisedEventError } from 'alertbridge/host';

/** How a node tells of what failed. */
export interface FailureWords {
  /** What was not done, as the beginning of a headline: `Alert "Get orders" not sent`. */
  what: string;
  /** Why a delivery failed, as its end: `Temperstack rejected the integration URL (401)`. */
  why?: (delivery: Delivery) => string;
  /** What a person can do about a delivery that failed, in one sentence. */
  hint?: (delivery: Delivery) => string;
}

/** An item that a node can make nothing of. The message ends a headline; under it stands what a person can do. */
export class UnusableItem extends Error {
  readonly description: string;

  constructor(message: string, description: string) {
    super(message);
    this.description = description;
  }
}

/**
 * What `read` gives. An item that no source recognises is told by what it is near to, instead of by all that there could be.
 *
 * @throws UnusableItem for such an item.
 */
export function recognised<Read>(message: string, description: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw toldByNearness(error, message, description);
  }
}

function toldByNearness(error: unknown, message: string, description: string): unknown {
  if (!(error instanceof UnrecognisedEventError)) return error;
  return new UnusableItem(message, [description, ...error.near.map((one) => `The item ${one}.`)].join(' '));
}

/**
 * What `read` gives. The faults that it finds are told by the labels of the node's fields, not by the names that the library
 * has for them.
 */
export function byLabels<Read>(labels: Readonly<Record<string, string | undefined>>, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw toldByLabels(error, labels);
  }
}

function toldByLabels(error: unknown, labels: Readonly<Record<string, string | undefined>>): unknown {
  if (!(error instanceof InvalidInputError)) return error;
  const issues = error.issues.map(({ path, message }) => ({ path: labelled(path, labels), message }));
  return new InvalidInputError(error.what, issues);
}

/** `filters.0.path` becomes `Filters → row 1 → path`. */
function labelled(path: string, labels: Readonly<Record<string, string | undefined>>): string {
  const [field = '', ...steps] = path.split('.');
  const places = steps.map((step) => (/^\d+$/.test(step) ? `row ${Number(step) + 1}` : step));
  return [labels[field] ?? field, ...places].join(' → ');
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
    return new NodeOperationError(node, headlineOf(error, words), { ...at, description: faultsOf(error) });
  }
  if (error instanceof UnusableItem) {
    const { message, description } = error;
    const headline = words === undefined ? message : `${words.what}: ${message}`;
    return new NodeOperationError(node, headline, { ...at, description });
  }
  if (error instanceof ConfigurationError) {
    return new NodeOperationError(node, error.message, {
      ...at,
      description: 'Nothing was sent. Correct the setting and run the workflow again.',
    });
  }
  return new NodeOperationError(node, error instanceof Error ? error : String(error), at);
}

/** What is wrong with an input; of several faults only how many there are, since they stand below. */
function headlineOf(error: InvalidInputError, words: FailureWords | undefined): string {
  const what = words?.what ?? `Invalid ${error.what}`;
  const [first, ...others] = error.issues;
  return first !== undefined && others.length === 0
    ? `${what}: ${faultOf(first)}`
    : `${what}: ${error.issues.length} things are wrong`;
}

/** Each fault has a number, since n8n shows all of them in one paragraph. */
function faultsOf({ issues }: InvalidInputError): string {
  return issues.length < 2
    ? 'Nothing was sent. Correct it and run the workflow again.'
    : issues.map((issue, index) => `${index + 1}. ${faultOf(issue)}`).join('\n');
}

function faultOf({ path, message }: InputIssue): string {
  if (path === '') return message;
  return /^(?:must|is|has|opens|closes) /.test(message) ? `${path} ${message}` : `${path}: ${message}`;
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
  const hint = words?.hint?.(delivery) ?? '';
  return apiError(node, {
    message: words?.why === undefined ? error.message : `${words.what}: ${words.why(delivery)}`,
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
