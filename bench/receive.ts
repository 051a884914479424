import { SOURCES, type Source } from 'alertbridge';
import { apicontext, sampleConformance } from 'alertbridge/apicontext';
import { apono } from 'alertbridge/apono';
import { parseReceiving, receive } from 'alertbridge/receive';

import { LIMITS } from './limits.ts';
import type { Bench } from './measurement.ts';
import { measureSideBySide, type Contestant } from './side-by-side.ts';

const ROUNDS = 7;
const MAX_BYTES = 64 * 1024 * 1024;
/** How much of one source's own bodies is measured at a time, in characters. */
const TEXT_OF_ONE = 16_000_000;

/** Each source is measured with each of them; the sample is one of the source's own events. */
const BODIES: Record<string, (sample: object) => string> = {
  'a list at the top': () => `[${'{},'.repeat(400_000)}{}]`,
  'a list of wrong items': () => {
    const wrong = `[${'[0],'.repeat(1_000_000)}0]`;
    return `{"call_meta":{"tags":${wrong}},"data":{"issues":${wrong}},"workflow_job":{"steps":${wrong}}}`;
  },
  'nested too deeply': () => '['.repeat(4_000_000) + ']'.repeat(4_000_000),
  'unknown lists': (sample) => JSON.stringify({ ...sample, other: Array(500_000).fill({ a: [1] }) }),
  'unknown fields': (sample) => JSON.stringify({ ...sample, ...numbered(300_000) }),
  'unknown fields within': (sample) =>
    JSON.stringify({ ...sample, data: { ...(sample as { data?: object }).data, ...numbered(300_000) } }),
  '60,000 fields': (sample) => JSON.stringify({ ...sample, ...numbered(60_000) }),
  '60,000 fields with numbers for names': (sample) => JSON.stringify({ ...sample, ...numbered(60_000, '') }),
  'keys that would be prototypes': (sample) =>
    `${JSON.stringify(sample).slice(0, -1)},"other":[${'{"__proto__":{"a":1}},'.repeat(200_000)}1]}`,
  'one text of 16 MB': (sample) => JSON.stringify({ ...sample, other: 'x'.repeat(16_000_000) }),
  'numbers, 16 MB': (sample) => JSON.stringify({ ...sample, other: Array(8_000_000).fill(0) }),
};

/** What one source alone would look at closely. */
const BODIES_OF_ONE: [name: string, source: Source<never>, body: string][] = [
  [
    'Apono, 1,000 issues of 1 KB',
    apono as Source<never>,
    JSON.stringify({
      ...apono.sample(),
      data: {
        ...(apono.sample() as { data: object }).data,
        issues: Array.from({ length: 1_000 }, (_, at) => ({
          status: 'Error',
          message: `${at} `.repeat(200),
        })),
      },
    }),
  ],
  [
    'APIContext, 1 MB of HTML',
    apicontext as Source<never>,
    JSON.stringify({ ...sampleConformance(), body: '<p class="a">&amp;<!-- </p>'.repeat(40_000) }),
  ],
  ...['<!--', '<script ', '<p ', '&'].map((part): (typeof BODIES_OF_ONE)[number] => [
    `APIContext, 60 KB of HTML three times, all ${part.trim()}`,
    apicontext as Source<never>,
    JSON.stringify(resultWith(part.repeat(60_000 / part.length))),
  ]),
];

/** A result with a piece of HTML wherever an alert shows one. */
function resultWith(html: string): object {
  return {
    ...apicontext.sample(),
    call_meta: { description: html },
    context: { _notification: { title: html, description: html } },
  };
}

function numbered(count: number, prefix = 'k'): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, index]));
}

export const bench: Bench = {
  title: `bodies that a stranger could send, through all sources in turn, ms, median of ${ROUNDS}, against JSON.parse of the same`,

  async run() {
    const receiving = SOURCES.map((source) => parseReceiving({ source, maxBytes: MAX_BYTES }));
    const contestants: Contestant[] = Object.entries(BODIES).flatMap(([name, bodyOf]) => {
      const bodies = SOURCES.map((source) => bodyOf(source.sample() as object));
      const parsing = `JSON.parse: ${name}`;
      return [
        {
          name: parsing,
          measure: timed(async () => {
            for (const body of bodies) parsed(body);
          }),
        },
        {
          name,
          measure: timed(async () => {
            for (const [index, text] of bodies.entries()) {
              const through = receiving[index];
              if (through !== undefined) await receive({ headers: {}, body: () => ({ text }) }, through);
            }
          }),
          against: { name: parsing, limit: LIMITS.receive.parsing },
        },
      ];
    });
    for (const [name, source, text] of BODIES_OF_ONE) {
      const through = parseReceiving({ source: source as Source, maxBytes: MAX_BYTES });
      const parsing = `JSON.parse: ${name}`;
      // As often as makes as much text as the others are, since one by itself is over too soon to be measured.
      const times = Math.ceil(TEXT_OF_ONE / text.length);
      contestants.push(
        {
          name: parsing,
          measure: timed(async () => {
            for (let count = 0; count < times; count++) parsed(text);
          }),
        },
        {
          name,
          measure: timed(async () => {
            for (let count = 0; count < times; count++) {
              await receive({ headers: {}, body: () => ({ text }) }, through);
            }
          }),
          against: { name: parsing, limit: LIMITS.receive.parsing },
        },
      );
    }
    return await measureSideBySide(contestants, { rounds: ROUNDS });
  },
};

function timed(action: () => Promise<void>): () => Promise<number> {
  return async () => {
    const start = performance.now();
    await action();
    return performance.now() - start;
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is too deep for it costs what it costs until then.
    return undefined;
  }
}
