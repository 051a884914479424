/**
 * A tracker's state under one key of Redis, or of anything that gets and sets texts (the packages `redis` and `ioredis`, a
 * key-value store of a Worker). Several processes may use one key without a lock: each merges what it finds into what it
 * remembers, so one that is overwritten says it again with its next report.
 */
import type { TrackerStore } from 'alertbridge/track';

export interface KeyValueStore {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<unknown>;
}

export function keyValueStore(client: KeyValueStore, key = 'alertbridge:alarms'): TrackerStore {
  return {
    load: () => client.get(key),
    save: async (state) => {
      await client.set(key, JSON.stringify(state));
    },
  };
}
