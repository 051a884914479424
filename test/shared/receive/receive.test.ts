import { ConfigurationError } from '../../../shared/errors.ts';
import type { Report } from '../../../shared/report.ts';
import {
  parseReceiving,
  receive,
  type Body,
  type ReceivingOptions,
  type ReceivingTracker,
} from '../../../shared/receive/receive.ts';
import { cloudflare } from '../../../shared/systems/cloudflare/index.ts';
import { github } from '../../../shared/systems/github/index.ts';
import { grid, gridOf } from './grid.ts';

/** A tracker that opens, closes and holds what says nothing new. */
function tracker(open: string[] = []) {
  const alarms = new Set(open.map((id) => `grid:${id}`));
  const reports: Report[] = [];
  const decided: ReceivingTracker & { reports: Report[] } = {
    reports,
    isKnown: (id) => alarms.has(id),
    track: async (report) => {
      reports.push(report);
      const { alert } = report;
      const isAlarm = alert.status === 'Alarm';
      const hold = isAlarm === alarms.has(alert.alert_id);
      if (isAlarm) alarms.add(alert.alert_id);
      else alarms.delete(alert.alert_id);
      if (hold) return { decision: 'hold', reason: isAlarm ? 'already open' : 'nothing is open', alert };
      return { decision: isAlarm ? 'open' : 'resolve', reason: null, alert };
    },
  };
  return decided;
}

async function received(given: unknown, options: Partial<ReceivingOptions> = {}, headers = {}) {
  const body: Body = typeof given === 'string' ? { text: given } : { json: given };
  const receiving = parseReceiving({ source: grid, ...options });
  const { answer, received } = await receive({ headers, body: () => body }, receiving);
  return {
    status: answer.status,
    body: answer.body,
    changes: received.map(({ alert, change, reason }) =>
      [alert.alert_id, change, reason].filter((part) => part !== null).join(' '),
    ),
  };
}

