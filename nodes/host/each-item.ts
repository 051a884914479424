import type {
  IDataObject,
  IExecuteFunctions,
  INodeExecutionData,
  NodeApiError,
  NodeOperationError,
} from 'n8n-workflow';
import pMap from 'p-map';

/** Something to do for an input item; one item can ask for several things. */
export interface Work {
  itemIndex: number;
}

/** An error as n8n shows it, and what else a failed item tells. */
export interface Failure {
  error: NodeApiError | NodeOperationError;
  details: IDataObject;
}

/**
 * The items that come of the work, in its order, with several pieces under way at the same time. Where the node is to go on
 * after an error, a failed piece has a failed item in place of its result. Else every piece has its turn before the first
 * error is thrown, so that none is left half done.
 *
 * @param act Is called in the order of the work.
 */
export async function eachItem<Piece extends Work>(
  functions: IExecuteFunctions,
  { work, concurrency }: { work: readonly Piece[]; concurrency: number },
  act: (piece: Piece) => Promise<IDataObject>,
  failureOf: (failure: unknown, piece: Piece) => Failure,
): Promise<INodeExecutionData[]> {
  const outcomes = await pMap(
    work,
    async (piece): Promise<INodeExecutionData | Error> => {
      const pairedItem = { item: piece.itemIndex };
      try {
        return { json: await act(piece), pairedItem };
      } catch (failure) {
        const { error, details } = failureOf(failure, piece);
        return functions.continueOnFail() ? { json: failedItem(error, details), pairedItem } : error;
      }
    },
    { concurrency },
  );
  return outcomes.map((outcome) => {
    if (outcome instanceof Error) throw outcome;
    return outcome;
  });
}

/**
 * The JSON of an item that failed. n8n sends items with just these three keys to the error output where there is one, joined
 * with the input item. An item with an `error` beside its JSON would go there too, but n8n puts the bare message in the
 * place of that JSON.
 */
export function failedItem(error: NodeApiError | NodeOperationError, details: IDataObject): IDataObject {
  return { error: error.message, message: error.description ?? '', details };
}

/** What an operation of that name does. @throws Error where the node has none of that name. */
export function operationNamed<Operation>(
  operations: Readonly<Record<string, Operation>>,
  name: string,
): Operation {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation !== undefined) return operation;
  throw new Error(`This node has no operation "${name}". It has: ${Object.keys(operations).join(', ')}.`);
}
