import {
  AuthenticationError,
  createOrder,
  createSender,
  DeliveryError,
  parseAlert,
  send,
  type Alert,
  type Destination,
  type DeadLetter,
  type Report,
  type ReportTracker,
} from '../../../shared/index.ts';
import type { Change } from '../../../shared/report.ts';
import { createTracker } from '../../../shared/track/index.ts';
import { createRuntime } from '../../../shared/node/index.ts';
import { startHttpServer, type Handler, type HttpServer } from '../../sandbox/http-server.ts';

const runtime = createRuntime({ proxy: false });
let server: HttpServer;
let handler: Handler;

beforeAll(async () => {
  server = await startHttpServer((...request) => handler(...request));
});
beforeEach(() => {
  handler = () => ({ status: 200 });
  server.requests.length = 0;
});
afterAll(async () => {
  await runtime.close();
  await server.close();
});

const pager = (): Destination => ({
  name: 'pager',
  request: ({ alert, change, event }) => ({ url: server.url, body: { ...alert, change, event } }),
  hint: () => '',
});

const report = (status: Alert['status'], at?: number, alert_id = 'a1'): Report => ({
  alert: parseAlert({ alert_name: 'Checkout is failing', alert_id, status }),
  reporter: '',
  kind: 'sample',
  at,
});

const lettingAllPass: ReportTracker = {
  track: async ({ alert }) => ({ decision: 'update', reason: null, alert }),
};

const taken = () => server.requests.map(({ body }) => (JSON.parse(body) as Alert).status);

/** Waits until `count` requests have come. */
async function requests(count: number): Promise<void> {
  while (server.requests.length < count) await runtime.sleep(2);
}