describe('receiving a request', () => {
  it('gives an alert for each that the event holds, with what it changes, and accepts it', async () => {
    expect(await received(gridOf({ a: true, b: false, c: true }), { tracker: tracker(['b', 'c']) })).toEqual({
      status: 200,
      body: { accepted: true },
      changes: ['grid:a open', 'grid:b resolve', 'grid:c hold already open'],
    });
  });

  it('takes an Alarm for an opener and an OK for a closer where nothing tracks', async () => {
    const { changes } = await received(gridOf({ a: true, b: false }));
    expect(changes).toEqual(['grid:a open', 'grid:b resolve']);
  });

  it('answers why all is held', async () => {
    const { body } = await received(gridOf({ a: true, b: false, c: true }), { tracker: tracker(['a', 'c']) });
    expect(body).toEqual({ accepted: true, held: 'already open; nothing is open' });
  });

  it('answers why the mapping makes nothing of it', async () => {
    expect(await received(gridOf({ a: true }), { mapping: { ignore: true } })).toEqual({
      status: 200,
      body: { accepted: true, ignored: 'grids are ignored' },
      changes: [],
    });
    const test = { text: 'Hello World! This is a test message sent from https://cloudflare.com.' };
    const { status, body } = await received(test, { source: cloudflare });
    expect([status, body]).toEqual([
      200,
      { accepted: true, ignored: expect.stringContaining('Cloudflare tests') },
    ]);
  });

  it('lets the filter choose what opens an alarm, and nothing be remembered of what it does not', async () => {
    const south = tracker();
    const filter = { grids: ['south'] };
    expect(await received(gridOf({ a: true, b: false }), { filter, tracker: south })).toEqual({
      status: 200,
      body: { accepted: true, filtered: 'grid is north, not one of south' },
      changes: [],
    });
    expect(south.reports).toEqual([]);
  });

  it('lets what closes an open alarm pass whatever the filter says, and where nothing tracks every OK', async () => {
    const filter = { grids: ['south'] };
    const { changes } = await received(gridOf({ a: true, b: false, c: false }), {
      filter,
      tracker: tracker(['b']),
    });
    expect(changes).toEqual(['grid:b resolve']);
    expect((await received(gridOf({ a: true, b: false }), { filter })).changes).toEqual(['grid:b resolve']);
  });

  it.each([
    ['', 'is empty'],
    [' \n', 'is empty'],
    ['{"grid": "s3cret', 'is not valid JSON'],
    ['[1]', 'object'],
    [null, 'object'],
  ])('refuses %j with 400, quoting nothing of it', async (body, fault) => {
    const answer = await received(body);
    expect(answer).toEqual({
      status: 400,
      body: { accepted: false, errors: [{ path: '', message: expect.stringContaining(fault) }] },
      changes: [],
    });
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });

  it('tells each fault by its path, in at most 50 and 8 KB', async () => {
    const { status, body } = await received({ grid: 7, cells: [{ id: 'a', bad: 'yes' }] });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ path: 'grid' }, { path: 'cells.0.bad' }] });

    const cells = Array.from({ length: 900 }, (_, index) => ({ [`${index}-${'ü'.repeat(9_000)}`]: 1 }));
    const many = await received({ grid: 'north', cells });
    const { errors } = many.body as { errors: readonly { message: string }[] };
    expect(errors.length).toBeLessThanOrEqual(50);
    expect(errors.at(-1)?.message).toMatch(/^and \d+ more$/);
    expect(Buffer.byteLength(JSON.stringify(many.body))).toBeLessThan(8_192);
  });

  it('answers in 8 KB also where the reason would be longer', async () => {
    const { body } = await received(gridOf({ a: true }, 'n'.repeat(100_000)), {
      filter: { grids: ['south'] },
    });
    expect(JSON.stringify(body).length).toBeLessThan(1_000);
  });

  it('takes the events of several sources, each by its own filter and mapping', async () => {
    const options = { source: [grid, github, cloudflare], filter: { grid: { grids: ['south'] } } };
    expect((await received(gridOf({ a: true }), options)).body).toMatchObject({
      filtered: expect.any(String),
    });
    expect((await received(cloudflare.sample(), options)).changes).toHaveLength(1);
    expect(await received({ other: 1 }, options)).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([{ path: '', message: 'Grid sends a grid (grid, cells)' }]) },
    });
    const both = { source: [grid, { ...grid, name: 'raster', title: 'Raster' }] };
    expect((await received(gridOf({}), both)).body).toMatchObject({
      errors: [{ message: 'could be from Grid or from Raster: say which it is' }],
    });
  });

  it('asks for the body only where the sender is let in, and looks into none that is too long', async () => {
    const authentication = { type: 'header', name: 'X-Key', value: 's3cret' };
    const never = () => {
      throw new Error('asked');
    };
    const stranger = await receive(
      { headers: {}, body: never },
      parseReceiving({ source: grid, authentication }),
    );
    expect(stranger.answer.status).toBe(401);
    const receiving = parseReceiving({ source: grid, maxBytes: 10 });
    const long = await receive(
      { headers: {}, body: (maxBytes) => (maxBytes < 11 ? undefined : never()) },
      receiving,
    );
    expect(long.answer).toMatchObject({
      status: 413,
      body: { errors: [{ message: expect.stringContaining('10 bytes') }] },
    });
  });

  it.each<[string, object, RegExp]>([
    ['a filter of the wrong type', { filter: { grids: 7 } }, /Grid filter: grids/],
    ['an unknown field in the filter', { filter: { grid: [] } }, /Grid filter: grid: is not a known field/],
    ['a wrong mapping', { mapping: { ignore: 'yes' } }, /Grid mapping: ignore/],
    ['a wrong allow list', { ipAllowList: 'office' }, /office/],
    ['a size that is no number', { maxBytes: Number.NaN }, /maxBytes/],
    ['a credential without a password', { authentication: { type: 'basic', user: 'a' } }, /password/],
    ['no source', { source: [] }, /at least one source/],
    [
      'one filter for a list of sources',
      { source: [grid], filter: { grids: ['south'] } },
      /one for each by its name \(grid\), not grids/,
    ],
    ['a mapping that is no object', { source: [grid], mapping: 'none' }, /mapping is one for each/],
  ])('cannot be set up with %s', (_what, options, fault) => {
    const settingUp = () => parseReceiving({ source: grid, ...options });
    expect(settingUp).toThrow(ConfigurationError);
    expect(settingUp).toThrow(fault);
  });
});
