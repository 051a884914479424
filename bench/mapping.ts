import { deepStrictEqual } from 'node:assert';

import { Ajv } from 'ajv';

import { apicontext, sample } from 'alertbridge/apicontext';

import { parseFilter, parseMapping } from '../shared/source.ts';
import { mappedByHand, RESULT_SCHEMA, type HandResult } from './by-hand/apicontext.ts';
import { LIMITS } from './limits.ts';
import type { Bench } from './measurement.ts';
import { measureSideBySide } from './side-by-side.ts';

const EVENTS = 500;
const { json, byHand } = LIMITS.mapping;

export const bench: Bench = {
  title:
    'the bytes of a full APIContext result to the bytes of an alert: validated, filtered, mapped, serialised, µs for one',
  unit: 'µs',

  async run({ quick }) {
    // Every event is another, as those that come are, and half of them are what most are: a PASS.
    const bodies = Array.from({ length: EVENTS }, (_, index) =>
      Buffer.from(
        JSON.stringify(
          sample(index % 2 === 0 ? 'FAIL' : 'PASS', {
            call_id: `call-${index}`,
            result_id: `result-${index}`,
          }),
        ),
      ),
    );
    const filter = parseFilter(apicontext, { classes: ['FAIL', 'PASS'] });
    const mapping = parseMapping(apicontext, {});
    const own = (body: Buffer): string => {
      const event = apicontext.parse(JSON.parse(body.toString('utf8')));
      if (!apicontext.matches(event, filter).matches) return '';
      return JSON.stringify(apicontext.toReports(event, mapping)[0]?.alert);
    };
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<HandResult>(RESULT_SCHEMA);
    const peer = (body: Buffer): string => {
      const event: unknown = JSON.parse(body.toString('utf8'));
      if (!validate(event)) throw new Error(JSON.stringify(validate.errors));
      if (!['FAIL', 'PASS'].includes(event.result_class)) return '';
      return JSON.stringify(mappedByHand(event));
    };
    for (const body of bodies.slice(0, 2)) deepStrictEqual(JSON.parse(peer(body)), JSON.parse(own(body)));

    const timed = (act: (body: Buffer) => string) => async () => {
      const start = performance.now();
      for (const body of bodies) act(body);
      return ((performance.now() - start) * 1_000) / EVENTS;
    };
    const parsing = 'JSON.parse and JSON.stringify of the event (the limit)';
    const hand = 'a validator compiled by ajv, mapped by hand';
    return await measureSideBySide(
      [
        {
          name: parsing,
          measure: timed((body) => JSON.stringify(JSON.parse(body.toString('utf8')))),
        },
        { name: hand, measure: timed(peer) },
        {
          name: 'alertbridge, one result mapped',
          measure: timed(own),
          against: [
            { name: parsing, limit: json, key: 'json' },
            { name: hand, limit: byHand, key: 'byHand' },
          ],
        },
      ],
      { rounds: quick ? 15 : 40, warmUp: 5 },
    );
  },
};
