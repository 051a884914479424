import { timeOf } from '../../shared/time.ts';

const MOMENT = Date.UTC(2026, 2, 14, 2, 11, 9, 412);

describe('timeOf', () => {
  it.each([
    [MOMENT / 1000],
    [MOMENT],
    [String(MOMENT / 1000)],
    [String(MOMENT)],
    [' 1773454269.412000000 '],
    ['2026-03-14T02:11:09.412Z'],
    ['2026-03-14T02:11:09.412000+00:00'],
    ['2026-03-14T03:11:09.412+01:00'],
    ['2026-03-14T02:11:09.412'],
    ['2026-03-14 02:11:09.412'],
  ])('reads %j as the moment that it is', (value) => {
    expect(timeOf(value)).toBe(MOMENT);
  });

  it.each([
    [undefined],
    [null],
    [''],
    [' '],
    ['yesterday'],
    [NaN],
    [Infinity],
    ['Infinity'],
    [1e20],
    [{}],
    [true],
    [[]],
  ])('gives nothing of %j, which is no time', (value) => {
    expect(timeOf(value)).toBeUndefined();
  });
});
