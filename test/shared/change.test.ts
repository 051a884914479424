import fc from 'fast-check';

import {
  changeAmong,
  changeOf,
  parseAlert,
  type Alert,
  type AlarmState,
  type ChangeVerdict,
} from '../../shared/index.ts';

const HOUR_MS = 3_600_000;
const alert = (status: Alert['status']): Alert => parseAlert({ alert_name: 'Get orders', status });

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

describe('changeAmong', () => {
  const change = (status: Alert['status'], others: string[], raiseAt = 1) => {
    const { change, worthSending } = changeAmong(alert(status), { reporter: 'oslo', others, raiseAt });
    return `${change}${worthSending ? '' : ', not sent'}`;
  };

  it('sends the first Alarm and the last OK, and nothing for an OK while others see the alert', () => {
    expect(change('Alarm', [])).toBe('opened');
    expect(change('Alarm', ['london'])).toBe('still-open');
    expect(change('OK', ['london'])).toBe('still-open, not sent');
    expect(change('OK', [])).toBe('repeated');
  });

  it('waits for enough reporters, and ends only when none is left', () => {
    expect(change('Alarm', [], 3)).toBe('pending, not sent');
    expect(change('Alarm', ['london'], 3)).toBe('pending, not sent');
    expect(change('Alarm', ['london', 'tokyo'], 3)).toBe('opened');
    expect(change('OK', ['london'], 3)).toBe('still-open, not sent');
    expect(change('OK', [], 3)).toBe('repeated');
  });
});
