import * as z from 'zod/v4';

import { parseInput } from '../input.ts';
import type { Immutable } from '../immutable.ts';
import { once } from '../once.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** No streak and no quorum is longer or larger; a streak is counted up to this. */
export const MAX_COUNT = 100;

const DEFAULTS = {
  raiseAt: 1,
  after: 1,
  closeAfter: 1,
  closeAfterMs: 0,
  repeatEveryMs: 15 * MINUTE_MS,
  forgetAfterMs: 24 * HOUR_MS,
  duplicates: 'hold',
} as const;

/**
 * When an alarm opens, is sent again and closes. Each field can be left out. A report that is a *turn* (said once) counts as
 * any number in a row and is not waited for, since no further one would come: `after`, `closeAfter` and `closeAfterMs` are
 * for samples.
 */
export const schemaOfPolicies = once(() => {
  const count = z.int().min(1).max(MAX_COUNT);
  const ms = z.number().min(0);
  return z.strictObject({
    /**
     * So many reporters must see it before it opens. It does not hold for a report without a reporter, which has only one.
     *
     * @default 1
     */
    raiseAt: count
      .default(DEFAULTS.raiseAt)
      .describe('So many reporters (locations, say) must see it before it opens.'),
    /**
     * So many Alarms in a row of one reporter make it count; where the sender counts itself, its number is taken too.
     *
     * @default 1
     */
    after: count.default(DEFAULTS.after).describe('So many Alarms in a row of one reporter make it count.'),
    /**
     * So many OKs in a row of one reporter end what it saw.
     *
     * @default 1
     */
    closeAfter: count
      .default(DEFAULTS.closeAfter)
      .describe('So many OKs in a row of one reporter end what it saw.'),
    /**
     * It must have been well for so long, in ms, by the events' own times; the OK goes out with the first good report after that.
     *
     * @default 0
     */
    closeAfterMs: ms
      .default(DEFAULTS.closeAfterMs)
      .describe('It must have been well for so long; the OK goes out with the first good report after that.'),
    /**
     * An open alarm is sent again so often, in ms, so that one that was lost heals; 0 is never. An OK is sent again with later
     * good reports once this, 4 times this and 16 times this have passed.
     *
     * @default 900_000 (15 minutes)
     */
    repeatEveryMs: ms
      .default(DEFAULTS.repeatEveryMs)
      .describe(
        'An open alarm is sent again so often, so that one that was lost heals. An OK is sent again with later good reports, at most three times: after this, 4 times this and 16 times this. 0 is never.',
      ),
    /**
     * A reporter that has been silent for so long, in ms, no longer counts.
     *
     * @default 86_400_000 (24 hours)
     */
    forgetAfterMs: ms
      .min(MINUTE_MS)
      .default(DEFAULTS.forgetAfterMs)
      .describe('A reporter that has been silent for so long no longer counts.'),
    /**
     * What becomes of the very event that was sent last, come again. `repeat` is for a sender that tries again because it was
     * answered with an error: its first try may have been lost.
     *
     * @default 'hold'
     */
    duplicates: z
      .enum(['hold', 'repeat'])
      .default(DEFAULTS.duplicates)
      .describe('What becomes of the very event that was sent last, come again: it is held, or sent again.'),
  });
});

/** A policy with all its fields. */
export interface Policy extends Immutable<z.output<ReturnType<typeof schemaOfPolicies>>> {}
/** What a policy is where nothing is said. */
export const DEFAULT_POLICY: Policy = DEFAULTS;

/** A policy as it is given. */
export interface PolicyInput extends Immutable<z.input<ReturnType<typeof schemaOfPolicies>>> {}

/** @throws InvalidInputError naming each field that is wrong or unknown. */
export function parsePolicy(input: unknown): Policy {
  return parseInput(schemaOfPolicies(), input, 'alarm policy');
}
