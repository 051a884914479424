import { sample as sampleResult } from 'alertbridge/apicontext';

import { deadLetterOf, type Alert } from 'alertbridge';

import { READ_ITEM } from '../../../nodes/Temperstack/operations.ts';
import { executeContext } from '../execute-context.ts';

const read = (operation: string, item: object, parameters: Record<string, unknown> = {}) =>
  READ_ITEM[operation]?.(executeContext([item], parameters), 0);
const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};
const alert = { alert_name: 'Disk is full', status: 'Alarm', alert_id: 'disk' } as Alert;

describe('what the Temperstack node sends of an item', () => {
  it("is a trigger's alert, with its change and its event", () => {
    const item = { alert, change: 'hold', at: 7, reason: 'already open', event: { a: 1 } };
    expect(read('send', item)).toEqual({ messages: [item] });
  });

  it('is the alert that an error output gave back', () => {
    const item = {
      hello: 'world',
      error: 'no',
      message: '',
      details: { alert, change: 'open', attempts: [] },
    };
    expect(read('send', item)).toEqual({ messages: [{ alert, change: 'open' }] });
  });

  it('is a dead letter, as it is or as an error output holds it, with the time by which it is overtaken', () => {
    const error = new Error('The pager is away.');
    const letter = deadLetterOf(error, { alert, change: 'open', at: 7, destination: 'pager' });
    const { messages } = read('send', letter) as { messages: object[] };
    expect(messages).toMatchObject([{ alert, change: 'open', at: 7 }]);
    expect(read('send', { details: letter })).toEqual({ messages });
  });

  it('is an alert by its own fields', () => {
    expect(read('send', alert)).toEqual({ messages: [{ alert }] });
  });

  it('is what the event of a known system stands for, each location by itself where nothing tracks', () => {
    const reading = read('send', { body: sampleResult('FAIL', { location_id: 'oslo' }), headers: {} });
    expect(reading).toMatchObject({
      messages: [
        { alert: { alert_id: 'apicontext:call-7f3a9c:oslo', status: 'Alarm' }, at: expect.any(Number) },
      ],
    });
  });

  it('is nothing for an event that makes no alert, and says why', () => {
    const created = {
      event_type: 'AccessRequestCreated',
      event_time: 1,
      data: { id: 'r', status: 'Created' },
    };
    expect(() => read('send', { hello: 'world' })).toThrow('the item holds no alert');
    const reading = (() => {
      try {
        return read('send', created);
      } catch (error) {
        return { ignored: String(error) };
      }
    })();
    expect(reading).toEqual({ ignored: expect.any(String) });
  });

  it('names what an event of a known system lacks, and what an item is near to that is none', () => {
    expect(() => read('send', { ...sampleResult('FAIL'), call_meta: 'Checkout' })).toThrow(/call_meta/);
    const near = thrownBy(() => read('send', { call_id: 'c', result_id: '1' }));
    expect(near).toMatchObject({ description: expect.stringContaining('but has no result_class.') });
    expect(near).toMatchObject({ description: expect.stringContaining('Alert From Event') });
    expect(thrownBy(() => read('send', { hello: 'world' }))).toMatchObject({
      description: expect.not.stringContaining('call_id'),
    });
  });

  it('names each fault of an alert', () => {
    expect(() => read('send', { alert: { status: 'Alarm', alert_nmae: 'x' } })).toThrow(
      /alert_name.*alert_nmae|alert_nmae.*alert_name/,
    );
  });
});

describe('what the Temperstack node sends by hand', () => {
  it('is refused by the labels of its fields', () => {
    expect(() => read('raise', {}, { alertName: ' ', alertPriority: 'High' })).toThrow(
      /Alert Name: must not be empty; Alert Priority: /,
    );
  });

  it('raises with the fields that are filled in', () => {
    const reading = read(
      'raise',
      {},
      {
        alertName: 'Checkout is failing',
        alertId: '',
        alertPriority: 'Medium',
        description: '',
        additionalFields: { runBookUrl: 'https://example.com/r' },
      },
    );
    expect(reading).toEqual({
      messages: [
        {
          alert: {
            alert_name: 'Checkout is failing',
            status: 'Alarm',
            alert_priority: 'Medium',
            alert_id: expect.any(String),
            run_book_url: 'https://example.com/r',
          },
        },
      ],
    });
  });

  it('resolves by the id alone, or by the name alone', () => {
    expect(read('resolve', {}, { alertId: 'disk' })).toMatchObject({
      messages: [{ alert: { alert_id: 'disk', status: 'OK' } }],
    });
    expect(read('resolve', {}, { alertName: 'Disk is full' })).toMatchObject({
      messages: [{ alert: { alert_name: 'Disk is full', status: 'OK' } }],
    });
    expect(() => read('resolve', {}, {})).toThrow(/Alert ID/);
  });
});
