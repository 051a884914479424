import { InvalidInputError } from 'alertbridge';
import { matches, sample } from 'alertbridge/cloudflare';

const attack = sample('advanced_ddos_attack_l7_alert', 'start');

describe('matches', () => {
  it('lets everything through where nothing in particular is wanted', () => {
    for (const filter of [{}, { alertTypes: [], policies: [], events: [] }]) {
      expect(matches(attack, filter)).toEqual({ matches: true, reason: null });
    }
  });

  it.each([
    ['its type', { alertTypes: ['dos_attack_l4', 'ADVANCED_ddos_attack_l7_alert'] }],
    ["its policy's id", { policies: ['749b911ea5d04344a58e45edd099b328'] }],
    ["its policy's name", { policies: [' wake the on-call engineer '] }],
    ['what it tells of', { events: ['start' as const] }],
  ])('goes by %s', (_what, filter) => {
    expect(matches(attack, filter).matches).toBe(true);
  });

  it.each([
    [{ alertTypes: ['dos_attack_l4'] }, 'alert_type is advanced_ddos_attack_l7_alert, not dos_attack_l4'],
    [
      { policies: ['other', 'else'] },
      /^policy is .*749b911ea5d04344a58e45edd099b328, not one of other, else$/,
    ],
    [{ events: ['end' as const] }, 'event is start, not end'],
  ])('says why %j does not match', (filter, reason) => {
    expect(matches(attack, filter).reason).toEqual(
      typeof reason === 'string' ? reason : expect.stringMatching(reason),
    );
  });

  it('says that a field is missing which the filter asks for', () => {
    expect(matches({ text: 'x' }, { alertTypes: ['a'] }).reason).toBe('alert_type is missing, not a');
  });

  it('refuses a filter with a typo', () => {
    expect(() => matches(attack, { events: ['begin'] } as never)).toThrow(InvalidInputError);
    expect(() => matches(attack, { alertType: [] } as never)).toThrow(InvalidInputError);
  });
});
