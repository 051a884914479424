import { unflattened } from './unflattened.ts';

describe('what n8n stored', () => {
  it('is read with its texts, numbers, lists and shared objects', () => {
    const stored = JSON.stringify([
      { name: '1', list: '2', same: '3', again: '3', nothing: null },
      'a text',
      [1, '1', true],
      { deep: '4' },
      'deeper',
    ]);
    expect(unflattened(stored)).toEqual({
      name: 'a text',
      list: [1, 'a text', true],
      same: { deep: 'deeper' },
      again: { deep: 'deeper' },
      nothing: null,
    });
  });

  it('is read where it refers to itself', () => {
    const value = unflattened('[{"self":"0"}]') as { self: unknown };
    expect(value.self).toBe(value);
  });
});
