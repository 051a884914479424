import fc from 'fast-check';
import { JSONPathEnvironment, type JSONValue } from 'json-p3';

import { compileValidators, shownBeginning, validatorPathFault } from '../../../shared/webhook/validators.ts';

function resultOf(path: string, body: unknown, expected: string[] = ['ok'], truncated = false) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const [result] = compileValidators([{ path, expected }])({ body: text, truncated });
  if (result === undefined) throw new Error('no result');
  return result;
}

describe('validatorPathFault', () => {
  it.each([
    '$.data.status',
    '$.data.items[0].id',
    '$.data..id',
    '$.data.items[?@.id == 1].state',
    "$.data.a['b c']",
    '$.data.*',
    '$.status',
    "$['data'].status",
    '$.data',
    '$[0].id',
    '$..id',
    '$',
  ])('takes %s', (path) => {
    expect(validatorPathFault(path)).toBeUndefined();
  });

  it.each([
    ['', 'must start with $, e.g. $.status'],
    ['data.status', 'must start with $, e.g. $.status'],
    ['$.data.', 'RFC 9535'],
    ['$.data.a b', 'RFC 9535'],
    ['$.data.items[?(@.id', 'RFC 9535'],
    ['$.data.items[?nothing(@.id)]', 'RFC 9535'],
    [`$.data.${'['.repeat(400)}`, 'RFC 9535'],
    [`$.data.${'a'.repeat(500)}`, 'longer than 500'],
    ["$.data.items[?match(@.id, '(a+)+$')]", 'regular expressions are refused'],
    ["$.data.items[?search(@.id, 'a')]", 'regular expressions are refused'],
  ])('refuses %s', (path, why) => {
    expect(validatorPathFault(path)).toContain(why);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        const fault = validatorPathFault(`$.data.${rest}`);
        expect(['string', 'undefined']).toContain(typeof fault);
      }),
    );
  });
});

/** Two of the same in each of two, and so on: at each level, to compare them is to compare everything. */
function twins(levels: number): unknown {
  return levels === 0 ? 'leaf' : { a: twins(levels - 1), b: twins(levels - 1) };
}

