import {
  createSender,
  DeliveryError,
  parseAlert,
  type Alert,
  type Destination,
  type Report,
} from '../../../shared/index.ts';
import type { Change } from '../../../shared/report.ts';
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

const taken = () => server.requests.map(({ body }) => (JSON.parse(body) as Alert).status);

/** Waits until `count` requests have come. */
async function requests(count: number): Promise<void> {
  while (server.requests.length < count) await runtime.sleep(2);
}

describe('createSender', () => {
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
      reason: 'Newer news of the same alert came before it was delivered.',
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

  it('does not send what is older than what it has sent', async () => {
    const sender = createSender(pager(), runtime);
    await sender.send(report('OK', 20));
    expect(await sender.send(report('Alarm', 10))).toMatchObject({ outcome: 'overtaken', delivery: null });
    expect(await sender.send(report('Alarm', 30))).toMatchObject({ outcome: 'delivered' });
    expect(taken()).toEqual(['OK', 'Alarm']);
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
