import { InvalidInputError } from '../../shared/errors.ts';
import { jsonTextOf, renderOption, renderText, splitText, textOf } from '../../shared/text-template.ts';

describe('renderText', () => {
  it('is done in a moment with a placeholder that is never closed', () => {
    const text = `{{${' '.repeat(200_000)}`;
    expect(renderText(text, {})).toBe(text);
  });

  it('puts values in as text, and nothing where there is none', () => {
    const event = { n: 7, on: true, tags: ['a', ['b', 1]], place: { x: 1 }, none: null };
    expect(renderText('{{n}}/{{ on }}/{{tags}}/{{place}}/{{none}}/{{missing.deep}}.', event)).toBe(
      '7/true/a, b, 1/{"x":1}//.',
    );
  });
});

describe('renderOption', () => {
  it('is empty where the option is not set, and without white space at its ends', () => {
    expect(renderOption(undefined, {})).toBe('');
    expect(renderOption(' {{a}} ', { a: 'x' })).toBe('x');
  });
});

describe('textOf and jsonTextOf', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const list: unknown[] = [];
  list.push(list);
  let deep: unknown = {};
  for (let level = 0; level < 100_000; level++) deep = { deep };

  it.each([
    ['tied into itself', cyclic],
    ['a list tied into itself', list],
    ['nested without end', deep],
    ['a bigint within', { a: 1n }],
  ])('refuse what has no text: %s', (_what, value) => {
    expect(() => textOf(value)).toThrow(InvalidInputError);
    expect(() => jsonTextOf(value)).toThrow(InvalidInputError);
  });

  it('give null for what JSON has no word for', () => {
    expect(jsonTextOf(undefined)).toBe('null');
  });
});

describe('splitText', () => {
  const faultsOf = (text: string) => {
    const faults: string[] = [];
    splitText(text, (fault) => faults.push(fault));
    return faults;
  };

  it('takes a text apart', () => {
    expect(splitText('{{a.b}} is {{ c }}.', () => {})).toEqual({
      literals: ['', ' is ', '.'],
      paths: ['a.b', 'c'],
    });
  });

  it.each(['{{{a}}}', '{{a', 'a}}', '{{#if a}}', '{{}}', '{{a..b}}', '{{ $json.a }}'])(
    'reports %s',
    (text) => {
      expect(faultsOf(text)).toHaveLength(1);
    },
  );

  it("leaves another language's braces alone", () => {
    expect(faultsOf('query { a { b {} } }')).toEqual([]);
  });
});
