import { LIMITS } from './limits.ts';
import type { Bench } from './measurement.ts';
import { hourOf, SLICES, type Setting } from './n8n-host/compared.ts';
import { CONCURRENCY, HOUR } from './n8n-host/events.ts';
import type { Flow } from './n8n-host/flows.ts';
import { withHosts } from './n8n-host/hosts.ts';
import type { Target } from './n8n-host/target.ts';
import { measureSideBySide } from './side-by-side.ts';

const RESULTS = HOUR.minutes * HOUR.locations;
const FLOWS: readonly Flow[] = ['http', 'quorum'];

export const bench: Bench = {
  title: `an hour of a team in a real n8n: ${RESULTS.toLocaleString('en')} results of one call from ${HOUR.locations} locations with one outage, ${CONCURRENCY} at a time, ms for each until all are told`,

  run: async () =>
    await withHosts(async ({ start, target }) => {
      const defaults = await start('defaults', FLOWS);
      const lazy = await start('lazy isolates', FLOWS);
      return await measureSideBySide([...hour(defaults, target, 'defaults'), ...hour(lazy, target, 'lazy')], {
        rounds: SLICES,
        warmUp: 0,
      });
    }),
};

/** By hand every result is an alert; with a tracker, and two locations that must see an alarm, there are two in all. */
function hour(setting: Setting, target: Target, key: 'defaults' | 'lazy') {
  const byHand = hourOf(setting, 'http', target);
  const limit = LIMITS.n8n[key].hour;
  return [byHand, hourOf(setting, 'quorum', target, { name: byHand.name, limit, key: `${key}.hour` })];
}
