import fc from 'fast-check';

import type { Change, Report } from '../../../shared/report.ts';
import {
  emptyState,
  isOpen,
  isWorthSaving,
  mergeStates,
  parsePolicy,
  readState,
  track,
  type Policy,
  type TrackState,
} from '../../../shared/track/index.ts';
import { fails, MINUTE_MS, passes, START } from './history.ts';

const ID = 'apicontext:call-1';
const LOCATIONS = ['oslo', 'rome', '__proto__'];

/** What a location sees in each minute: true where it fails. */
type Truth = readonly boolean[];

const minutes = 30;

interface World {
  truths: Truth[];
  delays: number[];
  twice: boolean[];
  policy: Policy;
}

const world: fc.Arbitrary<World> = fc.record({
  truths: fc.array(truth(), { minLength: 1, maxLength: LOCATIONS.length }),
  /** How many minutes late each report comes (its place in the list by minute and location), lost where negative. */
  delays: fc.array(fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2, 5, -1), { minLength: 90, maxLength: 90 }),
  /** Which come twice. */
  twice: fc.array(fc.constantFrom(false, false, false, true), { minLength: 90, maxLength: 90 }),
  policy: fc
    .record(
      {
        raiseAt: fc.constantFrom(1, 2),
        after: fc.constantFrom(1, 2, 3),
        closeAfter: fc.constantFrom(1, 2, 3),
        closeAfterMs: fc.constantFrom(0, 5 * MINUTE_MS),
      },
      { requiredKeys: [] },
    )
    .map((input) => parsePolicy(input)),
});

/** Runs of failing and of passing minutes. */
function truth(): fc.Arbitrary<Truth> {
  return fc
    .array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 10 })), { minLength: 1, maxLength: 8 })
    .map((runs) =>
      runs.flatMap(([failing, length]) => Array<boolean>(length).fill(failing)).slice(0, minutes),
    );
}

interface Arrival {
  report: Report;
  minute: number;
}

/** What comes in of a world, in the order in which it comes. */
function arrivals({ truths, delays, twice }: World): Arrival[] {
  const reports = truths.flatMap((failing, location) =>
    failing.map((isFailing, minute) => ({
      report: said(location, minute, isFailing),
      happened: minute,
      index: minute * truths.length + location,
    })),
  );
  return reports
    .flatMap(({ report, happened, index }) => {
      const delay = delays[index % delays.length] ?? 0;
      const again =
        twice[index % twice.length] === true ? [{ report, minute: happened + Math.abs(delay) + 1 }] : [];
      return delay < 0 ? [] : [{ report, minute: happened + delay }, ...again];
    })
    .sort((one, other) => one.minute - other.minute);
}

function said(location: number, minute: number, isFailing: boolean): Report {
  const name = LOCATIONS[location] ?? '';
  const eventId = `${name} ${minute}`;
  return isFailing ? fails(name, minute, { eventId }) : passes(name, minute, { eventId });
}

/** Every location says the same each minute for a while. */
function steadily(count: number, isFailing: boolean, from: number, length: number): Arrival[] {
  return Array.from({ length }, (_, offset) => from + offset).flatMap((minute) =>
    Array.from({ length: count }, (_, location) => ({ report: said(location, minute, isFailing), minute })),
  );
}

interface Heard {
  minute: number;
  /** How new it says that it is. */
  at: number;
  change: Change;
  report: Report;
}

function run(
  state: TrackState,
  policy: Policy,
  coming: readonly Arrival[],
): { state: TrackState; heard: Heard[] } {
  let now = state;
  const heard = coming.map(({ report, minute }) => {
    const tracked = track(now, report, policy, START + minute * MINUTE_MS);
    now = tracked.state;
    return { minute, at: tracked.at, change: tracked.decision, report };
  });
  return { state: now, heard };
}

const sent = (heard: readonly Heard[]) => heard.filter(({ change }) => change !== 'hold');

/** What a destination shows that got these, one after the other. */
const shownBy = (messages: readonly Heard[]) => messages.at(-1)?.report.alert.status === 'Alarm';

/** Long enough for any streak and for being well, and for a repeat. */
const SETTLED = 22;
const LATEST = minutes + 8;

