import type { Report } from '../../../shared/report.ts';
import { fails, MINUTE_MS, passes, START, tracking } from './history.ts';

const MINUTES = 25;
const LOCATIONS = 20;
const SEES_IT = 6;
const OUTAGE = { from: 8, until: 13 };

/** A call's results from 20 locations in 25 minutes; for five minutes it fails in six of them. */
function results(): Report[] {
  return Array.from({ length: MINUTES * LOCATIONS }, (_, index) => {
    const minute = Math.floor(index / LOCATIONS);
    const location = index % LOCATIONS;
    const isDown = location < SEES_IT && minute >= OUTAGE.from && minute < OUTAGE.until;
    const said = { eventId: `result-${index}`, reporterName: `Location ${location + 1}` };
    const at = minute + location / 60;
    return isDown ? fails(`location-${location}`, at, said) : passes(`location-${location}`, at, said);
  });
}

interface Coming {
  report: Report;
  at: number;
}

const onTime = (report: Report): Coming => ({ report, at: report.at ?? START });

/** As though 20 were sent at once and came in any order. */
function twentyAtATime(coming: readonly Coming[]): Coming[] {
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: Math.ceil(coming.length / 20) }, (_, block) => {
    const together = coming.slice(block * 20, block * 20 + 20);
    return together
      .map((one) => ({ ...one, at: together.at(-1)?.at ?? one.at, order: random() }))
      .sort((one, other) => one.order - other.order);
  }).flat();
}

/** Every tenth once more, and every seventh some minutes late. */
function twiceAndLate(coming: readonly Coming[]): Coming[] {
  return coming
    .flatMap(({ report, at }, index) => {
      const late = index % 7 === 6 ? (1 + (index % 4)) * MINUTE_MS : 0;
      const once = { report, at: at + late };
      return index % 10 === 9 ? [once, { report, at: at + late + 30_000 }] : [once];
    })
    .sort((one, other) => one.at - other.at);
}

describe('an outage of five minutes that six of twenty locations see, by 500 results', () => {
  const inOrder = results().map(onTime);

  it.each([
    ['in order', inOrder],
    ['20 at a time, in any order', twentyAtATime(inOrder)],
    ['with every tenth twice and every seventh late', twiceAndLate(inOrder)],
    ['all of that at once', twentyAtATime(twiceAndLate(inOrder))],
  ])('is one Alarm and one OK: %s', (_how, coming) => {
    const { hear } = tracking({ raiseAt: 2 });
    const sent = coming
      .map(({ report, at }) => hear(report, (at - START) / MINUTE_MS))
      .filter(({ decision }) => decision !== 'hold');
    expect(sent.map(({ decision }) => decision)).toEqual(['open', 'resolve']);
    expect(sent[0]?.alert.description).toMatch(/^Seen from Location/);
  });

  it('with repeats due meanwhile, is no more than four messages', () => {
    const { hear } = tracking({ raiseAt: 2, repeatEveryMs: 4 * MINUTE_MS });
    const sent = twiceAndLate(inOrder)
      .map(({ report, at }) => hear(report, (at - START) / MINUTE_MS).decision)
      .filter((decision) => decision !== 'hold');
    expect(sent).toEqual(['open', 'repeat', 'resolve', 'repeat']);
  });

  it('would be thirty Alarms if each result were told', () => {
    expect(results().filter(({ alert }) => alert.status === 'Alarm')).toHaveLength(30);
  });
});
