import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  createSender,
  reportsFrom,
  SOURCES,
  type Alert,
  type Destination,
  type Report,
  type Transport,
} from '../../../shared/index.ts';
import { virtualTime } from './virtual-time.ts';

const PAYLOADS = join(import.meta.dirname, '../../payloads');
const MINUTE_MS = 60_000;
const AWAY_MS = 2 * MINUTE_MS;

/** The kinds of events of all sources that open an alarm and close it. */
const KINDS = readdirSync(PAYLOADS).flatMap((source) =>
  readdirSync(join(PAYLOADS, source)).flatMap((kind) => {
    const has = new Set(readdirSync(join(PAYLOADS, source, kind)));
    return has.has('opener.json') && has.has('closer.json') ? [`${source}/${kind}`] : [];
  }),
);

/** The report that a real delivery gives. */
function reportOf(kind: string, role: 'opener' | 'closer'): Report {
  const file = readFileSync(join(PAYLOADS, kind, `${role}.json`), 'utf8');
  const { payload, mapping } = JSON.parse(file) as { payload: unknown; mapping?: object };
  const [source = ''] = kind.split('/');
  const [report] = reportsFrom(payload, mapping && { [source]: mapping }).reports;
  if (report === undefined) throw new Error(`There is no report in ${kind}/${role}.json.`);
  return report;
}

const pager: Destination = {
  name: 'pager',
  request: ({ alert }) => ({ url: 'http://pager.example', body: alert }),
  hint: () => '',
};

/** A sender to a destination that is away for two minutes, by a clock that is moved, and what that destination shows. */
function senderToAway() {
  const time = virtualTime();
  let awayUntil = -1;
  let shown: Alert | undefined;
  const transport: Transport = async ({ body }) => {
    if (time.monotonicNow() < awayUntil) {
      const isRefused = time.monotonicNow() % 2_000 < 1_000;
      if (isRefused) throw new Error('connect ECONNREFUSED');
      return { status: 503, headers: {}, body: '', truncated: false };
    }
    shown = JSON.parse(body ?? '') as Alert;
    return { status: 200, headers: {}, body: '{}', truncated: false };
  };
  const { monotonicNow, sleep } = time;
  const sender = createSender(pager, { transport, sleep }, { monotonicNow });
  return {
    send: async (report: Report) => await sender.send(report),
    goAway: () => void (awayUntil = time.monotonicNow() + AWAY_MS),
    pass: async () => await sleep(MINUTE_MS / 2),
    shown: () => shown?.status,
    now: monotonicNow,
  };
}

it('has events of every source', () => {
  const sources = new Set(KINDS.map((kind) => kind.split('/')[0]));
  expect(sources).toEqual(new Set(SOURCES.map(({ name }) => name)));
});

describe.each(KINDS)(
  'a destination that is away for two minutes shows what is true at the end (%s)',
  (kind) => {
    const opener = reportOf(kind, 'opener');
    const closer = reportOf(kind, 'closer');

    it('where it was opened before and is closed meanwhile', async () => {
      const { send, goAway, pass, shown, now } = senderToAway();
      await send(opener);
      goAway();
      await pass();
      expect(shown()).toBe('Alarm');
      expect(await send(closer)).toMatchObject({ outcome: 'delivered' });
      expect(shown()).toBe('OK');
      expect(now()).toBeLessThanOrEqual(AWAY_MS + MINUTE_MS / 2);
    });

    it('where it is opened and closed meanwhile', async () => {
      const { send, goAway, pass, shown } = senderToAway();
      goAway();
      const opened = send(opener);
      await pass();
      const closed = send(closer);
      expect([await opened, await closed]).toMatchObject([
        { outcome: 'overtaken' },
        { outcome: 'delivered' },
      ]);
      expect(shown()).toBe('OK');
    });

    it('where it is opened, closed and opened again meanwhile', async () => {
      const { send, goAway, pass, shown } = senderToAway();
      goAway();
      const first = send(opener);
      await pass();
      const second = send(closer);
      await pass();
      const times = [opener.at, closer.at].filter((at) => at !== undefined);
      const at = times.length < 2 ? undefined : Math.max(...times) + MINUTE_MS;
      const again = send({ ...opener, at, eventId: 'another' });
      expect(await Promise.all([first, second, again])).toMatchObject([
        { outcome: 'overtaken' },
        { outcome: 'overtaken' },
        { outcome: 'delivered' },
      ]);
      expect(shown()).toBe('Alarm');
    });
  },
);