describe('whatever is lost, comes late or comes twice', () => {
  it('an alarm opens once between two closes, and what is said besides is due', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { heard } = run(emptyState(), given.policy, arrivals(given));
        let isNowOpen = false;
        let told = -Infinity;
        for (const { change, minute, report } of sent(heard)) {
          if (change === 'open') expect(isNowOpen).toBe(false);
          if (change === 'resolve' || change === 'update') expect(isNowOpen).toBe(true);
          if (change === 'repeat') expect(minute - told).toBeGreaterThanOrEqual(15);
          if (change !== 'repeat') isNowOpen = report.alert.status === 'Alarm';
          expect(report.alert.status === 'Alarm').toBe(isNowOpen);
          told = minute;
        }
      }),
    );
  });

  it('what is sent is never older than what was sent before it, so that none is overtaken that is not', () => {
    fc.assert(
      fc.property(world, (given) => {
        const times = sent(run(emptyState(), given.policy, arrivals(given)).heard).map(({ at }) => at);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
      }),
    );
  });

  it('an alarm whose reporters have all passed is closed', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { truths, policy } = given;
        const coming = [...arrivals(given), ...steadily(truths.length, false, LATEST, SETTLED)];
        const { state, heard } = run(emptyState(), policy, coming);
        expect(isOpen(state, ID)).toBe(false);
        expect(shownBy(sent(heard))).toBe(false);
      }),
    );
  });

  it('an alarm that enough reporters go on seeing is open', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { truths, policy } = given;
        fc.pre(truths.length >= policy.raiseAt);
        const coming = [...arrivals(given), ...steadily(truths.length, true, LATEST, SETTLED)];
        const { state, heard } = run(emptyState(), policy, coming);
        expect(isOpen(state, ID)).toBe(true);
        expect(shownBy(sent(heard))).toBe(true);
      }),
    );
  });

  it('a world in which nothing has been open for five hours sends nothing', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: 60 }), (given, later) => {
        const { truths, policy } = given;
        const settled = [...arrivals(given), ...steadily(truths.length, false, LATEST, SETTLED)];
        const { state } = run(emptyState(), policy, settled);
        const from = LATEST + SETTLED + 300 + later;
        expect(sent(run(state, policy, steadily(truths.length, false, from, 60)).heard)).toEqual([]);
      }),
    );
  });

  it('with good reports only, nothing is remembered once it has been over for so long', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { truths, policy } = given;
        const settled = [...arrivals(given), ...steadily(truths.length, false, LATEST, SETTLED)];
        const { state } = run(emptyState(), policy, settled);
        const later = steadily(truths.length, false, LATEST + SETTLED + 300, 2);
        expect(run(state, policy, later).state.alarms.flat()).toEqual([]);
      }),
    );
  });
});

describe('where a message is lost on its way to the destination', () => {
  it('the destination is right again within repeatEveryMs', () => {
    fc.assert(
      fc.property(world, fc.boolean(), fc.nat(), (given, isFailing, which) => {
        const { truths, policy } = given;
        fc.pre(!isFailing || truths.length >= policy.raiseAt);
        const steady = steadily(truths.length, isFailing, LATEST, 60);
        const messages = sent(run(emptyState(), policy, [...arrivals(given), ...steady]).heard);
        fc.pre(messages.length > 0);
        const lost = messages[which % messages.length];
        const got = messages.filter((message) => message !== lost);
        const until = Math.max(lost?.minute ?? 0, LATEST + SETTLED - 15) + 15;
        expect(shownBy(got.filter(({ minute }) => minute <= until))).toBe(isFailing);
      }),
    );
  });
});

/**
 * A process of n8n's at its worst: it loads what is stored, memory leads, and what it stores is lost where the request starts
 * an execution, that is, where something is sent.
 */
function processAtWorst(store: { json: string }) {
  return process(store, (_loaded, _memory, decision) => decision === 'hold');
}

/** A process of n8n's as it mostly is: what matters is stored before the sender is answered. */
function processThatStores(store: { json: string }, policy: Policy) {
  return process(store, (loaded, memory) => isWorthSaving(readState(loaded), memory, policy));
}

function process(
  store: { json: string },
  isStored: (loaded: string, memory: TrackState, decision: Change) => boolean,
) {
  let memory = emptyState();
  return {
    hear({ report, minute }: Arrival, policy: Policy, loaded = store.json): Heard {
      const known = mergeStates(memory, readState(loaded));
      const tracked = track(known, report, policy, START + minute * MINUTE_MS);
      memory = tracked.state;
      if (isStored(loaded, memory, tracked.decision)) store.json = JSON.stringify(memory);
      return { minute, at: tracked.at, change: tracked.decision, report };
    },
    die() {
      memory = emptyState();
    },
    knows: () => memory,
  };
}

