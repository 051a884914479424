import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { reportsFrom, SOURCES } from '../../shared/sources.ts';
import type { Report } from '../../shared/report.ts';
import { DEFAULT_POLICY, emptyState, track, type TrackState } from '../../shared/track/index.ts';

/**
 * Real deliveries, each opener beside its closer and another thing of its kind: `<source>/<kind>/<role>.json`. What one file
 * of a kind says of its mapping holds for that file.
 */
const PAYLOADS = join(import.meta.dirname, '../payloads');

/** What nothing ends: it is done, and stays done. */
const WITHOUT_END = ['apono/audit_log_chosen'];

interface Delivery {
  /** Where it was captured or documented, or what it is derived from. */
  _source: string;
  /** How the source's events are mapped; by default as the source does it. */
  mapping?: object;
  expect: {
    /** Lines, or parts of lines, that the description holds. */
    description?: string[];
    /** What the description must not hold. */
    without?: string[];
    /** Fields of the report beside its alert. */
    report?: Partial<Report>;
    /** What the reason holds why no alert is made of it. */
    ignored?: string;
    /** All else are fields of the alert. */
    [field: string]: unknown;
  };
  payload: unknown;
}

const KINDS = readdirSync(PAYLOADS).flatMap((source) =>
  readdirSync(join(PAYLOADS, source)).map((kind) => ({ source, kind, name: `${source}/${kind}` })),
);

const rolesOf = (name: string) => readdirSync(join(PAYLOADS, name)).map((file) => file.replace('.json', ''));

const deliveryOf = (name: string, role: string) =>
  JSON.parse(readFileSync(join(PAYLOADS, name, `${role}.json`), 'utf8')) as Delivery;

const recognised = (source: string, { payload, mapping }: Delivery) =>
  reportsFrom(payload, mapping && { [source]: mapping });

function reportOf(source: string, delivery: Delivery): Report {
  const { reports, ignored } = recognised(source, delivery);
  const [report, ...others] = reports;
  if (report === undefined || others.length > 0) throw new Error(`It is not one report. ${ignored ?? ''}`);
  return report;
}

it('has deliveries of every source', () => {
  expect(new Set(KINDS.map(({ source }) => source))).toEqual(new Set(SOURCES.map(({ name }) => name)));
});

describe.each(KINDS)('$name', ({ source, name }) => {
  const roles = rolesOf(name);

  it('has what it takes: an opener, its closer and another thing, or what is ignored', () => {
    const whole = WITHOUT_END.includes(name) ? ['opener', 'other'] : ['closer', 'opener', 'other'];
    expect(roles).toEqual(roles.includes('ignored') ? ['ignored'] : whole);
  });

  it.each(roles)('is recognised as what it is (%s)', (role) => {
    const delivery = deliveryOf(name, role);
    expect(delivery._source).not.toBe('');
    expect(recognised(source, delivery).source.name).toBe(source);
  });

  if (roles.includes('opener')) {
    it.each(roles)('says what a person needs (%s)', (role) => {
      const delivery = deliveryOf(name, role);
      const { description = [], without = [], report, ...fields } = delivery.expect;
      const { alert, ...beside } = reportOf(source, delivery);
      expect(alert).toMatchObject({ status: role === 'closer' ? 'OK' : 'Alarm', ...fields });
      expect(beside).toMatchObject(report ?? {});
      for (const line of description) expect(alert.description).toContain(line);
      for (const text of [...without, '[object Object]']) {
        expect(alert.description).not.toContain(text);
      }
      expect(alert.alert_id.startsWith(`${source}:`)).toBe(true);
    });
  }

  if (roles.includes('closer')) {
    it('is one alert from its opener to its closer', () => {
      const [opener, closer] = ['opener', 'closer'].map((role) => reportOf(source, deliveryOf(name, role)));
      expect(closer?.alert.alert_id).toBe(opener?.alert.alert_id);
      expect(closer?.reporter).toBe(opener?.reporter);
      expect(closer?.kind).toBe(opener?.kind);
      const differs = deliveryOf(name, 'closer').expect['alert_name'];
      expect(closer?.alert.alert_name).toBe(differs ?? opener?.alert.alert_name);
    });

    it('opens, and is resolved under the name that it opened with, while another thing stays open', () => {
      let state: TrackState = emptyState();
      let now = Date.now();
      const told = ['opener', 'other', 'closer'].map((role) => {
        const tracked = track(state, reportOf(source, deliveryOf(name, role)), DEFAULT_POLICY, now);
        state = tracked.state;
        now += 60_000;
        return tracked;
      });
      expect(told.map(({ decision }) => decision)).toEqual(['open', 'open', 'resolve']);
      expect(told[2]?.alert.alert_name).toBe(told[0]?.alert.alert_name);
    });
  }

  if (roles.includes('other')) {
    it('is another alert for another thing', () => {
      const [opener, other] = ['opener', 'other'].map((role) => reportOf(source, deliveryOf(name, role)));
      expect(other?.alert.alert_id).not.toBe(opener?.alert.alert_id);
    });
  }

  if (roles.includes('ignored')) {
    it('is known and not wanted, and says why', () => {
      const delivery = deliveryOf(name, 'ignored');
      const { reports, ignored } = recognised(source, delivery);
      expect(reports).toEqual([]);
      expect(ignored).toContain(delivery.expect.ignored);
    });
  }
});
