/**
 * Feeds every parser, template, path, URL, the redaction and the tracker with whatever comes: `npm run fuzz` for a minute,
 * `npm run fuzz -- 600` for ten, `npm run fuzz -- 60 redaction` for one target. What it finds is kept in test/fuzz/corpus,
 * and tried again by each `npm test`.
 */
import fc from 'fast-check';

import { keep } from '../test/fuzz/corpus.ts';
import { TARGETS } from '../test/fuzz/targets.ts';

const DEFAULT_SECONDS = 60;

const [seconds = DEFAULT_SECONDS] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const wanted = process.argv.slice(2).filter((argument) => Number.isNaN(Number(argument)));
const targets = TARGETS.filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
);
const seed = Date.now() & 0x7fffffff;

for (const { name, property } of targets) {
  const details = await fc.check(property as fc.IAsyncPropertyWithHooks<[unknown]>, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: (seconds * 1_000) / targets.length,
    maxSkipsPerRun: Number.MAX_SAFE_INTEGER,
  });
  // An interrupted run counts as failed where nothing was found, too.
  if (details.failed && details.counterexample !== null) {
    const [input] = details.counterexample;
    const said =
      details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
    const note = `${fc.stringify(input).slice(0, 2_000)}: ${said.slice(0, 500)}`;
    keep(name, { seed, path: details.counterexamplePath, note });
    console.log(`FOUND  ${name}, after ${details.numRuns} inputs: ${note}`);
    process.exitCode = 1;
  } else {
    console.log(`ok     ${name}: ${details.numRuns} inputs`);
  }
}
