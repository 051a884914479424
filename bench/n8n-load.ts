import type { Bench } from './measurement.ts';
import { withHosts } from './n8n-host/hosts.ts';
import { overload } from './n8n-host/overload.ts';

export const bench: Bench = {
  title:
    'ever more results a second to APIContext Trigger → Temperstack in a real n8n, until answers begin to slow, and beyond',

  run: async () =>
    await withHosts(async ({ start, target }) => {
      const defaults = await start('defaults', ['trigger']);
      const lazy = await start('lazy isolates', ['trigger']);
      return [...(await overload(defaults, target, 'defaults')), ...(await overload(lazy, target, 'lazy'))];
    }),
};
