import { comparedBy, failsCheck, verdictOn, type Measurement } from '../../bench/measurement.ts';
import { measureSideBySide } from '../../bench/side-by-side.ts';

function measured(more: Partial<Measurement>): Measurement {
  return { name: 'ours', median: 10, quartiles: [9, 11], ...more };
}

describe('what is measured', () => {
  it('is told as how many times as fast where its limit says so', () => {
    expect(comparedBy(measured({ ratio: 0.5, limit: { atLeast: 1.5 } }))).toEqual({
      ratio: 2,
      limit: 1.5,
      isSpeed: true,
    });
    expect(comparedBy(measured({ ratio: 0.5, limit: { atMost: 3 } }))).toEqual({
      ratio: 0.5,
      limit: 3,
      isSpeed: false,
    });
    expect(comparedBy(measured({}))).toBeUndefined();
  });

  it.each<[Measurement['limit'], number, string]>([
    [{ atMost: 3 }, 3, 'reached'],
    [{ atMost: 3 }, 3.01, 'missed'],
    [{ atMost: 1, explained: 1.6 }, 1.9, 'explained'],
    [{ atMost: 1, explained: 1.6 }, 2.1, 'missed'],
    [{ atLeast: 2 }, 1 / 2, 'reached'],
    [{ atLeast: 2 }, 1 / 1.9, 'missed'],
    [{ atLeast: 2, explained: 1.6 }, 1 / 1.9, 'explained'],
    [{ atLeast: 2, explained: 1.6 }, 1 / 1.2, 'missed'],
    [{ atMost: 1.2 }, 1.1, 'reached'],
    [{ atMost: 1.2 }, 1.3, 'missed'],
    [undefined, 7, 'none'],
  ])('with the limit %j and so many times as long, %d, it is %s', (limit, ratio, verdict) => {
    expect(verdictOn(measured({ ratio, limit }))).toBe(verdict);
  });
});

describe('.ci/run', () => {
  it.each<[string, Partial<Measurement>, boolean]>([
    ['a ratio up to a quarter worse', { ratio: 3.7, limit: { atMost: 3 } }, false],
    ['a ratio that is more than a quarter worse', { ratio: 3.8, limit: { atMost: 3 } }, true],
    ['a speed up to a quarter worse', { ratio: 1 / 1.61, limit: { atLeast: 2 } }, false],
    ['a speed that is more than a quarter worse', { ratio: 1 / 1.59, limit: { atLeast: 2 } }, true],
    ['a gap as it is explained', { ratio: 1 / 0.6, limit: { atLeast: 2, explained: 0.7 } }, false],
    [
      'a gap that has grown by more than a quarter',
      { ratio: 1 / 0.5, limit: { atLeast: 2, explained: 0.7 } },
      true,
    ],
    ['a size that is too large', { most: 7, unit: 'MB' }, true],
    ['a time, however long', { most: 1, unit: 'ms' }, false],
    ['what has no limit', { ratio: 99 }, false],
  ])('judges %s', (_what, more, fails) => {
    expect(failsCheck(measured(more), 'ms')).toBe(fails);
  });
});

describe('what is measured side by side', () => {
  it('takes turns, and is compared round by round, so that a slow moment of the machine is in both', async () => {
    // The machine becomes ten times slower after the second round.
    let turn = 0;
    const took = (ms: number) => async () => ms * (turn++ < 4 ? 1 : 10);
    const [theirs, ours] = await measureSideBySide(
      [
        { name: 'theirs', measure: took(10) },
        { name: 'ours', measure: took(5), against: { name: 'theirs', limit: { atLeast: 1.5 }, key: 'k' } },
      ],
      { rounds: 3, warmUp: 0 },
    );
    expect(theirs).toEqual({ name: 'theirs', median: 10, quartiles: [10, 55] });
    expect(ours).toMatchObject({
      median: 5,
      against: 'theirs',
      ratio: 0.5,
      limit: { atLeast: 1.5 },
      key: 'k',
    });
  });
});