describe('createSender', () => {
  it.each([undefined, 1_000])(
    'sends what it gave up when its source says the same again, at %s',
    async (at) => {
      const sender = createSender(pager(), runtime);
      handler = () => ({ status: 400 });
      await expect(sender.send(report('Alarm', at))).rejects.toThrow(DeliveryError);
      handler = () => ({ status: 200 });
      expect(await sender.send(report('Alarm', at))).toMatchObject({
        outcome: 'delivered',
        change: 'repeat',
      });
      expect(await sender.send(report('Alarm', at))).toMatchObject({ outcome: 'held' });
    },
  );

  it('sends what a report changes, with the event that it was made of', async () => {
    const sender = createSender(pager(), runtime);
    expect(await sender.send(report('Alarm', 1), { seen: 'in Oslo' })).toMatchObject({
      outcome: 'delivered',
      change: 'open',
      reason: null,
      delivery: { delivered: true },
    });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      status: 'Alarm',
      change: 'open',
      event: { seen: 'in Oslo' },
    });
  });

  it('holds what the tracker holds, with its reason, and sends what the tracker makes of the alert', async () => {
    const decisions: Change[] = ['hold', 'update'];
    const sender = createSender(pager(), runtime, {
      tracker: {
        track: async ({ alert }) => ({
          decision: decisions.shift() ?? 'hold',
          reason: 'already open',
          alert: { ...alert, description: 'Seen from Oslo, Dublin' },
        }),
      },
    });
    expect(await sender.send(report('Alarm'))).toMatchObject({
      outcome: 'held',
      change: 'hold',
      reason: 'already open',
      delivery: null,
    });
    expect(await sender.send(report('Alarm'))).toMatchObject({
      outcome: 'delivered',
      alert: { description: 'Seen from Oslo, Dublin' },
    });
    expect(taken()).toEqual(['Alarm']);
  });

  it('says why the destination does not want a report', async () => {
    const sender = createSender({ ...pager(), whyUnwanted: () => 'The webhook is inactive.' }, runtime);
    expect(await sender.send(report('Alarm'))).toMatchObject({
      outcome: 'unwanted',
      reason: 'The webhook is inactive.',
      delivery: null,
    });
    expect(taken()).toEqual([]);
  });

  it('throws where it gave up', async () => {
    handler = () => ({ status: 400 });
    await expect(createSender(pager(), runtime).send(report('Alarm'))).rejects.toThrow(DeliveryError);
  });

  it('sends an OK only after the Alarm before it has been answered', async () => {
    let answered = 0;
    handler = async ({ body }) => {
      if ((JSON.parse(body) as Alert).status === 'Alarm') await runtime.sleep(60);
      else expect(answered).toBe(1);
      answered++;
      return { status: 200 };
    };
    const sender = createSender(pager(), runtime);
    const sent = await Promise.all([sender.send(report('Alarm', 1)), sender.send(report('OK', 2))]);
    expect(sent.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
    expect(taken()).toEqual(['Alarm', 'OK']);
  });

  it('does not let alerts of other ids wait', async () => {
    handler = async ({ body }) => {
      if ((JSON.parse(body) as Alert).alert_id === 'slow') await runtime.sleep(200);
      return { status: 200 };
    };
    const sender = createSender(pager(), runtime);
    const ended: string[] = [];
    await Promise.all(
      ['slow', 'quick'].map(async (id) => {
        await sender.send(report('Alarm', 1, id));
        ended.push(id);
      }),
    );
    expect(ended).toEqual(['quick', 'slow']);
  });

  it('gives up an Alarm that waits for its retry when its OK comes, so that it never lands after it', async () => {
    handler = ({ body }) => ({ status: (JSON.parse(body) as Alert).status === 'Alarm' ? 503 : 200 });
    const sender = createSender(pager(), runtime, { retry: { baseMs: 2_000 } });
    const alarm = sender.send(report('Alarm', 1));
    await requests(1);
    const ok = sender.send(report('OK', 2));
    expect(await alarm).toMatchObject({
      outcome: 'overtaken',
      reason: 'Something newer about the same alert came before this was delivered.',
      delivery: { delivered: false, status: 503 },
    });
    expect(await ok).toMatchObject({ outcome: 'delivered' });
    await runtime.sleep(300);
    expect(taken()).toEqual(['Alarm', 'OK']);
  });

  it('lets the attempt that is under way end before the OK goes out, and then not try again', async () => {
    handler = async ({ body }) => {
      if ((JSON.parse(body) as Alert).status === 'OK') return { status: 200 };
      await runtime.sleep(80);
      return { status: 503 };
    };
    const sender = createSender(pager(), runtime, { retry: { baseMs: 1 } });
    const alarm = sender.send(report('Alarm', 1));
    await requests(1);
    const ok = await sender.send(report('OK', 2));
    expect(await alarm).toMatchObject({ outcome: 'overtaken' });
    expect(ok).toMatchObject({ outcome: 'delivered' });
    expect(taken()).toEqual(['Alarm', 'OK']);
  });

  it('opens an alarm once, and holds what changes nothing', async () => {
    const sender = createSender(pager(), runtime);
    const outcomes = [];
    for (const [status, at] of [
      ['OK', 1],
      ['Alarm', 2],
      ['Alarm', 3],
      ['OK', 4],
      ['OK', 5],
    ] as const) {
      outcomes.push((await sender.send(report(status, at))).outcome);
    }
    expect(outcomes).toEqual(['held', 'delivered', 'held', 'delivered', 'held']);
    expect(taken()).toEqual(['Alarm', 'OK']);
  });

  it('does not send what is older than what it has sent, whatever its tracker lets pass', async () => {
    const sender = createSender(pager(), runtime, { tracker: lettingAllPass });
    await sender.send(report('OK', 20));
    expect(await sender.send(report('Alarm', 10))).toMatchObject({ outcome: 'overtaken', delivery: null });
    expect(await sender.send(report('Alarm', 30))).toMatchObject({ outcome: 'delivered' });
    expect(taken()).toEqual(['OK', 'Alarm']);
  });

  it('sends the OK that closes an alarm though another location’s Alarm that was sent before it is newer', async () => {
    const sender = createSender(pager(), runtime);
    const from = (reporter: string, status: Alert['status'], at: number, alert_priority = 'Medium') => {
      const { alert, ...rest } = report(status, at);
      return { ...rest, reporter, alert: parseAlert({ ...alert, alert_priority }) };
    };
    const outcomes = [];
    for (const said of [
      from('rome', 'Alarm', 1_000),
      from('oslo', 'Alarm', 9_000, 'Critical'),
      from('oslo', 'OK', 10_000),
      from('rome', 'OK', 8_000),
    ]) {
      outcomes.push((await sender.send(said)).outcome);
    }
    expect(outcomes).toEqual(['delivered', 'delivered', 'held', 'delivered']);
    expect(taken()).toEqual(['Alarm', 'Alarm', 'OK']);
  });

  it('is not silenced by a time that is far ahead', async () => {
    let now = 1_000_000;
    const sender = createSender(pager(), runtime, { tracker: lettingAllPass, now: () => now });
    await sender.send(report('Alarm', Date.UTC(2099, 0)));
    expect(await sender.send(report('OK', 1_000_000))).toMatchObject({ outcome: 'overtaken' });
    now += 120_000;
    expect(await sender.send(report('OK', 1_120_000))).toMatchObject({ outcome: 'delivered' });
  });

  it('keeps order with others that share its order', async () => {
    handler = ({ body }) => ({ status: (JSON.parse(body) as Alert).status === 'Alarm' ? 503 : 200 });
    const order = createOrder();
    const options = { tracker: lettingAllPass, order };
    const alarm = createSender(pager(), runtime, options).send(report('Alarm', 1));
    await requests(1);
    expect(await createSender(pager(), runtime, options).send(report('OK', 2))).toMatchObject({
      outcome: 'delivered',
    });
    expect(await alarm).toMatchObject({ outcome: 'overtaken' });
  });

  it('sends only the latest of many that pile up behind a destination that is away', async () => {
    let away = true;
    handler = () => ({ status: away ? 503 : 200 });
    const sender = createSender(pager(), runtime, { retry: { baseMs: 40 } });
    const first = sender.send(report('Alarm', 1));
    await requests(1);
    const rest = [2, 3, 4, 5].map((at) => sender.send(report(at % 2 === 0 ? 'OK' : 'Alarm', at)));
    await runtime.sleep(30);
    away = false;
    const outcomes = (await Promise.all([first, ...rest])).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['overtaken', 'overtaken', 'overtaken', 'overtaken', 'delivered']);
    expect(taken().at(-1)).toBe('Alarm');
  });
});

