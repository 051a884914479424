import fc from 'fast-check';

import {
  isConformance,
  KNOWN_RESULTS,
  parse,
  parseResult,
  recognises,
  RESULT_CLASSES,
  sample as sampleResult,
  sampleConformance,
} from 'alertbridge/apicontext';

import { InvalidInputError, type InputIssue } from '../../../../shared/errors.ts';

/** The fields of the older "generic webhook", which has no more than these. */
const generic = {
  call_id: 'c-1',
  call_meta: { name: 'Get orders', tags: [] },
  result_id: 'r-1',
  result_class: 'FAIL',
  result: 'HTTP_SERVER_ERROR',
  context: {
    _notification: {
      title: 'Get orders failed',
      description: '<p>It answered <b>503</b></p>',
      category: 'FAIL',
      created: '2026-03-01T10:00:00Z',
      last_update: null,
      references: [],
    },
    _result_category: 'SERVER',
    _result_streak: 3,
  },
};

function issuesOf(input: unknown): readonly InputIssue[] {
  try {
    parseResult(input);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

const pathsOf = (input: unknown) => issuesOf(input).map(({ path }) => path);

describe('parseResult', () => {
  it.each(RESULT_CLASSES)('takes a whole %s result as it is', (resultClass) => {
    const result = sampleResult(resultClass);
    expect(parseResult(result)).toEqual(result);
  });

  it('takes the older generic webhook, which has fewer fields', () => {
    expect(parseResult(generic)).toEqual(generic);
  });

  it('takes a result of which only what it cannot be acted on without is left', () => {
    const least = { call_id: 'c', result_id: 'r', result_class: 'PASS' };
    expect(parseResult(least)).toEqual(least);
  });

  it('takes null for everything that is not required', () => {
    const sample = sampleResult();
    const nulls = Object.fromEntries(Object.keys(sample).map((field) => [field, null]));
    const result = { ...nulls, call_id: 'c', result_id: 'r', result_class: 'SLOW' };
    expect(parseResult(result)).toEqual(result);
    const inner = Object.fromEntries(
      Object.entries(sample).map(([field, value]) => [
        field,
        value !== null && typeof value === 'object'
          ? Object.fromEntries(Object.keys(value).map((key) => [key, null]))
          : value,
      ]),
    );
    expect(parseResult(inner)).toEqual(inner);
  });

  it('keeps fields that it does not know, at every level', () => {
    const result = sampleResult('FAIL', { extra: { deep: [1] } });
    result.timing_data = { ...result.timing_data, ttfb: 7 };
    expect(parseResult(result)).toEqual(result);
  });

  it.each([...KNOWN_RESULTS, 'Complete', 'Skipped', 'SLA Warning', 'SOMETHING_NEW'])(
    'takes the result %j',
    (result) => {
      expect(pathsOf({ ...generic, result })).toEqual([]);
    },
  );

  it.each([
    [{ ...generic, call_id: undefined }, ['call_id']],
    [{ ...generic, call_id: '' }, ['call_id']],
    [{ ...generic, result_class: 'BROKEN' }, ['result_class']],
    [{ ...generic, result_class: 'fail' }, ['result_class']],
    [{ ...generic, response_time: '12' }, ['response_time']],
    [{ ...generic, http_code: 200.5 }, ['http_code']],
    [{ ...generic, call_meta: { tags: [1] } }, ['call_meta.tags.0']],
    [{ ...generic, timing_data: { dns: '1', total: {} } }, ['timing_data.dns', 'timing_data.total']],
    [{ ...generic, target_data: { latitude: 51.5 } }, ['target_data.latitude']],
    [{ ...generic, context: 'text' }, ['context']],
    [{ ...generic, dns_records: { a: 'one' } }, ['dns_records.a']],
    [{}, ['call_id', 'result_id', 'result_class']],
    [[], ['']],
    [null, ['']],
    ['text', ['']],
  ])('names the path of each wrong field (%#)', (input, paths) => {
    expect(pathsOf(input)).toEqual(paths);
  });

  it('refuses what is nested deeper than any event, without overflowing', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(issuesOf({ ...generic, extra: deep })).toEqual([
      { path: '', message: 'must not be nested more than 64 levels deep' },
    ]);
  });

  it('lets no key reach a prototype', () => {
    const hostile = JSON.stringify(generic).replace(
      '{',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    const result = parseResult(JSON.parse(hostile));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });

  it('either takes any JSON or says where it is wrong, and throws nothing else', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          call_id: fc.jsonValue(),
          result_id: fc.string(),
          result_class: fc.constantFrom(...RESULT_CLASSES),
          call_meta: fc.jsonValue(),
          context: fc.jsonValue(),
          timing_data: fc.dictionary(fc.constantFrom('dns', 'total', 'x'), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(anything, (input) => {
        const issues = issuesOf(input);
        if (issues.length === 0) expect(parseResult(input)).toEqual(input);
        for (const { message } of issues) expect(message).not.toBe('');
      }),
    );
  });
});

describe('parse', () => {
  it('takes results of calls and of conformance checks, and keeps fields that it does not know', () => {
    const result = sampleResult('FAIL');
    expect(parse(result)).toEqual(result);
    expect(isConformance(parse(result))).toBe(false);
    const check = sampleConformance('INFO', { certificate: { days: 3 } });
    expect(parse(check)).toEqual(check);
    expect(isConformance(parse(check))).toBe(true);
  });

  it('says of a conformance result what it lacks, not what a result of a call would have', () => {
    const { severityNumber, body } = sampleConformance();
    const faulty = { severityNumber: severityNumber.toLowerCase(), body, attributes: { check_name: 7 } };
    expect(() => parse(faulty)).toThrow(
      /^Invalid APIContext conformance result: severityNumber: .*attributes\.category.*check_name.*call_id/,
    );
  });

  const circle: Record<string, unknown> = { ...sampleResult() };
  circle['context'] = circle;

  it.each([
    [undefined],
    [null],
    [7],
    [[]],
    [{ severityNumber: 'WARN' }],
    [{ severityNumber: 'WARN', attributes: null }],
    [{ ...sampleResult(), call_meta: [] }],
    [{ ...sampleResult(), call_meta: { tags: Array.from({ length: 100_000 }, () => 7) } }],
    [{ ...sampleResult(), dns_records: { a: Array.from({ length: 100_000 }, () => 'x') } }],
    [{ ...sampleResult(), call_id: 'x'.repeat(1_000_000) }],
    [circle],
  ])('refuses as invalid what no one would send (%#)', (input) => {
    expect(() => parse(input)).toThrow(InvalidInputError);
  });
});

describe('recognises', () => {
  it.each([
    [sampleResult('PASS'), true],
    [sampleConformance(), true],
    [{ call_id: null, result_id: null, result_class: 'BROKEN' }, true],
    [{ call_id: 'c', result_id: 'r' }, false],
    [{ result_class: 'FAIL' }, false],
    [{ severityNumber: 'WARN', attributes: { call_id: 'c', category: 's' } }, false],
    [{ severityNumber: 'WARN', attributes: [] }, false],
    [[sampleResult()], false],
    [null, false],
    ['text', false],
  ])('says of %j: %s', (input, expected) => {
    expect(recognises(input)).toBe(expected);
  });
});
