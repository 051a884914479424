import { fails, passes, report, START, tracking, MINUTE_MS } from './history.ts';

describe('the alert that is sent', () => {
  it('is the report’s own where only one reporter is known', () => {
    const { hear } = tracking();
    const said = fails('oslo', 0, { alert: { description: 'HTTP 503', alert_priority: 'Medium' } });
    expect(hear(said).alert).toEqual(said.alert);
    const alone = tracking();
    const ok = report({ status: 'OK', kind: 'turn' });
    expect(alone.hear(ok).alert).toEqual(ok.alert);
  });

  it('says from where it is seen, and how many others pass', () => {
    const { hear } = tracking();
    const said = (reporter: string, reporterName: string, minute: number) =>
      fails(reporter, minute, { reporterName, alert: { description: 'HTTP 503\nhttps://example.com' } });
    hear(said('azure_oslo', 'Oslo', 0));
    expect(hear(said('azure_dublin', 'Dublin', 0)).alert.description).toBe(
      'HTTP 503\nhttps://example.com\nSeen from Dublin and Oslo',
    );
    hear(passes('azure_rome', 1));
    expect(hear(said('azure_oslo', 'Oslo', 2)).alert.description).toMatch(
      /\nSeen from Dublin and Oslo; 1 other passes$/,
    );
    for (let other = 0; other < 18; other++) hear(passes(`other-${other}`, 3));
    const repeated = hear(said('azure_oslo', 'Oslo', 15));
    expect(repeated.decision).toBe('repeat');
    expect(repeated.alert.description).toMatch(/\nSeen from Dublin and Oslo; 19 others pass$/);
    expect(repeated.seenBy).toEqual(['Dublin', 'Oslo']);
  });

  it('names eight reporters and counts the others', () => {
    const { hear } = tracking();
    for (let one = 0; one < 11; one++) hear(fails(`location-${10 + one}`, 0));
    expect(hear(fails('location-21', 0)).alert.description).toBe(
      'Seen from location-10, location-11, location-12, location-13, location-14, location-15, location-16, location-17 and 4 more',
    );
  });

  it('keeps a description within its length, and a name on one line', () => {
    const { hear } = tracking();
    hear(fails('one', 0, { reporterName: 'a\nname\t that is longer than what is shown of one' }));
    const { description = '' } = hear(fails('two', 0, { alert: { description: 'x'.repeat(10_000) } })).alert;
    expect(description).toHaveLength(10_000);
    expect(description).toMatch(/x…\nSeen from a name that is longer than what is show… and two$/);
  });

  it('has the highest priority of those who see it', () => {
    const { hear } = tracking();
    hear(fails('oslo', 0, { alert: { alert_priority: 'Critical' } }));
    hear(fails('rome', 0, { alert: { alert_priority: 'Medium' } }));
    const repeated = hear(fails('rome', 15, { alert: { alert_priority: 'Medium' } }));
    expect(repeated).toMatchObject({ decision: 'repeat', alert: { alert_priority: 'Critical' } });
    hear(passes('oslo', 16));
    expect(hear(fails('rome', 30, { alert: { alert_priority: 'Medium' } }))).toMatchObject({
      decision: 'repeat',
      alert: { alert_priority: 'Medium' },
    });
  });

  it('ends an alarm under the name that its Alarm had, which its own event may not know', () => {
    const { hear } = tracking();
    hear(fails('oslo', 0, { alert: { alert_name: 'Checkout: Create order' } }));
    const nameless = { alert: { alert_name: 'call-1' } };
    expect(hear(passes('oslo', 1, nameless))).toMatchObject({
      decision: 'resolve',
      alert: { alert_name: 'Checkout: Create order', status: 'OK' },
    });
    expect(hear(passes('oslo', 17, nameless))).toMatchObject({
      decision: 'repeat',
      alert: { alert_name: 'Checkout: Create order' },
    });
  });

  it('is as new as the newest that is known of the alarm, whoever said it and whenever it came', () => {
    const { hear } = tracking();
    const minuteOf = (said: ReturnType<typeof hear>) => (said.at - START) / MINUTE_MS;
    expect(minuteOf(hear(fails('rome', 1), 10))).toBe(1);
    expect(minuteOf(hear(fails('oslo', 9, { alert: { alert_priority: 'Critical' } }), 10))).toBe(9);
    expect(minuteOf(hear(passes('oslo', 10), 10))).toBe(10);
    const closing = hear(passes('rome', 8), 11);
    expect([closing.decision, minuteOf(closing)]).toEqual(['resolve', 10]);
    expect(minuteOf(hear(fails('rome', 1_000), 12))).toBe(13);
  });

  it('never changes what it was given', () => {
    const { hear, state } = tracking();
    const before = JSON.stringify(state);
    const said = report({ reporter: 'a', at: START, alert: { description: 'd' } });
    const copy = structuredClone(said);
    hear({ ...report({ reporter: 'b', at: START + MINUTE_MS }) });
    hear(said);
    expect(said).toEqual(copy);
    expect(JSON.stringify(state)).toBe(before);
  });
});
