import { attemptCountOf, createSender, DeliveryError, type DeadLetter } from '../../../shared/index.ts';
import { virtualTime } from './virtual-time.ts';

const DAY_MS = 86_400_000;
const alert = { alert_name: 'Disk is full', status: 'Alarm', alert_id: 'disk' } as const;

describe('the attempts of a delivery that is tried for days', () => {
  it('are told as the first and the last of them, and how many came between, in the record and in the dead letter', async () => {
    const time = virtualTime();
    let asked = 0;
    const statusOf = (attempt: number) => 500 + (attempt % 5);
    const runtime = {
      sleep: time.sleep,
      transport: async () => ({ status: statusOf(++asked), headers: {}, body: '', truncated: false }),
    };
    const letters: DeadLetter[] = [];
    const sender = createSender(
      { name: 'pager', request: () => ({ url: 'https://pager.example/' }), hint: () => '' },
      runtime,
      {
        giveUpAfterMs: 2 * DAY_MS,
        monotonicNow: time.monotonicNow,
        onGivenUp: (letter) => void letters.push(letter),
      },
    );
    const error: unknown = await sender
      .send({ alert, reporter: '', kind: 'turn' })
      .catch((thrown: unknown) => thrown);
    if (!(error instanceof DeliveryError)) throw error;
    const { delivery } = error;
    expect(asked).toBeGreaterThan(1_000);
    expect(attemptCountOf(delivery)).toBe(asked);
    expect(error.message).toContain(`after ${asked} attempts`);
    const numbers = [...Array(10).keys()].map((at) => at + 1);
    const last = [...Array(40).keys()].map((at) => asked - 39 + at);
    expect(delivery.attempts).toMatchObject([...numbers, ...last].map((at) => ({ status: statusOf(at) })));
    expect(delivery.attemptsLeftOut).toBe(asked - 50);
    expect(letters).toMatchObject([{ attempts: delivery.attempts, attemptsLeftOut: asked - 50 }]);
    expect(JSON.stringify(letters).length).toBeLessThan(4_000);
  });
});
