import { deliver, type DeliverOptions, type Delivery, type Transport } from '../../../shared/index.ts';
import { createRuntime } from '../../../shared/node/index.ts';
import { startHttpServer, type HttpServer } from '../../sandbox/http-server.ts';
import { virtualTime } from './virtual-time.ts';

const runtime = createRuntime({ proxy: false });
afterAll(async () => {
  await runtime.close();
});

const OK = { status: 200, headers: {}, body: '', truncated: false };

describe('over real sockets', () => {
  const SENDS = 40;
  /** After 15 s the longest pause is 16 s; what the machine takes for itself is on top. */
  const MAX_LATE_MS = 20_000;

  async function sendThrough(url: string): Promise<Delivery[]> {
    return await Promise.all(
      Array.from({ length: SENDS }, async (_, alert) => await deliver({ url, body: { alert } }, runtime)),
    );
  }

  /** On a busy machine one or the other goes out only when all is well again. */
  function expectRetried(deliveries: readonly Delivery[]): void {
    expect(deliveries.every(({ delivered }) => delivered)).toBe(true);
    expect(deliveries.some(({ attempts }) => attempts.length > 1)).toBe(true);
  }

  function bodiesOf({ requests }: HttpServer): Set<string> {
    return new Set(requests.map(({ body }) => body));
  }

  it.concurrent.each([500, 2_000, 15_000])(
    'all alerts arrive after %i ms in which the destination refuses connections, and after as long a 503',
    async (outageMs) => {
      const refusing = async () => {
        const gone = await startHttpServer(() => ({ status: 200 }));
        await gone.close();
        const sent = sendThrough(gone.url);
        await runtime.sleep(outageMs);
        const back = await startHttpServer(() => ({ status: 200 }), gone.port);
        const backAt = performance.now();
        expectRetried(await sent);
        expect(performance.now() - backAt).toBeLessThan(MAX_LATE_MS);
        expect(bodiesOf(back).size).toBe(SENDS);
        await back.close();
      };
      const failing = async () => {
        const backAt = performance.now() + outageMs;
        const failed = await startHttpServer(() => ({ status: performance.now() < backAt ? 503 : 200 }));
        const sent = await sendThrough(failed.url);
        expectRetried(sent);
        expect(performance.now() - backAt).toBeLessThan(MAX_LATE_MS);
        expect(bodiesOf(failed).size).toBe(SENDS);
        await failed.close();
      };
      await Promise.all([refusing(), failing()]);
    },
    60_000,
  );

  it.concurrent(
    '200 alerts at once get through to a destination that takes 50 in 2 s and answers 429 to the rest',
    async () => {
      let windowEndsAt = 0;
      let taken = 0;
      const times: number[] = [];
      const server = await startHttpServer(() => {
        const now = performance.now();
        times.push(now);
        if (now > windowEndsAt) {
          windowEndsAt = now + 2_000;
          taken = 0;
        }
        return ++taken <= 50 ? { status: 200 } : { status: 429, headers: { 'retry-after': '2' } };
      });
      const startedAt = performance.now();
      const deliveries = await Promise.all(
        Array.from(
          { length: 200 },
          async (_, alert) => await deliver({ url: server.url, body: { alert } }, runtime),
        ),
      );
      expect(deliveries.every(({ delivered }) => delivered)).toBe(true);
      // Four windows of 50: who waits does so together, and asks again when it is worth it.
      expect(performance.now() - startedAt).toBeLessThan(40_000);
      expect(times.length).toBeLessThan(600);
      const later = times.filter((time) => time - startedAt > 1_000);
      const crowded = later.filter((time, index) => (later[index + 20] ?? Infinity) - time < 10);
      // In lockstep it would be 130 of the 150 that wait; what the machine holds up comes in a crowd too.
      expect(crowded.length).toBeLessThan(100);
      await server.close();
    },
    60_000,
  );
});

describe('by a clock that is moved', () => {
  /** Sends through a destination that is away for `outageMs`. */
  async function through(
    outageMs: number,
    away: (now: number) => Promise<typeof OK>,
    options: Partial<DeliverOptions> = {},
  ): Promise<{ delivery: Delivery; arrivedAt: number }> {
    const time = virtualTime();
    const transport: Transport = async () =>
      time.monotonicNow() < outageMs ? await away(time.monotonicNow()) : OK;
    const delivery = await deliver({ url: 'http://pager.example' }, { transport, ...time, ...options });
    return { delivery, arrivedAt: time.monotonicNow() };
  }
  const refused = async (): Promise<typeof OK> => {
    throw new Error('connect ECONNREFUSED');
  };
  const failed = async () => ({ ...OK, status: 503 });
  const limited = async () => ({ ...OK, status: 429, headers: { 'retry-after': '120' } });

  it.each([500, 2_000, 5_000, 8_000, 30_000, 60_000, 120_000, 240_000, 298_000])(
    'an alert arrives after an outage of %i ms, whether it was refused, answered 503, or 429 with a long Retry-After',
    async (outageMs) => {
      for (const away of [refused, failed, limited]) {
        for (const random of [() => 0, () => 1, Math.random]) {
          const { delivery, arrivedAt } = await through(outageMs, away, { random });
          expect(delivery.delivered).toBe(true);
          if (away !== limited) expect(arrivedAt - outageMs).toBeLessThanOrEqual(30_000);
        }
      }
    },
  );

  it('the last attempt is made just before the time is over, and none after', async () => {
    const times: number[] = [];
    const note = async (now: number) => {
      times.push(now);
      return await failed();
    };
    await expect(through(Infinity, note, { giveUpAfterMs: 20_000 })).rejects.toThrow('Gave up after');
    expect(times.at(-1)).toBeGreaterThanOrEqual(19_000);
    expect(times.at(-1)).toBeLessThan(20_000);
  });

  it('whoever sends to a destination that asked for a pause waits for it too, and they start one after the other', async () => {
    const time = virtualTime();
    const starts: number[] = [];
    let isFirst = true;
    const transport: Transport = async () => {
      if (!isFirst) starts.push(time.monotonicNow());
      const answer = isFirst ? { ...OK, status: 429, headers: { 'retry-after': '10' } } : OK;
      isFirst = false;
      return answer;
    };
    const options = { transport, ...time, random: () => 0 };
    const send = async (url: string) => await deliver({ url }, options);
    const limitedOne = send('http://pager.example/a');
    await new Promise(setImmediate);
    await Promise.all([
      limitedOne,
      ...Array.from({ length: 63 }, async () => await send('http://pager.example/a')),
    ]);
    expect(starts).toHaveLength(64);
    expect(Math.min(...starts)).toBe(10_000);
    const within = (ms: number) => starts.filter((at) => at < 10_000 + ms).length;
    expect([within(50), within(150), within(250), within(350), within(550)]).toEqual([1, 2, 5, 11, 44]);
  });

  it('others are not held up by a pause that one destination asked for', async () => {
    const time = virtualTime();
    const transport: Transport = async ({ url }) => (url.endsWith('/limited') ? await limited() : OK);
    const options = { transport, ...time };
    const stop = new AbortController();
    const limitedOne = deliver({ url: 'http://pager.example/limited' }, { ...options, signal: stop.signal });
    const free = await deliver({ url: 'http://pager.example/free' }, options);
    expect(free.attempts).toHaveLength(1);
    expect(time.monotonicNow()).toBeLessThan(1_000);
    stop.abort();
    await expect(limitedOne).rejects.toThrow('Given up by the caller');
  });
});
