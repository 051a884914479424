import { sample as sampleResult } from 'alertbridge/apicontext';
import { sample as sampleAponoEvent } from 'alertbridge/apono';
import { sample as sampleNotification } from 'alertbridge/cloudflare';
import { sample as sampleRun } from 'alertbridge/github';

import { makeAlerts } from '../../../nodes/AlertFromEvent/operations.ts';
import { executeContext } from '../execute-context.ts';

const make = (item: object, source = 'detect', mapping: object = {}) =>
  makeAlerts(executeContext([item], { source, mapping }), 0);

describe('Alert From Event', () => {
  it.each([
    ['apicontext', sampleResult('FAIL')],
    ['apono', sampleAponoEvent('Error')],
    ['cloudflare', sampleNotification()],
    ['github', sampleRun()],
  ])(
    'makes of an event of %s the items that a trigger would give, whether it is detected or chosen',
    (source, event) => {
      const items = [
        {
          alert: expect.objectContaining({ status: 'Alarm', alert_id: expect.stringMatching(`^${source}:`) }),
          change: 'open',
          ...(source !== 'github' && { at: expect.any(Number) }),
          event: expect.anything(),
        },
      ];
      for (const item of [event, { body: event, headers: {} }]) {
        expect(make(item)).toEqual({ items });
        expect(make(item, source)).toEqual({ items });
      }
    },
  );

  it('keeps the locations of a call apart, since it remembers nothing', () => {
    expect(make(sampleResult('PASS', { location_id: 'oslo' }), 'apicontext')).toMatchObject({
      items: [{ alert: { alert_id: 'apicontext:call-7f3a9c:oslo', status: 'OK' }, change: 'resolve' }],
    });
  });

  it('maps as its options say, and says why an event makes no alert', () => {
    const mapping = { name: 'Orders: {{call_meta.name}}', priorityFor: { values: { FAIL: 'Medium' } } };
    expect(make(sampleResult('FAIL'), 'apicontext', mapping)).toMatchObject({
      items: [{ alert: { alert_name: 'Orders: Get orders', alert_priority: 'Medium' } }],
    });
    expect(make(sampleResult('SLOW'), 'apicontext', { statusFor: { values: { SLOW: 'ignore' } } })).toEqual({
      ignored: expect.any(String),
    });
  });

  it('refuses what is of no known kind, what is not of the chosen source, and a source that there is not', () => {
    expect(() => make({ hello: 'world' })).toThrow(
      'the item is not an event of APIContext, Apono, Cloudflare or GitHub',
    );
    expect(() => make(sampleAponoEvent('Error'), 'github')).toThrow('the item is not an event of GitHub');
    expect(() => make({}, 'pagerduty')).toThrow(/pagerduty/);
  });
});
