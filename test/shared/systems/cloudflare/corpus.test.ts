import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { eventOf, matches, parse, toReports } from 'alertbridge/cloudflare';

const PAYLOADS = join(import.meta.dirname, '../../../payloads/cloudflare');
const KINDS = readdirSync(PAYLOADS).filter((kind) => kind !== 'test_message');

const delivered = (kind: string, role: string) =>
  parse(
    (JSON.parse(readFileSync(join(PAYLOADS, kind, `${role}.json`), 'utf8')) as { payload: unknown }).payload,
  );

// What the deliveries become is tested for all sources at once.
describe.each(KINDS)('a delivery of %s', (kind) => {
  it('is filtered by the rule by which it becomes an Alarm or an OK', () => {
    const [start, end] = [delivered(kind, 'opener'), delivered(kind, 'closer')];
    expect([eventOf(start), eventOf(end)]).toEqual(['start', 'end']);
    expect(matches(start, { events: ['start'] }).matches).toBe(true);
    expect(matches(end, { events: ['start'] })).toEqual({
      matches: false,
      reason: 'event is end, not start',
    });
  });

  it('is said once', () => {
    expect(toReports(delivered(kind, 'closer'))[0]?.kind).toBe('turn');
  });
});
