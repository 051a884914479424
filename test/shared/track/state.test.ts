import fc from 'fast-check';

import {
  DEFAULT_POLICY,
  emptyState,
  isKnown,
  isOpen,
  MAX_STATE_BYTES,
  mergeStates,
  parsePolicy,
  readState,
  track,
  type TrackState,
} from '../../../shared/track/index.ts';
import { fails, HOUR_MS, MINUTE_MS, passes, report, START, tracking } from './history.ts';

const bytes = (state: TrackState) => new TextEncoder().encode(JSON.stringify(state)).length;
const call = (number: number | string) => ({ alert: { alert_id: `apicontext:call-${number}` } });
const idOf = (number: number | string) => `apicontext:call-${number}`;

describe('a state', () => {
  it('is plain JSON: what is decided after it was stored is the same', () => {
    const live = tracking({ after: 2, closeAfter: 2, closeAfterMs: 5 * MINUTE_MS });
    const stored = tracking({ after: 2, closeAfter: 2, closeAfterMs: 5 * MINUTE_MS });
    const reports = Array.from({ length: 200 }, (_, index) => {
      const reporter = ['oslo', 'rome', ''][index % 3] ?? '';
      const said = { eventId: `e${index}`, gist: `${Math.floor(index / 40)}`, ...call(index % 2) };
      return Math.floor(index / 12) % 2 === 0
        ? fails(reporter, index / 3, said)
        : passes(reporter, index / 3, said);
    });
    for (const said of reports) {
      const one = live.hear(said);
      stored.state = readState(JSON.stringify(stored.state));
      const other = stored.hear(said);
      expect(other).toEqual(one);
    }
  });

  it('is the very same where there is nothing new to remember', () => {
    const { hear } = tracking();
    const empty = emptyState();
    expect(track(empty, passes('oslo', 0), DEFAULT_POLICY, START).state).toBe(empty);
    const opened = hear(fails('oslo', 1)).state;
    expect(hear(fails('oslo', 0), 2).state).toBe(opened);
    expect(hear(fails('oslo', 1), 3).state).toBe(opened);
  });

  it('tells alerts and reporters apart whose ids are long and begin alike, or are names of JavaScript’s', () => {
    const { hear } = tracking({ raiseAt: 2 });
    const long = 'x'.repeat(200);
    const ids = [`${long}1`, `${long}2`, '__proto__', 'constructor', 'toString'];
    for (const alert_id of ids) {
      expect(hear(fails(`${long}a`, 0, { alert: { alert_id } })).decision).toBe('hold');
      expect(hear(fails(`${long}b`, 0, { alert: { alert_id } })).decision).toBe('open');
    }
    expect(hear(fails('__proto__', 0, call('other'))).reason).toBe('seen by 1 of the 2 needed');
  });

  it.each([
    undefined,
    null,
    '',
    '{"v":1,"alarms":[[["apicontext:call-1",1,0,0',
    42,
    [],
    { v: 2, alarms: [[['apicontext:call-1', START, 0, 0, 0, '', '', []]]] },
    { v: 1 },
    { v: 1, alarms: 'none' },
    { v: 1, alarms: [null, [null, [], ['id'], ['id', 'then', 0, 0, 0, '', '', []]]], untracked: [7, [1, 2]] },
  ])('is nothing remembered where it is not one: %j', (stored) => {
    const { decision, state } = track(stored as TrackState, fails('oslo', 0), DEFAULT_POLICY, START);
    expect(decision).toBe('open');
    expect(isOpen(state, idOf(1))).toBe(true);
    expect(readState(stored)).toEqual(emptyState());
  });

  it('keeps what can be read beside what cannot', () => {
    const { hear, state } = tracking();
    hear(fails('oslo', 0));
    const { alarms } = JSON.parse(JSON.stringify(hear(fails('rome', 0)).state)) as { alarms: unknown[][][] };
    alarms[3] = [['cut off'], ...(alarms[3] ?? [])];
    const written = alarms.flat().find(([id]) => id === idOf(1));
    written?.splice(7, 1, [...(written[7] as unknown[]), 'no reporter', ['bern', -5]]);
    const read = readState({ v: 1, alarms });
    expect(isOpen(read, idOf(1))).toBe(true);
    expect(read).toEqual(hear(fails('rome', 0)).state);
    expect(state).toEqual(emptyState());
  });

  it('never throws, whatever was stored', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json()), (stored) => {
        const { decision } = track(stored as TrackState, fails('oslo', 0), DEFAULT_POLICY, START);
        expect(decision).toBe('open');
      }),
    );
  });

  it('never throws where a stored one has been tampered with', () => {
    const { hear } = tracking();
    hear(fails('oslo', 0, { gist: 'one', reporterName: 'Oslo' }));
    const json = JSON.stringify(hear(passes('rome', 1)).state);
    fc.assert(
      fc.property(fc.nat(json.length), fc.string({ maxLength: 3 }), fc.nat(3), (at, put, cut) => {
        const tampered = json.slice(0, at) + put + json.slice(at + cut);
        const { state } = track(readState(tampered), fails('oslo', 5), DEFAULT_POLICY, START + 5 * MINUTE_MS);
        expect(readState(JSON.stringify(state))).toEqual(state);
      }),
    );
  });

  it('forgets what is over: nothing is left of a call that has been well for five hours', () => {
    const { hear } = tracking();
    hear(fails('oslo', 0));
    hear(passes('oslo', 1));
    expect(isKnown(hear(passes('oslo', 300)).state, idOf(1))).toBe(true);
    expect(hear(passes('oslo', 301)).state).toEqual(emptyState());
  });
});

