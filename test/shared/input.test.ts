import * as z from 'zod/v4';

import { InvalidInputError } from '../../shared/errors.ts';
import { isDeeperThan, MAX_ITEMS, parseInput } from '../../shared/input.ts';

const schema = z.looseObject({
  name: z.string(),
  tags: z.array(z.string()).nullish(),
  labels: z.record(z.string(), z.string()).optional(),
});

const parse = (input: unknown) => parseInput(schema, input, 'thing');

/** What is told of an input that is not the schema's. */
function faultsOf(input: unknown) {
  try {
    parse(input);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  throw new Error('nothing was wrong');
}

const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;

describe('parseInput', () => {
  it('names each fault and where it lies', () => {
    expect(faultsOf({ tags: ['a', 1] })).toEqual([
      { path: 'name', message: expect.stringContaining('string') },
      { path: 'tags.1', message: expect.stringContaining('string') },
    ]);
  });

  it('tells at most 50 faults, the last of which says how many more there are', () => {
    const issues = faultsOf({ name: 'n', tags: Array(200).fill(1) });
    expect(issues).toHaveLength(50);
    expect(issues[49]).toEqual({ path: '', message: 'and 151 more' });
  });

  it('tells faults in a text of bounded length, however long the names of fields are', () => {
    const strict = z.strictObject({});
    const input = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`${index}${'k'.repeat(50_000)}`, 1]),
    );
    const refusal = (() => {
      try {
        return parseInput(strict, input, 'thing') as unknown;
      } catch (error) {
        return error;
      }
    })() as InvalidInputError;
    expect(JSON.stringify(refusal.issues).length).toBeLessThan(20_000);
    expect(refusal.message.length).toBeLessThan(5_000);
    expect(refusal.message).toMatch(/and 91 more$/);
  });

  it('refuses a list that is too long where it would look at each item, and keeps it where it would not', () => {
    const list = Array(MAX_ITEMS + 1).fill(7) as number[];
    expect(faultsOf({ name: 'n', tags: list })).toEqual([
      { path: 'tags', message: expect.stringContaining(`more than ${MAX_ITEMS} items`) },
    ]);
    const other = { name: 'n', other: { deep: [{ list: [list, 'x'] }] }, tags: ['t'] };
    const copy = structuredClone(other);
    expect(parse(other)).toEqual(copy);
    expect(other).toEqual(copy);
    const many = Object.fromEntries(
      Array.from({ length: 10_001 }, (_, index) => [`k${index}`, index === 7 ? list : 1]),
    );
    expect(faultsOf({ name: 'n', labels: many })).toHaveLength(1);
    expect(parse({ name: 'n', many })).toEqual({ name: 'n', many });
  });

  it('does without any __proto__ of its own that JSON brings', () => {
    const input: unknown = JSON.parse(
      '{"name":"n","__proto__":{"polluted":true},"other":[{"__proto__":{"polluted":true},"a":1}]}',
    );
    const parsed = parse(input) as object as { polluted?: true; other: { polluted?: true }[] };
    expect(parsed.polluted).toBeUndefined();
    expect(Object.getPrototypeOf(parsed.other[0])).toBe(Object.prototype);
    expect(JSON.stringify(parsed)).toBe('{"name":"n","other":[{"a":1}]}');
    expect(JSON.stringify(input)).toContain('polluted');
  });

  it('refuses 65 levels, a circle, objects that multiply, and a getter that throws, as it does any other fault', () => {
    expect(parse({ name: 'n', other: nested(64) })).toBeDefined();
    const tooDeep = [{ path: '', message: 'must not be nested more than 64 levels deep' }];
    expect(faultsOf({ name: 'n', other: nested(66) })).toEqual(tooDeep);
    expect(faultsOf(nested(100_000))).toEqual(tooDeep);
    const circle: Record<string, unknown> = { name: 'n' };
    circle['self'] = [circle];
    expect(faultsOf(circle)).toEqual(tooDeep);
    const doubled = Array.from({ length: 60 }).reduce<object>((inner) => ({ a: inner, b: inner }), {});
    expect(faultsOf(doubled)).toEqual([{ path: '', message: expect.stringContaining('not hold more than') }]);
    const throwing = Object.defineProperty({}, 'name', {
      enumerable: true,
      get: () => {
        throw new Error('s3cret');
      },
    });
    expect(faultsOf(throwing)).toEqual([{ path: '', message: 'cannot be read' }]);
  });
});

describe('isDeeperThan', () => {
  it('counts levels, and does not mind how wide a value or how endless a circle is', () => {
    expect(isDeeperThan(nested(64), 64)).toBe(false);
    expect(isDeeperThan(nested(66), 64)).toBe(true);
    expect(isDeeperThan({ a: [1] }, 2)).toBe(false);
    expect(isDeeperThan({ a: [1] }, 1)).toBe(true);
    expect(isDeeperThan('text', 0)).toBe(false);
    const circle: unknown[] = [];
    circle.push(circle, circle);
    expect(isDeeperThan(circle, 64)).toBe(true);
    expect(isDeeperThan(Array(1_000_000).fill({}), 64)).toBe(false);
  });
});
