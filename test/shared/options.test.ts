import * as z from 'zod/v4';

import { InvalidInputError } from '../../shared/errors.ts';
import { parseOptions } from '../../shared/options.ts';

let checks = 0;
const schema = z.strictObject({
  list: z.array(z.string()).optional(),
  size: z
    .number()
    .default(3)
    .refine(() => ++checks > 0),
});

describe('parseOptions', () => {
  it('gives options with their defaults, frozen', () => {
    const options = parseOptions(schema, { list: ['a'] }, 'test');
    expect(options).toEqual({ list: ['a'], size: 3 });
    expect(() => (options.size = 4)).toThrow(TypeError);
    expect(() => options.list?.push('b')).toThrow(TypeError);
  });

  it('checks what it gave no second time, and another’s as any other', () => {
    const options = parseOptions(schema, {}, 'test');
    const before = checks;
    expect(parseOptions(schema, options, 'test')).toBe(options);
    expect(checks).toBe(before);
    expect(parseOptions(schema, { ...options }, 'test')).toEqual(options);
    expect(checks).toBe(before + 1);
    const other = z.strictObject({ name: z.string() });
    expect(() => parseOptions(other, options, 'other')).toThrow(InvalidInputError);
  });

  it.each([[null], [undefined], [7], ['text'], [{ size: 'x' }], [{ list: 'a' }], [{ sise: 3 }]])(
    'refuses %j',
    (options) => {
      expect(() => parseOptions(schema, options, 'test')).toThrow(InvalidInputError);
    },
  );
});
