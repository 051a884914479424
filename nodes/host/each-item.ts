import type { IDataObject, IExecuteFunctions, NodeApiError, NodeOperationError } from 'n8n-workflow';
import pMap from 'p-map';

export type ItemOutcome<Result> = { result: Result } | { failed: IDataObject };

/**
 * What becomes of each item, in the items' order, with several at work at the same time. Where the node is to continue on
 * fail, a failed item has `failed` in place of a result. Else every item has its turn before the first error is thrown, so
 * that none is left half sent.
 *
 * @param act Is called in the items' order.
 * @param errorOf The error as n8n shows it, and what else a failed item tells.
 */
export async function eachItem<Result>(
  functions: IExecuteFunctions,
  { items, concurrency }: { items: number; concurrency: number },
  act: (itemIndex: number) => Promise<Result>,
  errorOf: (
    failure: unknown,
    itemIndex: number,
  ) => { error: NodeApiError | NodeOperationError; details: IDataObject },
): Promise<ItemOutcome<Result>[]> {
  const outcomes = await pMap(
    Array.from({ length: items }, (_, itemIndex) => itemIndex),
    async (itemIndex): Promise<ItemOutcome<Result> | { error: Error }> => {
      try {
        return { result: await act(itemIndex) };
      } catch (failure) {
        const { error, details } = errorOf(failure, itemIndex);
        return functions.continueOnFail() ? { failed: failedItem(error, details) } : { error };
      }
    },
    { concurrency },
  );
  return outcomes.map((outcome) => {
    if ('error' in outcome) throw outcome.error;
    return outcome;
  });
}

/**
 * The JSON of an item that failed. n8n sends items with just these three keys to the error output where there is one. An
 * item with an `error` beside its JSON would go there too, but n8n puts the bare message in the place of that JSON.
 */
export function failedItem(error: NodeApiError | NodeOperationError, details: IDataObject): IDataObject {
  return { error: error.message, message: error.description ?? '', details };
}
