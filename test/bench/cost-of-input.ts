/**
 * Prints how often as long as `JSON.parse` of the same it takes to receive bodies that a stranger could send. It runs in a
 * process of its own, since Jest makes each use of a global many times slower, and so the ratio another.
 */
import { apicontext } from 'alertbridge/apicontext';
import { apono } from 'alertbridge/apono';
import { parseReceiving, receive } from 'alertbridge/receive';

/** What else the machine does can only lengthen a try, so that it is tried again until the ratio is well, or so often. */
const MAX_TRIES = 40;
const MIN_TRIES = 5;
const MAX_RATIO = 5;
const fields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));

const BODIES: Record<string, string> = {
  'a list of 400,000 wrong items': `{"data":{"issues":[${'0,'.repeat(400_000)}0]},"call_meta":{"tags":[${'0,'.repeat(400_000)}0]}}`,
  'a list at the top': `[${'{},'.repeat(400_000)}{}]`,
  '200,000 unknown fields': JSON.stringify({ ...apicontext.sample(), ...fields(200_000) }),
  'an unknown list of lists': JSON.stringify({ ...apicontext.sample(), other: Array(200_000).fill([[1]]) }),
  '60,000 fields within': JSON.stringify({ ...apicontext.sample(), data: fields(60_000) }),
  'a million levels': '['.repeat(1_000_000) + ']'.repeat(1_000_000),
};

/** APIContext alone sends HTML, of which an alert shows the text. What does not end is what such a reader goes astray in. */
const HTML = ['<!--', '<script>', '<script ', '<p ', '<a>', '&', '</a ', '\n '];

function resultWith(html: string): string {
  return JSON.stringify({
    ...apicontext.sample(),
    call_meta: { description: html },
    context: { _notification: { title: html, description: html } },
  });
}

const MEASURED = [
  ...Object.entries(BODIES).flatMap(([name, text]) =>
    [apicontext, apono].map((source) => ({ name: `${source.title}: ${name}`, source, text })),
  ),
  ...HTML.map((part) => ({
    name: `APIContext: three times 60 KB of ${JSON.stringify(part)}`,
    source: apicontext,
    text: resultWith(part.repeat(60_000 / part.length)),
  })),
];

async function timeOf(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

async function ratioOf(action: () => unknown, base: () => unknown): Promise<number> {
  let [own, other] = [Infinity, Infinity];
  for (let tries = 0; tries < MAX_TRIES && (tries < MIN_TRIES || own / other > MAX_RATIO); tries++) {
    other = Math.min(other, await timeOf(base));
    own = Math.min(own, await timeOf(action));
  }
  return own / other;
}

const ratios: Record<string, number> = {};
for (const { name, source, text } of MEASURED) {
  const receiving = parseReceiving({ source, maxBytes: text.length });
  ratios[name] = await ratioOf(
    () => receive({ headers: {}, body: () => ({ text }) }, receiving),
    () => JSON.parse(text) as unknown,
  );
}
console.log(JSON.stringify(ratios));
