import { pathFault, valueAt, valuesAt } from '../../shared/path.ts';

describe('valueAt', () => {
  it('goes through objects and lists by their own keys', () => {
    const event = { a: { 'b c': [{ d: 1 }] } };
    expect(valueAt(event, 'a.b c.0.d')).toBe(1);
    expect(valueAt(event, 'a.none.d')).toBeUndefined();
    expect(valueAt(event, 'a.constructor.name')).toBeUndefined();
    expect(valueAt(null, 'a')).toBeUndefined();
  });
});

describe('valuesAt', () => {
  it('finds the values of every element of the lists on the way', () => {
    const event = { data: { status: 'Error', issues: [{ tags: ['a'] }, { tags: ['b', 'c'] }, {}] } };
    expect(valuesAt(event, 'data.status')).toEqual(['Error']);
    expect(valuesAt(event, 'data.issues.tags')).toEqual(['a', 'b', 'c']);
    expect(valuesAt(event, 'data.issues.1.tags.0')).toEqual(['b']);
    expect(valuesAt(event, 'data.none')).toEqual([]);
  });

  it('looks into lists within lists, up to a depth that no event has', () => {
    expect(valuesAt({ rows: [[{ v: 1 }, { v: 2 }], [], [[{ v: 3 }]]] }, 'rows.v')).toEqual([1, 2, 3]);
    let deep: unknown = [{ v: 1 }];
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(valuesAt({ deep }, 'deep.v')).toEqual([]);
  });
});

describe('pathFault', () => {
  it.each([
    ['', 'must name a field such as data.status'],
    [' ', 'must name a field such as data.status'],
    ['{{a}}', 'must be a path such as data.status, without braces'],
    ['a..b', 'must not have an empty step: one dot between two names'],
    ['a.'.repeat(66), 'must not have more than 65 steps'],
  ])('refuses %j', (path, why) => {
    expect(pathFault(path)).toBe(why);
  });

  it('takes what leads into an event', () => {
    expect(pathFault('data.issues.0.some key')).toBeUndefined();
  });
});
