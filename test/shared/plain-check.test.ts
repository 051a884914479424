import fc from 'fast-check';
import * as z from 'zod/v4';

import { listOf, shortText } from '../../shared/bounds.ts';
import { plainCheckOf } from '../../shared/plain-check.ts';
import { schemaOfConformance } from '../../shared/systems/apicontext/conformance.ts';
import { sample, sampleConformance } from '../../shared/systems/apicontext/index.ts';
import { schemaOfResults } from '../../shared/systems/apicontext/result.ts';

const SCHEMAS: [name: string, schema: z.ZodType, whole: object][] = [
  ['a result', schemaOfResults(), sample()],
  ['a conformance result', schemaOfConformance(), sampleConformance()],
];

/** A whole event in which some fields, at any depth, are something else or missing. */
function changed(whole: object): fc.Arbitrary<unknown> {
  const paths = pathsIn(whole);
  const other = fc.oneof(
    fc.jsonValue(),
    fc.constant(undefined),
    fc.string({ minLength: 65_530, maxLength: 65_540 }),
    fc.constant('__missing__'),
    fc.constant([['a'], 1]),
    fc.double(),
  );
  return fc.array(fc.tuple(fc.constantFrom(...paths), other), { maxLength: 3 }).map((changes) => {
    const copy = copied(whole);
    for (const [path, value] of changes) put(copy, path, value);
    return copy;
  });
}

/** Not by structuredClone: within Jest its objects are not those that JSON.parse makes. */
function copied<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

function pathsIn(value: object, before: string[] = []): string[][] {
  return Object.entries(value).flatMap(([key, item]) => [
    [...before, key],
    ...(typeof item === 'object' && item !== null ? pathsIn(item as object, [...before, key]) : []),
  ]);
}

function put(into: object, [key = '', ...rest]: string[], value: unknown): void {
  const fields = into as Record<string, unknown>;
  const next = fields[key];
  if (rest.length > 0) {
    if (typeof next === 'object' && next !== null) put(next, rest, value);
  } else if (value === '__missing__') {
    Reflect.deleteProperty(fields, key);
  } else {
    fields[key] = value;
  }
}

describe('a quick look at an event', () => {
  it.each(SCHEMAS)('is enough where %s is whole', (_name, schema, whole) => {
    expect(plainCheckOf(schema)(whole)).toBe(true);
  });

  it.each(SCHEMAS)('is sure of %s only where the schema gives it back as it is', (_name, schema, whole) => {
    fc.assert(
      fc.property(changed(whole), (event) => {
        if (plainCheckOf(schema)(event))
          expect(schema.safeParse(event)).toEqual({ success: true, data: event });
      }),
      { numRuns: 150 },
    );
  });

  it.each(SCHEMAS)('is sure of every %s that the schema gives back as it is', (_name, schema, whole) => {
    fc.assert(
      fc.property(changed(whole), (event) => {
        if (schema.safeParse(event).success) expect(plainCheckOf(schema)(event)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it.each<[string, z.ZodType, unknown]>([
    ['a transformation', z.string().transform((text) => text.trim()), 'text'],
    ['a default', z.looseObject({ a: z.string().default('a') }), {}],
    ['a format', z.email(), 'jo@example.com'],
    ['a check of its own', z.string().refine(() => true), 'text'],
    ['a number that is no whole one', z.number(), 1],
    ['fields that the schema leaves out', z.object({ a: z.string() }), { a: 'a', b: 'b' }],
    ['fields that the schema refuses', z.strictObject({ a: z.string() }), { a: 'a', b: 'b' }],
    ['a check of the whole object', z.looseObject({ a: z.string() }).refine(() => false), { a: 'a' }],
    ['a union', z.union([z.string(), z.null()]), 'text'],
  ])('is never sure where the schema has %s', (_name, schema, value) => {
    expect(plainCheckOf(schema)(value)).toBe(false);
  });

  it.each([
    ['a text that is too long', 'x'.repeat(65_537), shortText()],
    ['a list that is too long', Array(10_001).fill('x'), listOf(shortText())],
    ['a list with a wrong item', ['x', 1], listOf(shortText())],
    ['an object that JSON cannot make', Object.create({ a: 'a' }), z.looseObject({ a: z.string() })],
    ['nothing', null, schemaOfResults()],
    ['a text in place of an object', 'text', schemaOfResults()],
  ])('is not sure of %s', (_name, value, schema) => {
    expect(plainCheckOf(schema)(value)).toBe(false);
  });
});