describe('a dead letter', () => {
  const url = () => `${server.url}/s3cret-key`;
  const secretive = (): Destination => ({
    ...pager(),
    request: ({ alert }) => ({ url: url(), body: alert, secrets: ['s3cret-key'] }),
  });
  const options = (letters: DeadLetter[]) => ({
    giveUpAfterMs: 800,
    onGivenUp: (letter: DeadLetter) => void letters.push(letter),
    now: () => 1_000,
  });

  it('holds all that it takes to send the alert again, and no secret', async () => {
    handler = () => ({ status: 503 });
    const letters: DeadLetter[] = [];
    const sender = createSender(secretive(), runtime, options(letters));
    await expect(sender.send(report('Alarm', 7))).rejects.toThrow(DeliveryError);
    expect(letters).toEqual([
      {
        alert: report('Alarm').alert,
        change: 'open',
        at: 7,
        destination: 'pager',
        reason: expect.stringMatching(/^POST .*\/\*\*\*.* Gave up after \d+ attempts: the time/),
        attempts: expect.arrayContaining([{ status: 503, durationMs: expect.any(Number) }]),
        givenUpAt: 1_000,
      },
    ]);
    expect(JSON.parse(JSON.stringify(letters))).toEqual(letters);
    expect(JSON.stringify(letters)).not.toContain('s3cret-key');
  });

  it('is written for what send gives up too, and for an alert that got no access token', async () => {
    handler = () => ({ status: 400 });
    const letters: DeadLetter[] = [];
    const { alert } = report('Alarm');
    await expect(send(alert, secretive(), runtime, options(letters))).rejects.toThrow(DeliveryError);
    const authenticator = {
      authorize: async () =>
        await Promise.reject(new AuthenticationError('No access token could be obtained.')),
      renew: () => false,
    };
    await expect(send(alert, { ...secretive(), authenticator }, runtime, options(letters))).rejects.toThrow(
      AuthenticationError,
    );
    expect(letters).toMatchObject([
      { change: null, at: null, attempts: [{ status: 400 }] },
      { reason: 'No access token could be obtained.', attempts: [] },
    ]);
  });

  it('is not written for what newer news has overtaken', async () => {
    handler = ({ body }) => ({ status: (JSON.parse(body) as Alert).status === 'Alarm' ? 503 : 200 });
    const letters: DeadLetter[] = [];
    const sender = createSender(pager(), runtime, { ...options(letters), giveUpAfterMs: 60_000 });
    const alarm = sender.send(report('Alarm', 1));
    await requests(1);
    await sender.send(report('OK', 2));
    expect(await alarm).toMatchObject({ outcome: 'overtaken' });
    expect(letters).toEqual([]);
  });

  it('that cannot be kept does not hide why the alert was given up', async () => {
    handler = () => ({ status: 400 });
    const onGivenUp = async () => await Promise.reject(new Error('The disk is full.'));
    const sender = createSender(pager(), runtime, { onGivenUp });
    await expect(sender.send(report('Alarm'))).rejects.toThrow('was answered 400');
  });

  it('is sent again as it is, though its report would now change nothing', async () => {
    handler = () => ({ status: 503 });
    const letters: DeadLetter[] = [];
    const sender = createSender(pager(), runtime, options(letters));
    await expect(sender.send(report('Alarm', 7))).rejects.toThrow(DeliveryError);
    handler = () => ({ status: 200 });
    server.requests.length = 0;
    const [letter] = letters;
    if (letter === undefined) throw new Error('There is no letter.');
    expect(await sender.resend(letter)).toMatchObject({ outcome: 'delivered', change: 'open', reason: null });
    expect(taken()).toEqual(['Alarm']);
  });

  it('is left out where the alarm has been closed since, in this process or another', async () => {
    handler = () => ({ status: 503 });
    const letters: DeadLetter[] = [];
    const tracker = createTracker();
    const sender = createSender(pager(), runtime, { ...options(letters), tracker });
    await expect(sender.send(report('Alarm', 7))).rejects.toThrow(DeliveryError);
    handler = () => ({ status: 200 });
    await sender.send(report('OK', 8));
    server.requests.length = 0;
    const [letter] = letters;
    if (letter === undefined) throw new Error('There is no letter.');
    expect(await sender.resend(letter)).toMatchObject({ outcome: 'overtaken', delivery: null });
    const elsewhere = createSender(pager(), runtime, { tracker });
    expect(await elsewhere.resend(letter)).toMatchObject({ outcome: 'overtaken', delivery: null });
    expect(taken()).toEqual([]);
  });
});
