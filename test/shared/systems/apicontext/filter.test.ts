import fc from 'fast-check';

import {
  apicontext,
  matches,
  RESULT_CLASSES,
  sample,
  sampleConformance,
  type Filter,
} from 'alertbridge/apicontext';

import { InvalidInputError } from '../../../../shared/errors.ts';
import { parseFilter } from '../../../../shared/source.ts';

const result = sample('FAIL');
const verdict = (filter: Filter, of = result) => matches(of, filter);

describe('matches', () => {
  it('matches everything with an empty filter and with empty lists', () => {
    const lists = {
      classes: [],
      results: [],
      includeTags: [],
      excludeTags: [],
      locations: [],
      domains: [],
      callIds: [],
    };
    expect(verdict({})).toEqual({ matches: true, reason: null });
    expect(verdict({ ...lists, minResponseTimeMs: 0 })).toEqual({ matches: true, reason: null });
  });

  it.each<[Filter]>([
    [{ classes: ['FAIL', 'WARNING'] }],
    [{ results: ['HTTP_SERVER_ERROR'] }],
    [{ results: ['http server error'] }],
    [{ includeTags: ['Production'] }],
    [{ includeTags: ['tier-1'] }],
    [{ excludeTags: ['staging'] }],
    [{ locations: ['apimetrics_azurenorwayeast'] }],
    [{ domains: ['ORDERS.example.com'] }],
    [{ callIds: ['other', 'call-7f3a9c'] }],
    [{ minResponseTimeMs: 1_240 }],
  ])('lets the sample through with %j', (filter) => {
    expect(verdict(filter)).toEqual({ matches: true, reason: null });
  });

  it.each<[Filter, string]>([
    [{ classes: ['PASS'] }, 'result_class is FAIL, not PASS'],
    [{ classes: ['PASS', 'SLOW'] }, 'result_class is FAIL, not one of PASS, SLOW'],
    [{ results: ['SLA_ERROR'] }, 'result is HTTP_SERVER_ERROR, not SLA_ERROR'],
    [{ includeTags: ['staging'] }, 'tags is orders, production, tier-1, not staging'],
    [{ excludeTags: ['staging', 'ORDERS'] }, 'tag orders is excluded'],
    [{ excludeTags: ['tier-1'] }, 'tag tier-1 is excluded'],
    [{ locations: ['gcp_london'] }, 'location_id is apimetrics_azurenorwayeast, not gcp_london'],
    [{ domains: ['example.org'] }, 'domain is orders.example.com, not example.org'],
    [{ callIds: ['c-2'] }, 'call_id is call-7f3a9c, not c-2'],
    [{ minResponseTimeMs: 1_241 }, 'response_time is 1240 ms, less than 1241 ms'],
  ])('filters the sample out with %j and says why', (filter, reason) => {
    expect(verdict(filter)).toEqual({ matches: false, reason });
  });

  it('filters out a result that lacks what the filter looks at', () => {
    const bare = { call_id: 'c', result_id: 'r', result_class: 'FAIL' } as const;
    expect(verdict({ minResponseTimeMs: 1 }, bare).reason).toBe('response_time is missing');
    expect(verdict({ locations: ['x'] }, bare).reason).toBe('location_id is missing, not x');
    expect(verdict({ excludeTags: ['x'] }, bare).matches).toBe(true);
  });

  it('wants every field of the filter to match', () => {
    fc.assert(
      fc.property(
        fc.subarray([...RESULT_CLASSES]),
        fc.nat(3_000),
        fc.boolean(),
        (classes, minResponseTimeMs, tagged) => {
          const expected =
            (classes.length === 0 || classes.includes('FAIL')) && minResponseTimeMs <= 1_240 && tagged;
          const includeTags = [tagged ? 'orders' : 'nothing'];
          expect(verdict({ classes, minResponseTimeMs, includeTags }).matches).toBe(expected);
        },
      ),
    );
  });

  it('refuses a filter that is wrong itself', () => {
    const wrong = {
      classes: ['BAD'],
      clases: ['FAIL'],
      minResponseTimeMs: -1,
    } as unknown as Filter;
    expect(() => verdict(wrong)).toThrow(InvalidInputError);
    expect(() => verdict(wrong)).toThrow(/classes\.0.*minResponseTimeMs.*clases: is not a known field/);
  });

  it('takes a conformance check that failed for a WARNING, and one that passed for a PASS', () => {
    const [failed, passed] = [sampleConformance('WARN'), sampleConformance('INFO')];
    expect(matches(failed, { classes: ['WARNING'] }).matches).toBe(true);
    expect(matches(passed, { classes: ['PASS'], callIds: ['call-7f3a9c'] }).matches).toBe(true);
    expect(matches(failed, { classes: ['FAIL'] }).reason).toBe('result_class is WARNING, not FAIL');
    expect(matches(failed, { locations: ['oslo'] }).reason).toBe('location_id is missing, not oslo');
    expect(matches(failed, { excludeTags: ['staging'] }).matches).toBe(true);
  });

  it('takes a filter that was checked before, as fast as it comes', () => {
    const filter = parseFilter(apicontext, { classes: ['FAIL'], callIds: [result.call_id] });
    expect(Object.isFrozen(filter)).toBe(true);
    expect(parseFilter(apicontext, filter)).toBe(filter);
    expect(matches(result, filter)).toEqual({ matches: true, reason: null });
  });
});
