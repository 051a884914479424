import { createOrder } from 'alertbridge';

describe('an order', () => {
  it('tells only what is still under way that newer news has come, not what has ended', async () => {
    const order = createOrder();
    const signals: AbortSignal[] = [];
    const act = (signal: AbortSignal) => {
      signals.push(signal);
      return Promise.resolve();
    };
    await order.run('a', 1, act);
    await order.run('a', 2, act);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    await Promise.all([order.run('a', 3, act), order.run('a', 4, act)]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, true, false]);
  });
});
