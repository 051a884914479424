import fc from 'fast-check';

import { BODY_TEMPLATE as APONO_BODY_TEMPLATE, sample as sampleAponoEvent } from 'alertbridge/apono';
import { compileTemplate, renderTemplate } from 'alertbridge/webhook';

import { InvalidInputError } from '../../shared/errors.ts';

const render = (template: unknown, event: unknown) => renderTemplate(JSON.stringify(template), event);

function faultsOf(run: () => unknown): readonly { path: string; message: string }[] {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

describe('renderTemplate', () => {
  it("renders the documented template of an event to the event, and each event's issues for its one issue", () => {
    const event = sampleAponoEvent('Error');
    expect(event.data.issues).toHaveLength(2);
    expect(renderTemplate(APONO_BODY_TEMPLATE, event)).toEqual(event);
    expect(renderTemplate(APONO_BODY_TEMPLATE, sampleAponoEvent('Active'))).toMatchObject({
      data: { issues: [] },
    });
  });

  it.each([
    ['a number', 1.5],
    ['false', false],
    ['null', null],
    ['an object', { a: [1, { b: null }] }],
    ['a list', [1, 'two']],
    ['text with quotes, line ends and braces', 'say "hi"\n\\ {{data.name}} </script>'],
    ['a lone surrogate', 'half \ud83d of it'],
    ['an empty text', ''],
  ])('keeps the type and value of %s where the placeholder is the whole string', (_what, value) => {
    expect(render({ at: '{{ a.b }}' }, { a: { b: value } })).toEqual({ at: value });
  });

  it('puts values into longer strings as text, and nothing where there is none', () => {
    const event = { n: 7, on: true, tags: ['a', 'b'], place: { x: 1 }, none: null };
    expect(render('{{n}}/{{on}}/{{tags}}/{{place}}/{{none}}/{{missing.deep}}.', event)).toBe(
      '7/true/a, b/{"x":1}//.',
    );
  });

  it('gives null for a whole string that leads into nothing, and never looks at a prototype', () => {
    const template = [
      '{{missing}}',
      '{{a.b.c}}',
      '{{__proto__}}',
      '{{a.constructor.name}}',
      '{{a.toString}}',
    ];
    expect(render(template, { a: { b: 1 } })).toEqual([null, null, null, null, null]);
  });

  it("keeps a template's own __proto__ key as a key like any other", () => {
    const rendered = renderTemplate('{"__proto__":{"admin":"{{yes}}"}}', { yes: true }) as object;
    expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
    expect(JSON.stringify(rendered)).toBe('{"__proto__":{"admin":true}}');
  });

  it('leaves what is not a placeholder as it is, braces of another language included', () => {
    const template = { n: 1, on: true, none: null, list: [], query: 'query { a { b {} } }', text: '{ }' };
    expect(render(template, {})).toEqual(template);
  });

  it('renders the keys of objects as text', () => {
    expect(render({ '{{a}}-{{b}}': '{{a}}', '{{none}}': 1 }, { a: 1, b: 'x' })).toEqual({ '1-x': 1, '': 1 });
  });

  it('does not render what a value brings along', () => {
    expect(render('{{a}} and {{b}}', { a: '{{b}}', b: '{{a}}' })).toBe('{{b}} and {{a}}');
  });

  describe('with a list on the way', () => {
    const event = {
      top: 'T',
      tags: [{ name: 'x' }, { name: 'y' }],
      groups: [
        { id: 1, members: [{ id: 'a' }, { id: 'b' }] },
        { id: 2, members: [] },
      ],
    };

    it('repeats the one element for each of its elements, with fields from elsewhere in it', () => {
      expect(render([{ id: '{{groups.id}}', top: '{{top}}' }], event)).toEqual([
        { id: 1, top: 'T' },
        { id: 2, top: 'T' },
      ]);
      expect(render(['{{tags.name}}!'], event)).toEqual(['x!', 'y!']);
    });

    it('repeats lists within lists, each inside its own element', () => {
      const template = [
        { id: '{{groups.id}}', members: [{ id: '{{groups.members.id}}', of: '{{groups.id}}' }] },
      ];
      expect(render(template, event)).toEqual([
        {
          id: 1,
          members: [
            { id: 'a', of: 1 },
            { id: 'b', of: 1 },
          ],
        },
        { id: 2, members: [] },
      ]);
      expect(render([['{{groups.members.id}}']], event)).toEqual([['a', 'b'], []]);
    });

    it('repeats another list inside an element by its own elements', () => {
      expect(render([{ id: '{{groups.id}}', tags: ['{{tags.name}}'] }], event)).toEqual([
        { id: 1, tags: ['x', 'y'] },
        { id: 2, tags: ['x', 'y'] },
      ]);
    });

    it('does not repeat where two lists are meant, more elements are given, or no list is run through', () => {
      expect(render([['{{groups.id}}', '{{tags.name}}']], event)).toEqual([[null, null]]);
      expect(render(['{{groups.id}}', 'x'], event)).toEqual([null, 'x']);
      expect(render(['{{tags}}', 1], event)).toEqual([event.tags, 1]);
      expect(render(['{{top}}'], event)).toEqual(['T']);
    });

    it('understands an index and the length as the list itself, inside its elements too', () => {
      expect(render(['{{groups.1.id}}'], event)).toEqual([2]);
      expect(
        render([{ id: '{{groups.id}}', of: '{{groups.length}}', first: '{{groups.0.id}}' }], event),
      ).toEqual([
        { id: 1, of: 2, first: 1 },
        { id: 2, of: 2, first: 1 },
      ]);
    });

    it('takes elements that are no objects, and a list of lists, without fault', () => {
      expect(render(['{{list.a}}'], { list: [1, null, 'a', { a: 2 }] })).toEqual([null, null, null, 2]);
      expect(render([['{{rows.v}}']], { rows: [[{ v: 1 }, { v: 2 }], []] })).toEqual([[1, 2], []]);
    });
  });
});

describe('compileTemplate', () => {
  it.each([
    ['nothing', ' ', 'is empty; it must be JSON'],
    ['what is not JSON', '{"a": {{a}}}', expect.stringContaining('is not JSON') as string],
    ['unbalanced JSON', '{"a": 1', expect.stringContaining('is not JSON') as string],
    ['more than 64 levels', '['.repeat(200) + ']'.repeat(200), 'must not be nested more than 64 levels deep'],
    [
      'a hundred thousand levels',
      '['.repeat(1e5) + ']'.repeat(1e5),
      expect.stringContaining('64 levels') as string,
    ],
    [
      'more than 1 Mi',
      `"${'x'.repeat(1024 * 1024)}"`,
      expect.stringContaining('longer than 1048576') as string,
    ],
  ])('refuses %s', (_what, template, message) => {
    expect(faultsOf(() => compileTemplate(template))).toEqual([{ path: '', message }]);
  });

  it('reports every placeholder that is none, and where it lies', () => {
    const template = {
      open: '{{data.id}',
      deep: { list: [1, 'data.id}}'] },
      block: '{{#each issues}}{{this}}{{/each}}',
      three: '{{{data.id}}}',
      empty: '{{ }}',
      gap: '{{data..id}}',
      '{{key': 1,
    };
    const faults = faultsOf(() => compileTemplate(JSON.stringify(template)));
    expect(faults.map(({ path }) => path)).toEqual([
      'open',
      'deep.list.1',
      'block',
      'block',
      'three',
      'empty',
      'gap',
      '{{key',
    ]);
    expect(faults[0]?.message).toContain('{{path.to.field}}');
    expect(faults[2]?.message).toContain('{{#each issues}}');
  });

  it('shows the first faults of a template that has very many, and no piece of what is not JSON', () => {
    const template = JSON.stringify(Array.from({ length: 5_000 }, () => '{{'));
    expect(faultsOf(() => compileTemplate(template))).toHaveLength(50);
    const [fault] = faultsOf(() => compileTemplate('{"key": "s3cret", }'));
    expect(fault?.message).not.toContain('s3cret');
  });

  it('takes a template of 1 Mi, and one brace after the other, in a moment', () => {
    const rest = 1024 * 1024 - 20;
    expect(renderTemplate(`"{{a}}${'x'.repeat(rest)}"`, { a: 'b' })).toHaveLength(rest + 1);
    expect(faultsOf(() => compileTemplate(`"${'{{'.repeat(rest / 2)}"`))).toHaveLength(1);
    expect(faultsOf(() => compileTemplate(`"{{${' '.repeat(rest)}"`))).toHaveLength(1);
  });

  it.each([
    ['{{ $json.data.name }}', '{{data.name}}'],
    ['{{$json.data}} is down', '{{data}}'],
    ["{{ $('Webhook').item.json.id }}", '{{path.to.field}}'],
    ['{{ $now }}', '{{path.to.field}}'],
  ])('explains that %s is an expression of n8n, and what to write', (text, instead) => {
    expect(faultsOf(() => compileTemplate(JSON.stringify({ at: text })))).toEqual([
      {
        path: 'at',
        message: expect.stringContaining(
          `is an n8n expression, which is not evaluated here: name the field itself, ${instead}`,
        ),
      },
    ]);
  });

  it('does not repeat long keys with each fault', () => {
    const template = JSON.stringify({ ['k'.repeat(100_000)]: Array.from({ length: 5_000 }, () => '{{') });
    const faults = faultsOf(() => compileTemplate(template));
    expect(faults).toHaveLength(50);
    expect(faults.at(-1)).toEqual({ path: '', message: 'and 4951 more' });
    expect(JSON.stringify(faults).length).toBeLessThan(20_000);
  });

  it('refuses a path with more steps than an event has levels', () => {
    expect(faultsOf(() => compileTemplate(`"{{${'a.'.repeat(65)}a}}"`))).toEqual([
      { path: '', message: expect.stringContaining('must not have more than 65 steps') },
    ]);
  });

  it('lists what a placeholder did not find, each path once', () => {
    const event = { a: { b: null }, list: [{ x: 1 }, {}, {}] };
    const template = {
      found: ['{{a.b}}', '{{a}}'],
      missing: '{{a.c}} and {{none}}',
      each: [{ x: '{{list.x}}', y: '{{list.y}}' }],
      '{{key}}': 1,
      again: '{{none}}',
    };
    expect(compileTemplate(JSON.stringify(template))(event).unresolved.toSorted()).toEqual([
      'a.c',
      'key',
      'list.x',
      'list.y',
      'none',
    ]);
    expect(compileTemplate('["{{a.b}}", "x"]')(event).unresolved).toEqual([]);
    expect(compileTemplate('["{{empty.x}}"]')({ empty: [] }).unresolved).toEqual([]);
  });

  it('counts literals and empty lists towards what one event may render to', () => {
    const list = Array.from({ length: 10_000 }, () => ({ a: 1 }));
    const fault = [{ path: '', message: expect.stringContaining('renders to more than 10485760') as string }];
    const literals = Array.from({ length: 2_000 }, () => 1);
    const empties = Array.from({ length: 2_000 }, () => []);
    expect(faultsOf(() => render([{ a: '{{list.a}}', literals }], { list }))).toEqual(fault);
    expect(faultsOf(() => render([{ a: '{{list.a}}', empties }], { list }))).toEqual(fault);
  });

  it('renders no more than 10 Mi of one event, however the template multiplies it', () => {
    const event = { big: 'x'.repeat(100_000), list: Array.from({ length: 1_000 }, () => ({ a: 1 })) };
    const fault = [{ path: '', message: expect.stringContaining('renders to more than 10485760') as string }];
    expect(faultsOf(() => render([{ a: '{{list.a}}', b: '{{big}}' }], event))).toEqual(fault);
    expect(faultsOf(() => render([{ a: '{{list.a}} {{big}}' }], event))).toEqual(fault);
    expect(
      faultsOf(() =>
        render([{ a: '{{list.a}}', all: '{{list}}' }], {
          list: [...event.list, ...event.list, ...event.list],
        }),
      ),
    ).toEqual(fault);
  });

  it('refuses a value that is nested deeper than a receiver could bear', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const fault = [{ path: '', message: 'must not be nested more than 64 levels deep' }];
    expect(faultsOf(() => render('{{deep}}', { deep }))).toEqual(fault);
    expect(faultsOf(() => render('so {{deep}}', { deep }))).toEqual(fault);
  });
});

