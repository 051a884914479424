import type { Bench } from './measurement.ts';
import { withHosts } from './n8n-host/hosts.ts';
import { queueMode } from './n8n-host/queue.ts';

export const bench: Bench = {
  title:
    "n8n's queue mode, PostgreSQL and Redis: APIContext Trigger → Temperstack, ms for each result that waits for workers",
  run: async () => await withHosts(queueMode),
};
