import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTracker, InvalidInputError } from 'alertbridge';
import { memoryStore, type TrackerStore } from 'alertbridge/track';

import { fileStore } from '../../../examples/library/tracker-in-a-file.ts';
import { keyValueStore, type KeyValueStore } from '../../../examples/library/tracker-in-redis.ts';
import { fails, MINUTE_MS, passes, START } from './history.ts';

const ID = 'apicontext:call-1';

/** A key-value store that takes its time, so that those who use it at once come between each other. */
function slowKeyValues(): KeyValueStore & { texts: Map<string, string> } {
  const texts = new Map<string, string>();
  const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
  return {
    texts,
    get: async (key) => {
      await pause();
      return texts.get(key) ?? null;
    },
    set: async (key, value) => {
      await pause();
      texts.set(key, value);
    },
  };
}

const at = (minute: number) => () => START + minute * MINUTE_MS;

describe('a tracker', () => {
  it('decides with its own memory and the default policy where it is given nothing', async () => {
    const tracker = createTracker();
    const { alert, ...rest } = await tracker.track(fails('oslo', 0));
    expect(rest).toEqual({
      decision: 'open',
      reason: 'nothing was open',
      at: START,
      seenBy: ['oslo'],
      tracked: true,
    });
    expect(alert).toEqual(fails('oslo', 0).alert);
    expect(await tracker.isOpen(ID)).toBe(true);
    expect(await tracker.isKnown('another')).toBe(false);
    expect((await tracker.track(passes('oslo', 1))).decision).toBe('resolve');
    expect(await tracker.isOpen(ID)).toBe(false);
    expect(await tracker.isKnown(ID)).toBe(true);
  });

  it('takes a policy and a clock, and refuses a policy that is wrong', async () => {
    let minute = 0;
    const tracker = createTracker({ policy: { repeatEveryMs: 5 * MINUTE_MS }, now: () => at(minute)() });
    await tracker.track(fails('oslo', 0));
    minute = 5;
    expect((await tracker.track(fails('oslo', 5))).decision).toBe('repeat');
    expect(() => createTracker({ policy: { raiseAt: 0 } })).toThrow(InvalidInputError);
    const typo = { raiseAt: 2, raisedAt: 2 };
    expect(() => createTracker({ policy: typo })).toThrow('raisedAt: is not a known field');
  });

  it('tracks what comes at once one after the other', async () => {
    const tracker = createTracker({ policy: { raiseAt: 3 }, store: keyValueStore(slowKeyValues()) });
    const decided = await Promise.all(
      ['oslo', 'rome', 'bern', 'kiel'].map((name) => tracker.track(fails(name, 0))),
    );
    expect(decided.map(({ decision }) => decision)).toEqual(['hold', 'hold', 'open', 'hold']);
    expect(decided[2]?.seenBy).toEqual(['bern', 'oslo', 'rome']);
  });

  it('forgets everything when it is told to, in the store too', async () => {
    const store = memoryStore();
    const tracker = createTracker({ store });
    await tracker.track(fails('oslo', 0));
    await tracker.forget();
    expect(await tracker.isOpen(ID)).toBe(false);
    expect(await createTracker({ store }).isKnown(ID)).toBe(false);
    expect((await tracker.track(fails('oslo', 1))).decision).toBe('open');
  });
});

describe('two trackers of one store', () => {
  it('know of each other: one closes what the other opened', async () => {
    const values = slowKeyValues();
    const [one, other] = [
      createTracker({ store: keyValueStore(values) }),
      createTracker({ store: keyValueStore(values) }),
    ];
    expect((await one.track(fails('oslo', 0))).decision).toBe('open');
    expect((await other.track(fails('oslo', 1))).decision).toBe('hold');
    expect((await other.track(passes('oslo', 2))).decision).toBe('resolve');
    expect((await one.track(passes('oslo', 3))).reason).toBe('nothing is open');
  });

  it('may each open an alarm when they race, and are one again with the next report', async () => {
    const store = keyValueStore(slowKeyValues());
    const [one, other] = [createTracker({ store }), createTracker({ store })];
    const raced = await Promise.all([one.track(fails('oslo', 0)), other.track(fails('rome', 0))]);
    expect(raced.map(({ decision }) => decision)).toEqual(['open', 'open']);
    expect((await one.track(fails('oslo', 1))).decision).toBe('hold');
    expect((await other.track(passes('rome', 1))).reason).toBe('still seen from oslo');
    expect((await one.track(passes('oslo', 2))).decision).toBe('resolve');
    expect((await other.track(passes('rome', 3))).reason).toBe('nothing is open');
  });

  it('let memory lead: what another overwrote is saved again', async () => {
    const values = slowKeyValues();
    const store = keyValueStore(values);
    const tracker = createTracker({ store });
    await tracker.track(fails('oslo', 0));
    values.texts.clear();
    expect((await tracker.track(fails('oslo', 1))).decision).toBe('hold');
    expect(await createTracker({ store }).isOpen(ID)).toBe(true);
  });
});

