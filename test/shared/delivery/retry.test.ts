import fc from 'fast-check';

import { backoffMs, mayRetryStatus, retryAfterMs } from '../../../shared/delivery/retry.ts';

describe('mayRetryStatus', () => {
  it('says yes to 408, 425, 429 and 5xx and no to everything else', () => {
    const retried = Array.from({ length: 500 }, (_, index) => 100 + index).filter(mayRetryStatus);
    expect(retried).toEqual([408, 425, 429, ...Array.from({ length: 100 }, (_, index) => 500 + index)]);
  });
});

describe('backoffMs', () => {
  it('lies between half the step’s height and all of it, which doubles up to the cap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          const pause = backoffMs(attempt, { baseMs: 500, capMs: 30_000 }, () => random);
          const height = Math.min(30_000, 500 * 2 ** (attempt - 1));
          expect(pause).toBe(Math.round(height / 2 + (random * height) / 2));
        },
      ),
    );
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-03-01T10:00:00Z');

  it.each([
    ['2', 2_000],
    ['0', 0],
    [' 7 ', 7_000],
    ['1.5', 1_500],
    ['999999', 120_000],
    ['Sun, 01 Mar 2026 10:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 09:00:00 GMT', 0],
    ['Mon, 01 Mar 2027 10:00:00 GMT', 120_000],
  ])('reads %j as %i ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });

  it.each([undefined, '', 'soon', '-3 apples'])('takes %j for no wish', (header) => {
    expect(retryAfterMs(header, now)).toBeUndefined();
  });
});
