import { once } from '../../shared/once.ts';

describe('what is made once', () => {
  it('is made when it is first asked for, and is the same ever after', () => {
    const make = jest.fn(() => ({ made: true }));
    const made = once(make);
    expect(make).not.toHaveBeenCalled();
    const first = made();
    expect(first).toEqual({ made: true });
    expect(made()).toBe(first);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('is made anew where making it failed', () => {
    const make = jest.fn(() => ({ made: true }));
    make.mockImplementationOnce(() => {
      throw new Error('not yet');
    });
    const made = once(make);
    expect(made).toThrow('not yet');
    expect(made()).toEqual({ made: true });
  });
});
