import fc from 'fast-check';

import {
  emptyState,
  isOpen,
  isWorthSaving,
  DEFAULT_POLICY,
  mergeStates,
  parsePolicy,
  readState,
  track,
  type TrackState,
} from '../../../shared/track/index.ts';
import { fails, MINUTE_MS, passes, report, START, tracking, type Said } from './history.ts';

const ID = 'apicontext:call-1';

/** What one process made of some reports, few enough of everything that two processes know of the same. */
const said = fc.record(
  {
    status: fc.constantFrom('Alarm', 'OK'),
    reporter: fc.constantFrom('', 'oslo', 'rome', '__proto__'),
    kind: fc.constantFrom('sample', 'turn'),
    at: fc.integer({ min: 0, max: 6 }).map((minute) => START + minute * MINUTE_MS),
    eventId: fc.constantFrom('e1', 'e2', 'an event with a long id'),
    gist: fc.constantFrom('here', 'there'),
    alert: fc.record({
      alert_id: fc.constantFrom('a', 'b', '__proto__'),
      alert_name: fc.constantFrom('one', 'other'),
      alert_priority: fc.constantFrom('Critical', 'Medium'),
    }),
  },
  { requiredKeys: ['status', 'reporter', 'alert'] },
);

const process = fc
  .array(fc.tuple(said, fc.integer({ min: 0, max: 40 })), { maxLength: 12 })
  .map((reports) => {
    const policy = parsePolicy({ repeatEveryMs: 5 * MINUTE_MS });
    const inOrder = reports.toSorted(([, one], [, other]) => one - other);
    return inOrder.reduce(
      (state, [what, minute]) => track(state, report(what as Said), policy, START + minute * MINUTE_MS).state,
      emptyState(),
    );
  });

const copyOf = (state: TrackState): TrackState => readState(JSON.stringify(state));

describe('mergeStates', () => {
  it('gives the same in either order, however often, and however grouped', () => {
    fc.assert(
      fc.property(process, process, process, (one, other, third) => {
        const merged = mergeStates(one, other);
        expect(mergeStates(other, one)).toEqual(merged);
        expect(mergeStates(merged, copyOf(other))).toEqual(merged);
        expect(mergeStates(merged, copyOf(one))).toEqual(merged);
        expect(mergeStates(copyOf(one), copyOf(one))).toEqual(one);
        expect(mergeStates(merged, third)).toEqual(mergeStates(one, mergeStates(other, third)));
      }),
    );
  });

  it('is the first state itself where the second adds nothing, so that a host sees that there is nothing to save', () => {
    fc.assert(
      fc.property(process, process, (one, other) => {
        const merged = mergeStates(one, other);
        expect(mergeStates(merged, copyOf(one))).toBe(merged);
        expect(mergeStates(merged, emptyState())).toBe(merged);
        expect(mergeStates(merged, undefined)).toBe(merged);
      }),
    );
  });

  it('lets one process close what another opened, and the first know it', () => {
    const one = tracking();
    const other = tracking();
    one.hear(fails('oslo', 0));
    other.state = mergeStates(other.state, one.state);
    expect(other.hear(passes('oslo', 1)).decision).toBe('resolve');
    one.state = mergeStates(one.state, other.state);
    expect(isOpen(one.state, ID)).toBe(false);
    expect(one.hear(fails('oslo', 0.5), 2).reason).toBe('late: something newer is known');
    expect(one.hear(passes('oslo', 2), 2).reason).toBe('nothing is open');
  });

  it('keeps who sees it from both', () => {
    const one = tracking({ raiseAt: 2 });
    const other = tracking({ raiseAt: 2 });
    one.hear(fails('oslo', 0));
    other.hear(fails('rome', 0));
    one.state = mergeStates(one.state, other.state);
    expect(one.told(fails('bern', 1))).toEqual(['open: nothing was open']);
    expect(one.told(passes('bern', 2))).toEqual(['hold: still seen from oslo and rome']);
  });

  it('does not take what was told in the last alarm for told in this one', () => {
    const one = tracking();
    one.hear(fails('', 0, { gist: 'identified' }));
    const before = one.state;
    one.told(passes('', 1), fails('', 2, { gist: 'investigating' }));
    one.state = mergeStates(one.state, before);
    expect(one.told(fails('', 3, { gist: 'identified' }))).toEqual([
      'update: there is something new to know',
    ]);
  });
});

describe('isWorthSaving', () => {
  it('is so where the stored state lacks an alarm, what was told or who sees it, not where time goes on', () => {
    const tracker = tracking();
    const worth = (stored: TrackState) => isWorthSaving(stored, tracker.state, DEFAULT_POLICY);
    const empty = tracker.state;
    expect(worth(empty)).toBe(false);
    tracker.hear(fails('oslo', 0));
    expect(worth(empty)).toBe(true);
    const opened = copyOf(tracker.state);
    expect(worth(opened)).toBe(false);
    tracker.hear(fails('oslo', 1));
    expect(worth(opened)).toBe(false);
    tracker.hear(fails('oslo', 11));
    expect(worth(opened)).toBe(true);
    const later = copyOf(tracker.state);
    tracker.hear(fails('rome', 11));
    expect(worth(later)).toBe(true);
    const both = copyOf(tracker.state);
    tracker.hear(passes('rome', 12));
    expect(worth(both)).toBe(true);
    tracker.hear(passes('oslo', 12));
    const closed = copyOf(tracker.state);
    tracker.hear(passes('oslo', 13));
    expect(worth(closed)).toBe(false);
    tracker.hear(passes('oslo', 28));
    expect(worth(closed)).toBe(true);
  });

  it('is so while a streak grows that has not been long enough', () => {
    const tracker = tracking({ after: 3 });
    const stored: TrackState[] = [];
    const worth = [0, 1, 2, 3, 4].map((minute) => {
      tracker.hear(fails('oslo', minute));
      const before = stored.at(-1) ?? emptyState();
      stored.push(copyOf(tracker.state));
      return isWorthSaving(before, tracker.state, tracker.policy);
    });
    expect(worth).toEqual([true, true, true, false, false]);
  });
});
