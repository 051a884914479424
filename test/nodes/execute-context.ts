import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** What a node's `execute` sees of n8n: its items and its parameters, which are the same for each item. */
export function executeContext(
  items: readonly object[],
  parameters: Readonly<Record<string, unknown>> = {},
  { continueOnFail = false } = {},
): IExecuteFunctions {
  const hints: string[] = [];
  const functions = {
    hints,
    getInputData: () => items.map((json) => ({ json: json as IDataObject })),
    getNodeParameter: (name: string, _itemIndex: number, fallback?: unknown) =>
      Object.hasOwn(parameters, name) ? parameters[name] : fallback,
    getNode: () => ({ id: 'n', name: 'Node', type: 'node', typeVersion: 1, position: [0, 0], parameters }),
    continueOnFail: () => continueOnFail,
    addExecutionHints: (...given: { message: string }[]) =>
      hints.push(...given.map(({ message }) => message)),
  };
  return functions as unknown as IExecuteFunctions;
}
