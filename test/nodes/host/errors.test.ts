import type { INode } from 'n8n-workflow';

import { InvalidInputError } from 'alertbridge';

import { byLabels, nodeError, UnusableItem } from '../../../nodes/host/errors.ts';

const node = { name: 'Node', type: 'node', parameters: {} } as INode;
const shown = (error: unknown, what?: string) => {
  const { message, description } = nodeError(node, error, 0, what === undefined ? undefined : { what });
  return { message, description };
};

describe('what n8n shows of an input that is wrong', () => {
  it('is its one fault in the headline, and that nothing was sent', () => {
    const error = new InvalidInputError('alert', [{ path: 'alert_name', message: 'must not be empty' }]);
    expect(shown(error, 'Alert not sent')).toEqual({
      message: 'Alert not sent: alert_name must not be empty',
      description: 'Nothing was sent. Correct it and run the workflow again.',
    });
  });

  it('is how many faults there are, and each of them once, with a number', () => {
    const error = new InvalidInputError('webhook definition', [
      { path: 'url', message: 'is not a URL' },
      { path: 'timeoutMs', message: 'the time is up' },
    ]);
    expect(shown(error)).toEqual({
      message: 'Invalid webhook definition: 2 things are wrong',
      description: '1. url is not a URL\n2. timeoutMs: the time is up',
    });
  });

  it('names fields by their labels and rows by their numbers', () => {
    const read = () => {
      throw new InvalidInputError('webhook definition', [
        { path: 'filters.0.url', message: 'must not be empty' },
      ]);
    };
    expect(() => byLabels({ filters: 'Filters', url: 'URL' }, read)).toThrow(
      'Invalid webhook definition: Filters → row 1 → url: must not be empty',
    );
  });

  it('is what to connect where the item is of no use', () => {
    const error = new UnusableItem('the item holds no alert', 'Connect a trigger.');
    expect(shown(error, 'Webhook not delivered')).toEqual({
      message: 'Webhook not delivered: the item holds no alert',
      description: 'Connect a trigger.',
    });
  });
});
