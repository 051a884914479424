import { setTimeout as sleep } from 'node:timers/promises';

import { postJson } from '../../test/sandbox/post-json.ts';
import type { Measurement } from '../measurement.ts';
import { summaryOf } from '../side-by-side.ts';
import type { Setting } from './compared.ts';
import { post, results } from './events.ts';
import type { Target } from './target.ts';

/** Results a second, one step after the other. */
const RATES = [4, 6, 8, 10, 12, 16, 24, 32, 48, 64, 96, 128, 192];
const STEP_SECONDS = 4;
/** Answers have begun to slow where the median is so many times that of the first step, and longer than this. */
const SLOWED = 5;
const SLOWED_MS = 250;
const BEYOND = 3;
const WARM_UP = 150;

/**
 * Sends ever more results a second, whether or not those before are answered, until answers begin to slow; then three times
 * as many, and looks whether any is lost.
 */
export async function overload(setting: Setting, target: Target, key: string): Promise<Measurement[]> {
  const url = setting.urls.get('trigger') ?? '';
  const { name } = setting;
  const arrived = target.count();
  let first: number | undefined;
  // So that n8n's code is compiled by then.
  const warmUp = results(WARM_UP, 'FAIL', 0, 'warm-up');
  await post(url, warmUp);
  await target.until(WARM_UP + arrived);
  const before = target.count();
  let sent = 0;
  /** The highest rate at which answers were not slow yet. */
  let held = 0;
  for (const rate of RATES) {
    const answers = await sentAt(url, rate, `at-${rate}`);
    sent += answers.length;
    const { median } = summaryOf(answers);
    await target.until(before + sent);
    first ??= median;
    if (median > SLOWED_MS && median > SLOWED * first) break;
    held = rate;
  }
  const startedAt = performance.now();
  const answers = await sentAt(url, held * BEYOND, 'beyond');
  const all = before + sent + answers.length;
  // What has not arrived after two minutes is lost, and is told as that below.
  await target.until(all).catch(() => undefined);
  const seconds = (performance.now() - startedAt) / 1_000;
  const lost = Math.max(0, all - target.count());
  const exact = (
    what: string,
    unit: string,
    value: number,
    more: Partial<Measurement> = {},
  ): Measurement => ({
    name: `${what} (${name})`,
    unit,
    median: value,
    quartiles: [value, value],
    ...more,
  });
  return [
    exact('results a second that are answered without delay', '/s', held, { key: `${key}.upperEnd` }),
    exact('an answer below it', 'ms', first ?? NaN, { key: `${key}.answer` }),
    {
      name: `an answer at ${BEYOND} times as many (${name})`,
      unit: 'ms',
      key: `${key}.answerBeyond`,
      ...summaryOf(answers),
    },
    exact(`all told of ${STEP_SECONDS} s at ${BEYOND} times as many after`, 's', seconds, {
      key: `${key}.toldBeyond`,
    }),
    exact('lost', '', lost, { key: `${key}.lost`, most: 0 }),
  ];
}

/** How long each answer took, in ms. @throws Error for one that is no 2xx. */
async function sentAt(url: string, rate: number, prefix: string): Promise<number[]> {
  const bodies = results(rate * STEP_SECONDS, 'FAIL', 0, prefix);
  const startedAt = performance.now();
  return await Promise.all(
    bodies.map(async (body, index) => {
      await sleep(Math.max(0, startedAt + (index * 1_000) / rate - performance.now()));
      const sentAtMs = performance.now();
      const { status } = await postJson(url, body);
      if (status >= 300) throw new Error(`${url}: ${status}`);
      return performance.now() - sentAtMs;
    }),
  );
}
