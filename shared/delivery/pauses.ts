import type { Transport } from './transport.ts';

/**
 * The pauses that destinations have asked for. Whoever sends to one of them waits until its pause is over, and then they
 * start one after the other, twice as many in each further round trip.
 */
export interface Pauses {
  /**
   * A destination has asked for a pause.
   *
   * @param key Which destination: its URL.
   * @param pause.startedAt When the attempt started that was answered so, and `now`, in ms by a clock that only goes forward.
   * @param pause.ms How long, jitter and all.
   */
  ask(key: string, pause: { startedAt: number; now: number; ms: number }): void;
  /** One's turn after the pause; `undefined` where there is none to wait for. */
  turn(key: string, now: number): Turn | undefined;
}

/** When one may start after a pause. */
export interface Turn {
  /** From now, in ms. */
  readonly waitMs: number;
  /** Whether another pause has been asked for since, so that one has to take another turn. */
  isLost(): boolean;
}

interface Pause {
  askedAt: number;
  /** By the clock of `now`, in ms. */
  until: number;
  /** How long the destination took to ask for it, in ms, which is about a round trip. */
  roundTripMs: number;
  /** How many have their turn. */
  turns: number;
}

const MIN_ROUND_TRIP_MS = 100;
const MAX_ROUND_TRIP_MS = 5_000;
/** So many destinations are kept before those whose pause is over are looked for. */
const MAX_KEPT = 1_000;

export function createPauses(): Pauses {
  const pauses = new Map<string, Pause>();

  function forgetOver(now: number): void {
    for (const [key, pause] of pauses) if (isOver(pause, now)) pauses.delete(key);
  }

  return {
    ask(key, { startedAt, now, ms }) {
      const known = pauses.get(key);
      const until = now + ms;
      if (known !== undefined && startedAt < known.askedAt) {
        // It was under way when the pause began, and asks for the same one.
        known.until = Math.max(known.until, until);
        return;
      }
      const roundTripMs = Math.min(Math.max(now - startedAt, MIN_ROUND_TRIP_MS), MAX_ROUND_TRIP_MS);
      if (pauses.size >= MAX_KEPT) forgetOver(now);
      pauses.set(key, { askedAt: now, until: Math.max(until, known?.until ?? 0), roundTripMs, turns: 0 });
    },
    turn(key, now) {
      const pause = pauses.get(key);
      if (pause === undefined) return undefined;
      if (isOver(pause, now)) {
        pauses.delete(key);
        return undefined;
      }
      const until = pause.until;
      const startsAt = until + slowStartMs(pause);
      pause.turns++;
      return {
        waitMs: Math.max(0, startsAt - now),
        isLost: () => {
          const latest = pauses.get(key);
          return latest !== undefined && (latest !== pause || latest.until > startsAt);
        },
      };
    },
  };
}

function isOver(pause: Pause, now: number): boolean {
  return now >= pause.until + slowStartMs(pause);
}

/** When the next one starts after the pause: the first at once, 2 within a round trip, 4 within two, 8 within three. */
function slowStartMs({ turns, roundTripMs }: Pause): number {
  return roundTripMs * Math.log2(turns + 1);
}

const byTransport = new WeakMap<Transport, Pauses>();

/** The pauses of all that goes through one transport. */
export function pausesOf(transport: Transport): Pauses {
  const known = byTransport.get(transport) ?? createPauses();
  byTransport.set(transport, known);
  return known;
}
