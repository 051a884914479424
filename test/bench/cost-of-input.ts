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
  'a million levels': '['.repeat(1_000_000) + ']'.repeat(1_000_000),
};

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
for (const [name, text] of Object.entries(BODIES)) {
  for (const source of [apicontext, apono]) {
    const receiving = parseReceiving({ source, maxBytes: text.length });
    ratios[`${source.title}: ${name}`] = await ratioOf(
      () => receive({ headers: {}, body: () => ({ text }) }, receiving),
      () => JSON.parse(text) as unknown,
    );
  }
}
console.log(JSON.stringify(ratios));
