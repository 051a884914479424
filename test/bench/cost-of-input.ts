/**
 * Prints how often as long as `JSON.parse` of the same it takes to receive bodies that a stranger could send. It runs in a
 * process of its own, since Jest makes each use of a global many times slower, and so the ratio another.
 */
import { apicontext } from 'alertbridge/apicontext';
import { apono } from 'alertbridge/apono';
import { parseReceiving, receive } from 'alertbridge/receive';

const TRIES = 5;
const fields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));

const BODIES: Record<string, string> = {
  'a list of 400,000 wrong items': `{"data":{"issues":[${'0,'.repeat(400_000)}0]},"call_meta":{"tags":[${'0,'.repeat(400_000)}0]}}`,
  'a list at the top': `[${'{},'.repeat(400_000)}{}]`,
  '200,000 unknown fields': JSON.stringify({ ...apicontext.sample(), ...fields(200_000) }),
  'an unknown list of lists': JSON.stringify({ ...apicontext.sample(), other: Array(200_000).fill([[1]]) }),
  'a million levels': '['.repeat(1_000_000) + ']'.repeat(1_000_000),
};

async function fastest(action: () => unknown): Promise<number> {
  let best = Infinity;
  for (let tries = 0; tries < TRIES; tries++) {
    const start = performance.now();
    await action();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const ratios: Record<string, number> = {};
for (const [name, text] of Object.entries(BODIES)) {
  const parsing = await fastest(() => JSON.parse(text) as unknown);
  for (const source of [apicontext, apono]) {
    const receiving = parseReceiving({ source, maxBytes: text.length });
    const receptions = await fastest(() => receive({ headers: {}, body: () => ({ text }) }, receiving));
    ratios[`${source.title}: ${name}`] = receptions / parsing;
  }
}
console.log(JSON.stringify(ratios));