describe('a store that fails', () => {
  const broken = (fault: Partial<Record<keyof TrackerStore, true>>): TrackerStore => {
    const store = memoryStore();
    const fail = (what: keyof TrackerStore) => {
      if (fault[what] === true) throw new Error(`no ${what}`);
    };
    return {
      load: () => {
        fail('load');
        return store.load();
      },
      save: (state) => {
        fail('save');
        return store.save(state);
      },
    };
  };

  it.each(['load', 'save'] as const)('does not keep people from being told: %s', async (what) => {
    const errors: unknown[] = [];
    const tracker = createTracker({
      store: broken({ [what]: true }),
      onStoreError: (error) => errors.push(error),
    });
    const { decision, storeError } = await tracker.track(fails('oslo', 0));
    expect(decision).toBe('open');
    expect(storeError).toEqual(new Error(`no ${what}`));
    expect(errors).toEqual([storeError]);
    expect((await tracker.track(fails('oslo', 1))).decision).toBe('hold');
    expect((await tracker.track(passes('oslo', 2))).decision).toBe('resolve');
  });

  it('is not overwritten where it could not be read, since it may hold what memory does not', async () => {
    const store = memoryStore();
    await createTracker({ store }).track(fails('oslo', 0));
    let isAway = true;
    const flaky: TrackerStore = {
      load: () => {
        if (isAway) throw new Error('away');
        return store.load();
      },
      save: (state) => store.save(state),
    };
    const tracker = createTracker({ store: flaky });
    await tracker.track(fails('rome', 1, { alert: { alert_id: 'another' } }));
    expect(await createTracker({ store }).isOpen(ID)).toBe(true);
    isAway = false;
    await tracker.track(fails('rome', 2, { alert: { alert_id: 'another' } }));
    expect(await tracker.isOpen(ID)).toBe(true);
    expect(await createTracker({ store }).isOpen('another')).toBe(true);
  });

  it('that holds what is not a state is as though it were empty', async () => {
    const store: TrackerStore = { load: () => '<html>502</html>', save: () => undefined };
    expect((await createTracker({ store }).track(fails('oslo', 0))).decision).toBe('open');
  });
});

describe('the samples', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alertbridge-tracker-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('remember in a file what was open before a restart', async () => {
    const path = join(folder, 'alarms.json');
    expect((await createTracker({ store: fileStore(path) }).track(fails('oslo', 0))).decision).toBe('open');
    const restarted = createTracker({ store: fileStore(path) });
    expect((await restarted.track(fails('oslo', 1))).decision).toBe('hold');
    expect((await restarted.track(passes('oslo', 2))).decision).toBe('resolve');
    expect(await readdir(folder)).toEqual(['alarms.json']);
  });

  it('start anew where the file was cut off, and say so where it cannot be read', async () => {
    const path = join(folder, 'cut-off.json');
    await writeFile(path, '{"v":1,"alarms":[[["apico');
    expect(
      (await createTracker({ store: fileStore(path) }).track(fails('oslo', 0))).storeError,
    ).toBeUndefined();
    const { decision, storeError } = await createTracker({ store: fileStore(folder) }).track(
      fails('oslo', 0),
    );
    expect(decision).toBe('open');
    expect(storeError).toMatchObject({ code: 'EISDIR' });
  });

  it('remember in a key-value store too', async () => {
    const values = slowKeyValues();
    await createTracker({ store: keyValueStore(values) }).track(fails('oslo', 0));
    expect([...values.texts.keys()]).toEqual(['alertbridge:alarms']);
    expect(await createTracker({ store: keyValueStore(values) }).isOpen(ID)).toBe(true);
  });
});
