import { NodeOperationError, type INode } from 'n8n-workflow';

import { eachItem, operationNamed } from '../../../nodes/host/each-item.ts';
import { executeContext } from '../execute-context.ts';

const node: INode = { id: 'n', name: 'Node', type: 'node', typeVersion: 1, position: [0, 0], parameters: {} };
const failureOf = (failure: unknown) => ({
  error: new NodeOperationError(node, failure as Error, { description: 'what to do' }),
  details: { sent: false },
});

describe('eachItem', () => {
  it('gives the items in the order of the work, paired, however many are under way', async () => {
    const work = Array.from({ length: 30 }, (_, itemIndex) => ({ itemIndex }));
    let atOnce = 0;
    let most = 0;
    const given = await eachItem(
      executeContext([]),
      { work, concurrency: 4 },
      async ({ itemIndex }) => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, itemIndex % 3));
        atOnce--;
        return { itemIndex };
      },
      failureOf,
    );
    expect(given).toEqual(
      work.map(({ itemIndex }) => ({ json: { itemIndex }, pairedItem: { item: itemIndex } })),
    );
    expect(most).toBe(4);
  });

  it('gives several items for one, each paired with it', async () => {
    const work = [{ itemIndex: 0 }, { itemIndex: 0 }, { itemIndex: 1 }];
    const given = await eachItem(executeContext([]), { work, concurrency: 1 }, async () => ({}), failureOf);
    expect(given.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }]);
  });

  it('lets every piece have its turn before the first error is thrown', async () => {
    const acted: number[] = [];
    const act = async ({ itemIndex }: { itemIndex: number }) => {
      acted.push(itemIndex);
      if (itemIndex < 2) throw new Error(`no ${itemIndex}`);
      return {};
    };
    const work = [0, 1, 2, 3].map((itemIndex) => ({ itemIndex }));
    await expect(eachItem(executeContext([]), { work, concurrency: 1 }, act, failureOf)).rejects.toThrow(
      'no 0',
    );
    expect(acted).toEqual([0, 1, 2, 3]);
  });

  it('gives a failed item just the keys that n8n sends to its error output, where the node goes on', async () => {
    const given = await eachItem(
      executeContext([], {}, { continueOnFail: true }),
      { work: [{ itemIndex: 0 }], concurrency: 1 },
      async () => {
        throw new Error('no');
      },
      failureOf,
    );
    expect(given).toEqual([
      { json: { error: 'no', message: 'what to do', details: { sent: false } }, pairedItem: { item: 0 } },
    ]);
  });
});

describe('operationNamed', () => {
  it('refuses a name that the node does not have, inherited ones too', () => {
    expect(operationNamed({ send: 1 }, 'send')).toBe(1);
    for (const name of ['sendFromEvent', 'toString', '__proto__']) {
      expect(() => operationNamed({ send: 1 }, name)).toThrow(`no operation "${name}". It has: send.`);
    }
  });
});
