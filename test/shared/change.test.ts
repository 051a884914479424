import fc from 'fast-check';

import {
  changeOf,
  mergedState,
  type Alert,
  type AlarmState,
  type ChangeVerdict,
} from '../../shared/index.ts';

const HOUR_MS = 3_600_000;
const alert = (status: Alert['status']): Alert => ({ alert_name: 'Get orders', status });

/** What a series of reports, `Alarm` or `OK` by a reporter, changes one after the other, a minute apart. */
function changes(reports: [string, Alert['status']][], raiseAt?: number): ChangeVerdict[] {
  let state: AlarmState | undefined;
  return reports.map(([reporter, status], index) => {
    const verdict = changeOf(alert(status), { state, reporter, raiseAt, now: index * 60_000 });
    state = verdict.state;
    return verdict;
  });
}

const told = (verdicts: ChangeVerdict[]) =>
  verdicts.map(({ change, worthSending }) => `${change}${worthSending ? '' : ', not sent'}`);

describe('changeOf', () => {
  it('opens once, repeats and resolves with one reporter', () => {
    const verdicts = changes([
      ['oslo', 'OK'],
      ['oslo', 'Alarm'],
      ['oslo', 'Alarm'],
      ['oslo', 'OK'],
      ['oslo', 'OK'],
    ]);
    expect(told(verdicts)).toEqual(['repeated', 'opened', 'repeated', 'resolved', 'repeated']);
  });

  it('does not let one reporter’s OK end what another still reports', () => {
    const verdicts = changes([
      ['oslo', 'Alarm'],
      ['london', 'Alarm'],
      ['oslo', 'OK'],
      ['tokyo', 'OK'],
      ['london', 'OK'],
    ]);
    expect(told(verdicts)).toEqual([
      'opened',
      'still-open',
      'still-open, not sent',
      'still-open, not sent',
      'resolved',
    ]);
    expect(verdicts[2]?.reporters).toEqual(['london']);
  });

  it('raises the alert only when enough reporters see it, and ends it only when none does', () => {
    const verdicts = changes(
      [
        ['oslo', 'Alarm'],
        ['oslo', 'Alarm'],
        ['london', 'Alarm'],
        ['oslo', 'OK'],
        ['london', 'Alarm'],
        ['london', 'OK'],
      ],
      2,
    );
    expect(told(verdicts)).toEqual([
      'pending, not sent',
      'pending, not sent',
      'opened',
      'still-open, not sent',
      'repeated',
      'resolved',
    ]);
  });

  it('sends the OK of an alert that it does not remember, since it may be open all the same', () => {
    expect(told(changes([['oslo', 'OK']]))).toEqual(['repeated']);
  });

  it('forgets a reporter that has been silent for a day', () => {
    const first = changeOf(alert('Alarm'), { state: undefined, reporter: 'gone', now: 0 });
    const later = changeOf(alert('OK'), { state: first.state, reporter: 'oslo', now: 24 * HOUR_MS });
    expect(later.change).toBe('resolved');
    const sooner = changeOf(alert('OK'), { state: first.state, reporter: 'oslo', now: 23 * HOUR_MS });
    expect(sooner.change).toBe('still-open');
  });

  it('is open exactly while someone sees it, once enough have, whatever the order of reports', () => {
    const report = fc.tuple(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.constantFrom('Alarm', 'OK'));
    fc.assert(
      fc.property(fc.array(report, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), (reports, raiseAt) => {
        const failing = new Set<string>();
        let open = false;
        changes(reports as [string, Alert['status']][], raiseAt).forEach((verdict, index) => {
          const [reporter, status] = reports[index] ?? ['', ''];
          if (status === 'Alarm') failing.add(reporter);
          else failing.delete(reporter);
          const wasOpen = open;
          open = failing.size > 0 && (wasOpen || failing.size >= raiseAt);
          expect(verdict.state.open).toBe(open);
          expect(new Set(verdict.reporters)).toEqual(failing);
          expect(['opened', 'resolved'].includes(verdict.change)).toBe(open !== wasOpen);
        });
      }),
    );
  });
});

describe('mergedState', () => {
  const state = fc.record({
    open: fc.boolean(),
    reports: fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.record({ alarm: fc.boolean(), at: fc.integer({ min: 0, max: 5 }) }),
    ),
  });

  it('is the same in either order, and merging again changes nothing', () => {
    fc.assert(
      fc.property(state, state, (one, other) => {
        const merged = mergedState(one, other);
        expect(mergedState(other, one)).toEqual(merged);
        expect(mergedState(merged, other)).toEqual(merged);
      }),
    );
  });

  it('brings together what two processes have seen', () => {
    const one = { open: true, reports: { oslo: { alarm: true, at: 1 }, london: { alarm: true, at: 2 } } };
    const other = { open: true, reports: { oslo: { alarm: false, at: 3 } } };
    expect(mergedState(one, other)).toEqual({
      open: true,
      reports: { oslo: { alarm: false, at: 3 }, london: { alarm: true, at: 2 } },
    });
    expect(mergedState(undefined, one)).toBe(one);
  });
});
