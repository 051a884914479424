import fc from 'fast-check';

import {
  mergedSightings,
  otherApiContextReporters,
  RESULT_CLASSES,
  sampleApiContextResult,
  sightingsWith,
  type ApiContextResult,
  type ResultClass,
  type Sightings,
} from '../../../../shared/index.ts';

const MINUTE_MS = 60_000;

/** What is remembered after a series of results, a second apart. */
function after(results: Partial<ApiContextResult>[], known: Sightings = {}, startAt = 0) {
  let last = { sightings: known, changed: false, alsoFailing: [] as Sightings[string][] };
  results.forEach((result, index) => {
    const whole = sampleApiContextResult(result.result_class, result);
    last = sightingsWith(last.sightings, whole, startAt + index * 1_000);
  });
  return last;
}

const seen = (location_id: string, result_class: ResultClass, more: Partial<ApiContextResult> = {}) => ({
  location_id,
  result_class,
  ...more,
});

describe('sightingsWith', () => {
  it('tells which other locations see the call fail', () => {
    const { alsoFailing } = after([seen('oslo', 'FAIL'), seen('london', 'SLOW'), seen('tokyo', 'PASS')]);
    expect(alsoFailing.map(({ location_id, result_class }) => [location_id, result_class])).toEqual([
      ['oslo', 'FAIL'],
      ['london', 'SLOW'],
    ]);
  });

  it('no longer counts a location that has passed since, nor one that was silent for a day', () => {
    const failing = after([seen('oslo', 'FAIL'), seen('london', 'FAIL'), seen('oslo', 'PASS')]);
    expect(failing.alsoFailing.map(({ location_id }) => location_id)).toEqual(['london']);
    const dayLater = after([seen('tokyo', 'FAIL')], failing.sightings, 24 * 60 * MINUTE_MS + 1_000);
    expect(dayLater.alsoFailing).toEqual([]);
    expect(Object.keys(dayLater.sightings)).toHaveLength(2);
  });

  it('joins the calls of a workflow, and keeps other calls apart', () => {
    const { alsoFailing } = after([
      seen('oslo', 'FAIL', { call_id: 'login', workflow_id: 'w' }),
      seen('oslo', 'FAIL', { call_id: 'other' }),
      seen('oslo', 'PASS', { call_id: 'logout', workflow_id: 'w' }),
    ]);
    expect(alsoFailing.map(({ call_id }) => call_id)).toEqual(['login']);
  });

  it('has nothing new to keep while all is well, or while a failure goes on', () => {
    expect(after([seen('oslo', 'PASS')])).toMatchObject({ changed: false, sightings: {} });
    const failing = after([seen('oslo', 'FAIL')]);
    expect(failing.changed).toBe(true);
    expect(after([seen('oslo', 'FAIL')], failing.sightings, 9 * MINUTE_MS).changed).toBe(false);
    expect(after([seen('oslo', 'FAIL')], failing.sightings, 11 * MINUTE_MS).changed).toBe(true);
    expect(after([seen('oslo', 'PASS')], failing.sightings, 1_000).changed).toBe(true);
  });
});

describe('mergedSightings', () => {
  const memory = fc.dictionary(
    fc.constantFrom('a', 'b', '__proto__'),
    fc.record({
      call_id: fc.constant('c'),
      location_id: fc.constantFrom('x', 'y'),
      workflow_id: fc.constant(''),
      result_class: fc.constantFrom(...RESULT_CLASSES),
      at: fc.integer({ min: 0, max: 3 }),
    }),
  );

  it('is the same in either order, and merging again changes nothing', () => {
    fc.assert(
      fc.property(memory, memory, (one, other) => {
        const merged = mergedSightings(one, other);
        expect(mergedSightings(other, one)).toEqual(merged);
        expect(mergedSightings(merged, other)).toEqual(merged);
      }),
    );
  });
});

describe('otherApiContextReporters', () => {
  const also = (call_id: string, location_id: string, result_class: ResultClass, workflow_id = '') => ({
    call_id,
    location_id,
    result_class,
    workflow_id,
  });
  const result = sampleApiContextResult('PASS', {
    call_id: 'c',
    workflow_id: 'w',
    _also_failing: [
      also('c', 'oslo', 'FAIL', 'w'),
      also('c', 'rome', 'SLOW', 'w'),
      also('d', 'oslo', 'FAIL', 'w'),
    ],
  });

  it('counts those of the alert’s scope whose class is an Alarm', () => {
    expect(otherApiContextReporters(result, { scope: 'call' })).toEqual(['oslo', 'rome']);
    expect(otherApiContextReporters(result, { scope: 'workflow' })).toEqual(['c oslo', 'c rome', 'd oslo']);
    expect(otherApiContextReporters(result, { scope: 'call', statusFor: { SLOW: 'ignore' } })).toEqual([
      'oslo',
    ]);
    expect(otherApiContextReporters(result)).toEqual([]);
  });
});