describe('a state that is full', () => {
  /** So many alarms, each seen from some locations. */
  const many = (count: number, locations = 1, policyInput = {}) => {
    const tracker = tracking(policyInput);
    for (let number = 0; number < count; number++) {
      for (let location = 0; location < locations; location++) {
        tracker.hear(fails(`location-${location}`, 0, call(number)));
      }
    }
    return tracker;
  };

  it('holds a thousand open alarms', () => {
    const { state } = many(1_000, 2);
    expect(bytes(state)).toBeLessThan(MAX_STATE_BYTES);
    expect(Array.from({ length: 1_000 }, (_, number) => isOpen(state, idOf(number)))).not.toContain(false);
  });

  it('is never larger than 256 KB, whatever ids and names are sent', () => {
    const { hear } = tracking({ raiseAt: 2 });
    const odd = ['"\\', '\u0001', 'é', '語', '😀', '\ud800', 'a'];
    let largest = 0;
    for (let number = 0; number < 3_000; number++) {
      const piece = odd[number % odd.length] ?? '';
      const { state } = hear(
        fails(`${piece.repeat(40)}${number}`, number / 100, {
          reporterName: `${piece.repeat(60)}${number}`,
          eventId: `${number}`,
          gist: `${number}`,
          alert: {
            alert_id: `${piece.repeat(number % 3 === 0 ? 80 : 30)}${number % 1_100}`,
            alert_name: `${piece.repeat(120)}.`,
          },
        }),
      );
      if (number % 50 === 0) largest = Math.max(largest, bytes(state));
    }
    expect(largest).toBeLessThanOrEqual(MAX_STATE_BYTES);
    expect(largest).toBeGreaterThan(MAX_STATE_BYTES / 2);
  });

  it('forgets what is closed first, the oldest before the others', () => {
    const { hear } = many(400);
    for (let number = 0; number < 200; number++) hear(passes('location-0', 1 + number / 100, call(number)));
    let { state } = hear(fails('oslo', 4, call('new')));
    for (let number = 0; number < 4_000 && isKnown(state, idOf(100)); number++) {
      ({ state } = hear(fails('oslo', 5, call(`new-${number}`))));
    }
    expect(isKnown(state, idOf(0))).toBe(false);
    expect(isKnown(state, idOf(100))).toBe(false);
    for (const number of [200, 399, 'new']) expect(isOpen(state, idOf(number))).toBe(true);
  });

  it('counts reporters of the largest alarms rather than forget an alarm', () => {
    const { hear } = many(40, 100);
    for (let location = 100; location < 130; location++) hear(passes(`location-${location}`, 1, call(7)));
    for (let number = 40; number < 900; number++) hear(fails('oslo', 1, call(number)));
    const { state, alert, decision } = hear(fails('location-0', 16, call(7)));
    expect(decision).toBe('repeat');
    expect(alert.description).toMatch(/ and 92 more; 30 others pass$/);
    expect(bytes(state)).toBeLessThanOrEqual(MAX_STATE_BYTES);
    for (let number = 0; number < 900; number++) expect(isOpen(state, idOf(number))).toBe(true);
  });

  it('lets no alarm have more than 256 reporters one by one, those that see it before those that pass', () => {
    const { hear } = tracking();
    hear(fails('first', 0));
    for (let other = 0; other < 400; other++) hear(passes(`passes-${other}`, 1));
    for (let other = 0; other < 20; other++) hear(fails(`fails-${other}`, 2));
    const { alert, seenBy } = hear(fails('first', 16));
    expect(alert.description).toMatch(/ and 13 more; 400 others pass$/);
    expect(seenBy).toHaveLength(21);
  });

  it('sends an alarm for which there is no room untracked, and its OK too: never silence', () => {
    const { hear } = many(3_000, 1, { after: 1 });
    const waits = parsePolicy({ raiseAt: 3, after: 3 });
    const full = hear(fails('oslo', 1, call(2_999)));
    expect(full).toMatchObject({
      decision: 'open',
      reason: 'sent untracked: there is no room to remember one more alarm',
      tracked: false,
    });
    const now = START + 2 * MINUTE_MS;
    const untracked = track(full.state, fails('oslo', 2, call('new')), waits, now);
    expect(untracked).toMatchObject({ decision: 'open', tracked: false });
    const closed = track(untracked.state, passes('oslo', 3, call('new')), waits, now + MINUTE_MS);
    expect(closed).toMatchObject({
      decision: 'resolve',
      reason: 'its Alarm was sent untracked',
      tracked: true,
    });
    const again = track(closed.state, passes('oslo', 4, call('new')), waits, now + 2 * MINUTE_MS);
    expect(again).toMatchObject({ decision: 'hold', reason: 'nothing is open' });
    expect(bytes(again.state)).toBeLessThanOrEqual(MAX_STATE_BYTES);
  });

  it('tracks again what was sent untracked once there is room, and closes it', () => {
    const { hear } = many(3_000);
    hear(fails('oslo', 1, call('new')));
    for (let number = 0; number < 1_000; number++) hear(passes('location-0', 2, call(number)));
    expect(hear(fails('oslo', 3, call('new')))).toMatchObject({ decision: 'open', tracked: true });
    expect(hear(passes('oslo', 4, call('new')))).toMatchObject({ decision: 'resolve' });
    expect(hear(passes('oslo', 5, call('new')))).toMatchObject({
      decision: 'hold',
      reason: 'nothing is open',
    });
  });

  it('goes on deciding of the alarms that it knows', () => {
    const { hear } = many(3_000);
    expect(hear(fails('location-1', 1, call(5)))).toMatchObject({ decision: 'hold', reason: 'already open' });
    expect(hear(passes('location-0', 2, call(5))).decision).toBe('hold');
    expect(hear(passes('location-1', 2, call(5))).decision).toBe('resolve');
  });

  it('makes room of alarms that nobody has spoken of for a day', () => {
    const { hear } = many(3_000);
    const day = 24 * 60;
    expect(hear(fails('oslo', day + 1, call('new')))).toMatchObject({ decision: 'open', tracked: true });
  });

  it('is not grown by good reports of what is not known', () => {
    const { hear } = tracking();
    const before = hear(fails('oslo', 0)).state;
    for (let number = 2; number < 200; number++) {
      expect(hear(passes('oslo', 1, call(number))).state).toBe(before);
    }
  });

  it('is within the bound also where two full ones are merged, in either order', () => {
    const one = many(1_500).state;
    const other = tracking();
    for (let number = 1_000; number < 2_500; number++) other.hear(fails('rome', 1, call(number)));
    const merged = mergeStates(one, other.state);
    expect(bytes(merged)).toBeLessThanOrEqual(MAX_STATE_BYTES);
    expect(mergeStates(other.state, one)).toEqual(merged);
    expect(mergeStates(merged, emptyState())).toBe(merged);
  });
});

describe('forgetting by time', () => {
  it('lets reporters go that have been silent for longer than forgetAfterMs', () => {
    const { hear } = tracking({ forgetAfterMs: HOUR_MS });
    for (let one = 0; one < 50; one++) hear(fails(`reporter-${one}`, 0));
    expect(hear(report({ reporter: 'other', at: START + HOUR_MS })).seenBy).toEqual(['other']);
  });
});
