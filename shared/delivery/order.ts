import { CLOCK_TOLERANCE_MS } from '../report.ts';
import { DeliveryError, type Delivery } from './delivery.ts';

/** How many ids' latest times are remembered once nothing of theirs is under way. */
const MAX_REMEMBERED = 10_000;

/** What became of something that stood in an order: what it gave, or that newer news has overtaken it. */
export type Ordered<Result> =
  | { overtaken: false; result: Result }
  | {
      overtaken: true;
      /** The attempts that were made before; `null` where there were none. */
      delivery: Delivery | null;
    };

/** Runs what concerns one alert one after the other, so that the last word is said last. */
export interface Order {
  /**
   * Runs `act` once all that came before it for the same id has ended.
   *
   * News that is older, by `at`, than what came before is overtaken: it does not run. When newer news comes, what runs is told
   * so by its signal and starts no further attempt; what waits behind it is overtaken too if that attempt fails, and has one
   * attempt of its own if not.
   *
   * @param id E.g. the `alert_id`.
   * @param at When it happened, in ms since the epoch; a time that is more than a minute ahead counts as a minute ahead, so
   *   that a wrong clock does not silence all that comes after it. Where either of two has no time, the one that came later
   *   is newer.
   * @param act Gets the signal that is aborted when it is overtaken; `send` and `deliver` take it as their option
   *   `overtaken`. What it throws is thrown, but for the DeliveryError of one that was overtaken.
   */
  run<Result>(
    id: string,
    at: number | undefined,
    act: (overtaken: AbortSignal) => Promise<Result>,
  ): Promise<Ordered<Result>>;
}

interface Lane {
  /** The latest time that came, where anything with a time did. */
  latest: number;
  /** How many run or wait. */
  count: number;
  /** Ends the retries of what came last. */
  overtake: () => void;
  /** Whether what ran last has failed. */
  failing: boolean;
  last: Promise<unknown>;
}

export interface OrderOptions {
  /** The current time in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/**
 * An order of its own. Share one among all that send to one destination: n8n's Temperstack node has one for all executions
 * of its process.
 */
export function createOrder({ now = Date.now }: OrderOptions = {}): Order {
  const lanes = new Map<string, Lane>();

  function laneOf(id: string): Lane {
    const lane = lanes.get(id) ?? {
      latest: -Infinity,
      count: 0,
      overtake: () => {},
      failing: false,
      last: Promise.resolve(),
    };
    // Set anew, so that the map's order is that of the last use.
    lanes.delete(id);
    lanes.set(id, lane);
    return lane;
  }

  function forgetIdle(): void {
    for (const [id, { count }] of lanes) {
      if (lanes.size <= MAX_REMEMBERED) return;
      if (count === 0) lanes.delete(id);
    }
  }

  return {
    async run(id, happened, act) {
      const lane = laneOf(id);
      const at = happened === undefined ? undefined : Math.min(happened, now() + CLOCK_TOLERANCE_MS);
      if (at !== undefined && at < lane.latest) return { overtaken: true, delivery: null };
      lane.latest = Math.max(lane.latest, at ?? -Infinity);
      const overtaken = new AbortController();
      const overtake = () => {
        try {
          overtaken.abort();
        } catch {
          // A Worker's runtime lets no request reach into another: the older one then ends as it may, and this one waits for it.
        }
      };
      lane.overtake();
      lane.overtake = overtake;
      lane.count++;
      const before = lane.last;
      const run = (async () => {
        await before;
        if (lane.failing && overtaken.signal.aborted) return { overtaken: true as const, delivery: null };
        lane.failing = true;
        const result = await act(overtaken.signal);
        lane.failing = false;
        return { overtaken: false as const, result };
      })();
      lane.last = run.catch(() => undefined);
      try {
        return await run;
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.endedBy !== 'overtaken') throw error;
        return { overtaken: true, delivery: error.delivery };
      } finally {
        lane.count--;
        // What has ended is not told any more. A Worker would not let the next request reach into an ended one.
        if (lane.overtake === overtake) lane.overtake = () => {};
        if (lane.count === 0 && lane.latest === -Infinity) lanes.delete(id);
        else if (lanes.size > MAX_REMEMBERED) forgetIdle();
      }
    },
  };
}
