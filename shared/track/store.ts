import type { TrackState } from './state.ts';

/** Where a tracker keeps its state: a file, a row, a key. A store need not lock: what two processes save is merged. */
export interface TrackerStore {
  /** What was saved last, as an object or as its JSON text; `undefined` or `null` where nothing was. */
  load(): unknown;
  /** Keeps a state, by `JSON.stringify`; at most 256 KB. */
  save(state: TrackState): void | Promise<void>;
}

/** A store for one process, which forgets when that ends. */
export function memoryStore(): TrackerStore {
  let saved: TrackState | undefined;
  return {
    load: () => saved,
    save: (state) => {
      saved = state;
    },
  };
}