describe('any template with any event', () => {
  const event = fc.jsonValue({ maxDepth: 5 });
  const path = fc.array(fc.constantFrom('a', 'b', '0', 'length', '__proto__', 'constructor'), {
    minLength: 1,
    maxLength: 4,
  });
  const placeholder = path.map((keys) => `{{${keys.join('.')}}}`);
  const text = fc
    .array(
      fc.oneof(
        placeholder,
        fc.string({ unit: 'binary' }).map((part) => part.replaceAll(/[{}]/g, '')),
      ),
    )
    .map((parts) => parts.join(''));
  const { template } = fc.letrec<{ template: unknown }>((tie) => ({
    template: fc.oneof(
      { maxDepth: 4 },
      text,
      placeholder,
      fc.constantFrom<unknown>(null, 1, true),
      fc.array(tie('template'), { maxLength: 3 }),
      fc.dictionary(
        fc.oneof(fc.string(), fc.constant('__proto__')).map((key) => key.replaceAll(/[{}]/g, '')),
        tie('template'),
        { maxKeys: 3 },
      ),
    ),
  }));
  const nested = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(1, null, 'x', '"', '{{a}}'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.record({ a: tie('value'), b: tie('value') }, { requiredKeys: [] }),
    ),
  })).value;

  it('gives valid JSON', () => {
    fc.assert(
      fc.property(template, fc.oneof(event, nested), (wanted, given) => {
        const rendered = renderTemplate(JSON.stringify(wanted), given);
        const asText = JSON.stringify(rendered);
        expect(typeof asText).toBe('string');
        expect(JSON.stringify(JSON.parse(asText))).toBe(asText);
      }),
      { numRuns: 500 },
    );
  });

  it('gives back what goes in through a whole-string placeholder', () => {
    fc.assert(
      fc.property(event, (value) => {
        expect(render({ list: [1, { at: '{{a.b}}' }] }, { a: { b: value } })).toStrictEqual({
          list: [1, { at: value }],
        });
      }),
      { numRuns: 500 },
    );
  });

  it('lets no value out of the string that it is put into', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(render({ before: 'a', text: '<{{v}}>', after: 'b' }, { v: value })).toStrictEqual({
          before: 'a',
          text: `<${value}>`,
          after: 'b',
        });
      }),
    );
  });
});
