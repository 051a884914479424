import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { cloudflare, eventOf, matches } from 'alertbridge/cloudflare';

const PAYLOADS = join(import.meta.dirname, '../../../payloads/cloudflare');

interface Delivery {
  expect: {
    status?: string;
    alert_name?: string;
    alert_priority?: string;
    alert_url?: string;
    description?: string[];
    ignored?: string;
  };
  payload: unknown;
}

function delivered(kind: string, role: string): Delivery {
  return JSON.parse(readFileSync(join(PAYLOADS, kind, `${role}.json`), 'utf8')) as Delivery;
}

function reportOf({ payload }: Delivery) {
  const [report, ...others] = cloudflare.toReports(cloudflare.parse(payload));
  if (report === undefined || others.length > 0) throw new Error('It is not one report.');
  return report;
}

const KINDS = readdirSync(PAYLOADS).filter((kind) => kind !== 'test_message');

describe.each(KINDS)('a delivery of %s', (kind) => {
  const [opener, closer, other] = ['opener', 'closer', 'other'].map((role) => delivered(kind, role));
  if (opener === undefined || closer === undefined || other === undefined)
    throw new Error('A file is empty.');

  it('is recognised', () => {
    for (const { payload } of [opener, closer, other]) expect(cloudflare.recognises(payload)).toBe(true);
  });

  it.each([
    ['opens an alert', opener],
    ['closes an alert', closer],
  ])('%s and says what a person needs', (_what, delivery) => {
    const { alert, kind: reportKind } = reportOf(delivery);
    const { description = [], ...fields } = delivery.expect;
    expect(alert).toMatchObject(fields);
    for (const line of description) expect(alert.description).toContain(line);
    expect(alert.description).not.toContain('[object Object]');
    expect(reportKind).toBe('turn');
  });

  it('has one alert for its start and its end, and another one for another thing', () => {
    const [opened, closed, another] = [opener, closer, other].map((one) => reportOf(one).alert);
    expect([opened?.status, closed?.status, another?.status]).toEqual(['Alarm', 'OK', 'Alarm']);
    expect(closed?.alert_id).toBe(opened?.alert_id);
    expect(closed?.alert_name).toBe(opened?.alert_name);
    expect(another?.alert_id).not.toBe(opened?.alert_id);
    expect(opened?.alert_id).toMatch(/^cloudflare:./);
  });

  it('is filtered by the same rule', () => {
    const [start, end] = [opener, closer].map(({ payload }) => cloudflare.parse(payload));
    if (start === undefined || end === undefined) throw new Error('It was not parsed.');
    expect([eventOf(start), eventOf(end)]).toEqual(['start', 'end']);
    expect(matches(start, { events: ['start'] }).matches).toBe(true);
    expect(matches(end, { events: ['start'] })).toEqual({
      matches: false,
      reason: 'event is end, not start',
    });
  });
});

it('makes nothing of the test message', () => {
  const { payload, expect: expected } = delivered('test_message', 'ignored');
  expect(cloudflare.recognises(payload)).toBe(true);
  const message = cloudflare.parse(payload);
  expect(cloudflare.toReports(message)).toEqual([]);
  expect(cloudflare.whyIgnored(message)).toContain(expected.ignored);
});