describe('where what was remembered last is forgotten', () => {
  it('the destination is right again, unless the opening itself was all that happened', () => {
    fc.assert(
      fc.property(world, fc.nat(), fc.boolean(), (given, when, isFailing) => {
        const { truths, policy } = given;
        fc.pre(!isFailing || truths.length >= policy.raiseAt);
        const before = arrivals(given);
        const store = { json: '' };
        const only = processAtWorst(store);
        const killedAfter = before.length === 0 ? 0 : when % before.length;
        const heard = before.map((arrival, index) => {
          const what = only.hear(arrival, policy);
          if (index === killedAfter) only.die();
          return what;
        });
        // Nobody can know that it is open: it was killed before anything else came.
        fc.pre(heard[killedAfter]?.change !== 'open');
        const after = steadily(truths.length, isFailing, LATEST, SETTLED).map((arrival) =>
          only.hear(arrival, policy),
        );
        expect(shownBy(sent([...heard, ...after]))).toBe(isFailing);
      }),
    );
  });

  // An opening and the close after it can both be forgotten, and a report from before them come late.
  it('at most one alarm opens and closes once more', () => {
    fc.assert(
      fc.property(world, fc.nat(), (given, when) => {
        const { policy } = given;
        const before = arrivals(given);
        const counted = (killedAfter: number) => {
          const only = processAtWorst({ json: '' });
          return sent(
            before.map((arrival, index) => {
              const what = only.hear(arrival, policy);
              if (index === killedAfter) only.die();
              return what;
            }),
          ).length;
        };
        const undisturbed = counted(-1);
        expect(counted(before.length === 0 ? 0 : when % before.length)).toBeLessThanOrEqual(undisturbed + 2);
      }),
    );
  });
});

describe('where n8n is killed, and what matters was stored before', () => {
  /** What is sent where n8n is killed after some of what came, and then all reporters say the same for a while. */
  const sentWithKill = (given: World, killedAfter: number, isFailing: boolean) => {
    const { truths, policy } = given;
    const only = processThatStores({ json: '' }, policy);
    const coming = [...arrivals(given), ...steadily(truths.length, isFailing, LATEST, SETTLED)];
    return sent(
      coming.map((arrival, index) => {
        const what = only.hear(arrival, policy);
        if (index === killedAfter) only.die();
        return what;
      }),
    );
  };

  it('the destination is right again, whatever was said last', () => {
    fc.assert(
      fc.property(world, fc.nat({ max: 200 }), fc.boolean(), (given, killedAfter, isFailing) => {
        fc.pre(!isFailing || given.truths.length >= given.policy.raiseAt);
        expect(shownBy(sentWithKill(given, killedAfter, isFailing))).toBe(isFailing);
      }),
    );
  });

  it('at most one message more is sent', () => {
    fc.assert(
      fc.property(world, fc.nat({ max: 200 }), fc.boolean(), (given, killedAfter, isFailing) => {
        const undisturbed = sentWithKill(given, -1, isFailing).length;
        expect(sentWithKill(given, killedAfter, isFailing).length).toBeLessThanOrEqual(undisturbed + 1);
      }),
      { numRuns: 50 },
    );
  });
});

describe('with two processes that share a store without a lock', () => {
  interface Routed {
    given: World;
    routes: [boolean, boolean][];
    isFailing: boolean;
  }

  const twoProcesses: fc.Arbitrary<Routed> = fc.record({
    given: world,
    /** Which process gets each report, and whether it loaded before the other saved. */
    routes: fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 200, maxLength: 200 }),
    isFailing: fc.boolean(),
  });

  const runBoth = ({ given, routes, isFailing }: Routed) => {
    const { truths, policy } = given;
    const store = { json: '' };
    const both = [processAtWorst(store), processAtWorst(store)];
    let stale = store.json;
    const coming = [...arrivals(given), ...steadily(truths.length, isFailing, LATEST, SETTLED)];
    const heard = coming.map((arrival, index) => {
      const [toFirst, isRacing] = routes[index % routes.length] ?? [true, false];
      const loaded = isRacing ? stale : store.json;
      stale = store.json;
      const by = toFirst ? 0 : 1;
      // Two that decide in the very same millisecond cannot tell which of them was last; the next report heals it.
      const arrived = { ...arrival, minute: arrival.minute + index / MINUTE_MS };
      return { by, ...(both[by]?.hear(arrived, policy, loaded) as Heard) };
    });
    return { heard, policy };
  };

  it('each of them opens an alarm at most once between two closes', () => {
    fc.assert(
      fc.property(twoProcesses, (given) => {
        const opened = [false, false];
        for (const { by, change } of runBoth(given).heard) {
          if (change === 'resolve') opened.fill(false);
          if (change !== 'open') continue;
          expect(opened[by]).toBe(false);
          opened[by] = true;
        }
      }),
    );
  });

  it('the destination is right in the end', () => {
    fc.assert(
      fc.property(twoProcesses, (given) => {
        fc.pre(!given.isFailing || given.given.truths.length >= given.given.policy.raiseAt);
        expect(shownBy(sent(runBoth(given).heard))).toBe(given.isFailing);
      }),
    );
  });
});
