import type { IWebhookResponseData } from 'n8n-workflow';

import { createTracker } from 'alertbridge';

import { receiveEvent, type Trigger } from '../../../nodes/host/receive.ts';
import { grid, gridOf } from '../../shared/receive/grid.ts';
import { webhookContext, type FakeRequest } from './webhook-context.ts';

/** What becomes of one request: the answer, the items that start an execution, and n8n's log. */
async function received(request: FakeRequest, trigger: Partial<Trigger> = {}) {
  const { context, log, sent, readings } = webhookContext(request);
  const result: IWebhookResponseData = await receiveEvent(context, () => ({
    source: grid,
    tracker: createTracker(),
    emit: 'changes',
    ...trigger,
  }));
  const answeredByNode = result.noWebhookResponse === true;
  return {
    status: answeredByNode ? sent.status : 200,
    headers: sent.headers,
    body: answeredByNode ? sent.body : (result.webhookResponse as unknown),
    items: result.workflowData?.map((output) => output.map(({ json }) => json)),
    log,
    readings: readings(),
  };
}

const HEADER = { method: 'headerAuth', headerName: 'X-Key', headerValue: 's3cret' };

describe('receiving in n8n', () => {
  it('starts one execution with an item for each alert that changes something', async () => {
    const event = gridOf({ a: true, b: true });
    const { status, body, items } = await received({ body: event }, { answer: () => ({ id: 'north' }) });
    expect([status, body]).toEqual([200, { accepted: true, id: 'north' }]);
    expect(items).toEqual([
      [
        {
          alert: expect.objectContaining({ alert_id: 'grid:a', status: 'Alarm' }),
          change: 'open',
          at: expect.any(Number),
          event,
        },
        {
          alert: expect.objectContaining({ alert_id: 'grid:b', status: 'Alarm' }),
          change: 'open',
          at: expect.any(Number),
          event,
        },
      ],
    ]);
  });

  it('answers a hold 200 with its reason, starts nothing, and logs why no one was paged', async () => {
    const tracker = createTracker();
    await received({ body: gridOf({ a: true }) }, { tracker });
    const again = await received({ body: gridOf({ a: true }) }, { tracker });
    expect(again.status).toBe(200);
    expect(again.body).toEqual({ accepted: true, held: expect.stringContaining('already open') });
    expect(again.items).toBeUndefined();
    expect(again.log).toEqual([
      expect.stringMatching(/^info Trigger: grid:a \(Alarm\) hold: .*already open/),
    ]);
  });

  it('warns in n8n’s log of an alarm that there was no room to remember', async () => {
    const { log } = await received(
      { body: gridOf({ a: true }) },
      {
        tracker: {
          track: ({ alert }) => ({ decision: 'open', reason: 'sent untracked', alert, tracked: false }),
          isKnown: () => false,
        },
      },
    );
    expect(log).toEqual(['warn Trigger: grid:a (Alarm) open: sent untracked']);
  });

  it('starts the workflow with what changes nothing too, and its reason, where every event is asked for', async () => {
    const tracker = createTracker();
    await received({ body: gridOf({ a: true }) }, { tracker });
    const { items } = await received({ body: gridOf({ a: true }) }, { tracker, emit: 'all' });
    expect(items?.[0]).toMatchObject([{ change: 'hold', reason: expect.stringContaining('already open') }]);
  });

  it('emits every event of a manual run, and remembers nothing', async () => {
    const tracker = createTracker();
    await received({ body: gridOf({ a: true }) }, { tracker });
    for (let run = 0; run < 2; run++) {
      const { items } = await received({ body: gridOf({ a: true, b: true }), mode: 'manual' }, { tracker });
      expect(items?.[0]).toMatchObject([{ change: 'open' }, { change: 'open' }]);
    }
    expect(await tracker.isOpen('grid:b')).toBe(false);
  });

  it('answers why it is filtered out or ignored, and starts nothing', async () => {
    const filtered = await received({ body: gridOf({ a: true }) }, { filter: { grids: ['south'] } });
    expect(filtered).toMatchObject({ status: 200, body: { filtered: 'grid is north, not one of south' } });
    const ignored = await received({ body: gridOf({ a: true }) }, { mapping: { ignore: true } });
    expect(ignored).toMatchObject({ status: 200, body: { ignored: 'grids are ignored' } });
    expect([filtered.items, ignored.items]).toEqual([undefined, undefined]);
  });

  it('tells the sender what is wrong with an event by its paths', async () => {
    expect(await received({ body: { grid: 7, cells: [] } })).toMatchObject({
      status: 400,
      body: { accepted: false, errors: [{ path: 'grid' }] },
      log: [],
    });
  });

  it.each([
    ['a filter', { trigger: { filter: { grids: 7 } } }, /Grid filter: grids/],
    ['a mapping', { trigger: { mapping: { ignore: 'yes' } } }, /Grid mapping: ignore/],
    ['the allow list', { parameters: { options: { ipAllowList: 'the-office' } } }, /the-office/],
    ['no credential', { parameters: { authentication: 'credential' } }, /no credential is selected/],
    [
      'a credential without a value',
      { parameters: { authentication: 'credential' }, credential: { ...HEADER, headerValue: '' } },
      /value must not be empty/,
    ],
    ['the size of a body', { parameters: { options: { maxBodyKb: -1 } } }, /maxBytes/],
  ])(
    'answers 500 for %s that is wrong: the sender is told nothing of it, and n8n logs it',
    async (_what, given, told) => {
      const { trigger = {}, ...request } = given as FakeRequest & { trigger?: Partial<Trigger> };
      const { status, body, log, items } = await received({ body: gridOf({ a: true }), ...request }, trigger);
      expect([status, items]).toEqual([500, undefined]);
      expect(JSON.stringify(body)).not.toMatch(told);
      expect(log).toEqual([expect.stringMatching(told)]);
      expect(log[0]).toMatch(/^error Trigger: /);
    },
  );

  it('answers 500 where the tracker fails, so that the sender tries again', async () => {
    const tracker = {
      isKnown: () => false,
      track: () => {
        throw new Error('out of memory');
      },
    };
    const { status, log } = await received({ body: gridOf({ a: true }) }, { tracker });
    expect([status, log]).toEqual([500, [expect.stringContaining('out of memory')]]);
  });

  it('lets in who shows what the credential holds, and remembers nothing of others', async () => {
    const tracker = createTracker();
    const secured = { body: gridOf({ a: true }), parameters: { authentication: 'credential' } };
    const header = { ...secured, credential: HEADER };
    expect((await received(header, { tracker })).status).toBe(401);
    expect((await received({ ...header, headers: { 'x-key': 'other' } }, { tracker })).status).toBe(403);
    expect(await tracker.isKnown('grid:a')).toBe(false);
    expect((await received({ ...header, headers: { 'x-key': 's3cret' } }, { tracker })).items).toHaveLength(
      1,
    );

    const basic = { ...secured, credential: { method: 'basicAuth', user: 'u', password: 'p4ss' } };
    expect(await received(basic)).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringMatching(/^Basic/) },
    });
    const headers = { authorization: `Basic ${btoa('u:p4ss')}` };
    expect((await received({ ...basic, headers })).status).toBe(200);
  });

  it('lets in who is on the allow list, by the address that n8n sees', async () => {
    const options = { ipAllowList: '10.0.0.0/8, ::1' };
    const from = async (ip: string) =>
      (await received({ body: gridOf({ a: true }), ip, parameters: { options } })).status;
    expect([await from('::ffff:10.1.2.3'), await from('11.1.2.3')]).toEqual([200, 403]);
  });

  it('lets in who the trigger itself knows', async () => {
    const authentication = () => ({ type: 'cloudflare', secret: 's' }) as const;
    const body = gridOf({ a: true });
    expect((await received({ body }, { authentication })).status).toBe(403);
    expect((await received({ body, headers: { 'cf-webhook-auth': 's' } }, { authentication })).status).toBe(
      200,
    );
  });

  it('answers a test message whoever sends it, and starts nothing', async () => {
    const isTestMessage = (body: unknown) => JSON.stringify(body) === '{"text":"test"}';
    const authentication = () => ({ type: 'cloudflare', secret: 's' }) as const;
    const test = await received({ body: { text: 'test' } }, { isTestMessage, authentication });
    expect(test).toMatchObject({ status: 200, body: { accepted: true, test: true } });
    expect(test.items).toBeUndefined();
  });

  it('refuses what is too long by its length, before anything looks into it', async () => {
    const untouchable = {
      get grid(): string {
        throw new Error('looked at');
      },
    };
    const said = { body: untouchable, headers: { 'content-length': '262145' } };
    expect((await received(said)).status).toBe(413);
    const came = { body: untouchable, raw: 'x'.repeat(262_145) };
    expect((await received(came)).status).toBe(413);
    const raised = {
      parameters: { options: { maxBodyKb: 257 } },
      body: gridOf({ a: true }),
      raw: 'x'.repeat(262_145),
    };
    expect((await received(raised)).status).toBe(200);
  });

  it('reads JSON of whatever content type, which n8n itself reads of some only', async () => {
    const json = JSON.stringify(gridOf({ a: true }));
    expect((await received({ body: json, raw: json })).items).toHaveLength(1);
    const unread = await received({ raw: json, headers: { 'content-type': 'application/octet-stream' } });
    expect([unread.items?.length, unread.readings]).toEqual([1, 1]);
    expect(await received({})).toMatchObject({ status: 400, body: { errors: [{ message: 'is empty' }] } });
  });
});
