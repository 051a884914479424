import type { Report } from '../report.ts';
import { mergeStates } from './merge.ts';
import { parsePolicy, type PolicyInput } from './policy.ts';
import { emptyState, readState, type TrackState } from './state.ts';
import { memoryStore, type TrackerStore } from './store.ts';
import { isKnown, isOpen, track, type Tracked } from './track.ts';

export interface TrackerOptions {
  /** When an alarm opens, is said again and closes. @default DEFAULT_POLICY */
  readonly policy?: PolicyInput | undefined;
  /** Where the state is kept. @default a new `memoryStore()` */
  readonly store?: TrackerStore | undefined;
  /** The current time in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
  /**
   * Called when the store fails. The alert is decided all the same, by what is remembered in memory: a store that is away
   * must not keep people from being told.
   *
   * @default nothing; the answer has the error too
   */
  readonly onStoreError?: ((error: unknown) => void) | undefined;
}

/** What a tracker answers: as `track`, without the state, which it keeps itself. */
export interface TrackerAnswer extends Omit<Tracked, 'state'> {
  /** What the store threw, where it failed; the decision stands. */
  readonly storeError?: unknown;
}

export interface Tracker {
  /** What a report changes. Reports are tracked one after the other, in the order of the calls. */
  track(report: Report): Promise<TrackerAnswer>;
  /** Whether the alarm of an alert is open, as far as is known. */
  isOpen(alertId: string): Promise<boolean>;
  /** Whether anything is known of an alert; an OK of one must be tracked whatever a filter says. */
  isKnown(alertId: string): Promise<boolean>;
  /** Forgets everything, in the store too. Alarms that are open stay open until their next OK is said. */
  forget(): Promise<void>;
}

/**
 * A tracker that remembers: what `track` decides, with its state in memory and in a store. Memory leads: what the store
 * gives is merged into it, so that what another process saved is known and what a store lost is saved again.
 *
 * @throws InvalidInputError when the policy is wrong.
 */
export function createTracker(options: TrackerOptions = {}): Tracker {
  const { store = memoryStore(), now = Date.now, onStoreError } = options;
  const policy = parsePolicy(options.policy ?? {});
  let state = emptyState();
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other, so that what one saves is not overwritten by another that loaded before. */
  function inTurn<Value>(run: () => Promise<Value>): Promise<Value> {
    const next = last.then(run);
    last = next.catch(() => undefined);
    return next;
  }

  async function attempt<Value>(
    run: () => Value | Promise<Value>,
    failed: (error: unknown) => void,
  ): Promise<Value | undefined> {
    try {
      return await run();
    } catch (error) {
      failed(error);
      onStoreError?.(error);
      return undefined;
    }
  }

  async function loaded(failed: (error: unknown) => void): Promise<TrackState> {
    const stored = readState(await attempt(() => store.load(), failed));
    state = mergeStates(stored, state);
    return stored;
  }

  return {
    track: (report) =>
      inTurn(async () => {
        const errors: unknown[] = [];
        const failed = (error: unknown) => errors.push(error);
        const stored = await loaded(failed);
        const { state: next, ...answer } = track(state, report, policy, now());
        state = next;
        // A store that could not be read may hold what memory does not know, and is not overwritten.
        if (errors.length === 0 && next !== stored) await attempt(() => store.save(next), failed);
        return errors.length === 0 ? answer : { ...answer, storeError: errors[0] };
      }),
    isOpen: (alertId) => inTurn(async () => (await loaded(() => undefined), isOpen(state, alertId))),
    isKnown: (alertId) => inTurn(async () => (await loaded(() => undefined), isKnown(state, alertId))),
    forget: () =>
      inTurn(async () => {
        state = emptyState();
        await store.save(state);
      }),
  };
}