describe('compileValidators', () => {
  it.each([
    ['a body as it is', { status: 'ok' }],
    ['a body that has data itself', { data: { status: 'ok' } }],
    ['a body beside its own data', { status: 'ok', data: { id: 1 } }],
  ])('finds the value in %s', (_what, body) => {
    expect(resultOf('$.data.status', body)).toEqual({
      path: '$.data.status',
      expected: ['ok'],
      found: ['ok'],
      passed: true,
      reason: null,
    });
  });

  it.each([
    ['$.status', { status: 'ok' }],
    ['$[1]', ['no', 'ok']],
    ['$', 'ok'],
    ['$.dataset.status', { dataset: { status: 'ok' } }],
    ["$['data'].status", { status: 'ok' }],
    ['$["data"]["status"]', { data: { status: 'ok' } }],
    ['$.data', { data: 'ok' }],
  ])('looks into the body with %s', (path, body) => {
    expect(resultOf(path, JSON.stringify(body))).toMatchObject({ found: ['ok'], passed: true });
  });

  it('looks only into the body with a path that does not start with $.data', () => {
    expect(resultOf('$.status', { data: { status: 'ok' } })).toMatchObject({ found: [], passed: false });
    expect(resultOf('$.dataset', { data: { dataset: 'ok' } })).toMatchObject({ passed: false });
  });

  it("goes by a body's own data where both have a value", () => {
    expect(resultOf('$.data.status', { status: 'ok', data: { status: 'bad' } })).toMatchObject({
      found: ['bad'],
      passed: false,
    });
  });

  it.each([
    [1, '1'],
    [1.5, '1.5'],
    [true, 'true'],
    [null, 'null'],
    ['', ''],
    [{ a: [1] }, '{"a":[1]}'],
  ])('compares %j as text', (value, text) => {
    expect(resultOf('$.data.v', { v: value }, ['x', text])).toMatchObject({ found: [text], passed: true });
  });

  it('passes when one of the values found is one of those expected', () => {
    const body = { items: [{ state: 'bad' }, { state: 'ok' }] };
    expect(resultOf('$.data.items[*].state', body)).toMatchObject({ found: ['bad', 'ok'], passed: true });
    expect(resultOf("$.data.items[?@.state == 'bad'].state", body)).toMatchObject({
      found: ['bad'],
      passed: false,
    });
  });

  it.each([
    ['nothing at the path', { other: 1 }, 'nothing was found there'],
    ['another value', { status: 'no' }, 'found no'],
    ['a prototype', {}, 'nothing was found there', '$.data.constructor'],
    ['an empty body', ' ', 'the response is empty'],
    ['HTML', '<html>ok</html>', 'the response is not JSON'],
    ['half of JSON', '{"status":"ok"', 'the response is not JSON'],
  ])('fails on %s and says why', (_what, body, reason, path = '$.data.status') => {
    expect(resultOf(path, body)).toMatchObject({ passed: false, reason });
  });

  it('does not read a body that was cut', () => {
    expect(resultOf('$.data.status', { status: 'ok' }, ['ok'], true)).toMatchObject({
      passed: false,
      found: [],
      reason: 'the response is longer than 64 KiB or broke off, so it was not read as JSON',
    });
  });

  it.each([
    ['$.data..*..*..*..*..*', { list: Array.from({ length: 3_000 }, () => [[[[1]]]]) }],
    [`$.data.list${'[*,*]'.repeat(40)}`, { list: [[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]] }],
    ['$.data.list[?count($..*) == count($..*)]', { list: Array.from({ length: 20_000 }, () => 1) }],
    [
      `$.data.list[?${Array.from({ length: 25 }, () => '@.a==$.data.b').join('||')}]`,
      { b: 'x'.repeat(30_000), list: Array.from({ length: 3_000 }, () => ({ a: 'y' })) },
    ],
    ['$.data..a', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['$..[?@.a == @.b]', twins(11)],
  ])('gives up on %s where it would look at too much', (path, body) => {
    expect(resultOf(path, body)).toMatchObject({
      passed: false,
      reason: 'the path looks at too much of this response; name its steps',
    });
  });

  it('finds what json-p3 itself finds, in the same order', () => {
    const name = fc.constantFrom('a', 'b', 'data', "['a']", '[0]', '[-1]');
    const step = fc.oneof(
      name.map((one) => (one.startsWith('[') ? one : `.${one}`)),
      fc.constantFrom('..*', '.*', '[*]', '..a', '[1:]', '[::-2]', "['a','b']", '[0,*]', '..[0]'),
      fc.constantFrom(
        '[?@.a]',
        "[?@.a=='x']",
        '[?@.b>1||!@.a]',
        '[?@.a==@.b]',
        '[?count(@.*)>1]',
        '[?@.a==$.b]',
      ),
    );
    const path = fc.array(step, { maxLength: 4 }).map((steps) => `$${steps.join('')}`);
    const { value: body } = fc.letrec<{ value: JSONValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('x', 'y', 1, 2, true, null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'data'), tie('value')),
      ),
    }));
    fc.assert(
      fc.property(path, body, (query, value) => {
        const textOf = (found: unknown) => (typeof found === 'string' ? found : JSON.stringify(found));
        const { found, reason } = resultOf(query, JSON.stringify(value));
        // What looks into data looks into the body where it has none.
        fc.pre(!query.startsWith('$.data'));
        fc.pre(reason?.startsWith('the path looks at too much') !== true);
        const expected = new JSONPathEnvironment({ maxRecursionDepth: 100 }).query(query, value).values();
        expect(found).toEqual(expected.slice(0, 20).map((one) => shownBeginning(textOf(one))));
      }),
      { numRuns: 1_000 },
    );
  });

  it('shows the first twenty values, and the beginning of a long one', () => {
    const { found } = resultOf('$.data.list[*]', { list: Array.from({ length: 30 }, () => 'x'.repeat(500)) });
    expect(found).toHaveLength(20);
    expect(found[0]).toHaveLength(200);
  });

  it('gives each row its own result', () => {
    const validate = compileValidators([
      { path: '$.data.a', expected: ['1'] },
      { path: '$.data.b', expected: ['1'] },
    ]);
    expect(validate({ body: '{"a":1,"b":2}', truncated: false }).map(({ passed }) => passed)).toEqual([
      true,
      false,
    ]);
    expect(compileValidators([])({ body: 'not JSON', truncated: false })).toEqual([]);
  });
});
