import { compileTemplate, parseWebhookDefinition } from 'alertbridge/webhook';

import { redactor } from '../shared/redact.ts';
import { compileValidators } from '../shared/webhook/validators.ts';
import { LIMITS } from './limits.ts';
import type { Bench } from './measurement.ts';
import { measureSideBySide } from './side-by-side.ts';

const ROUNDS = 15;
const TIMES = 20;
const LIMIT = LIMITS.webhook;

/** An answer of the most that is read, 64 KiB, as services write them. */
const ANSWER = JSON.stringify({
  items: Array.from({ length: 560 }, (_, id) => ({
    id,
    state: 'ok',
    name: `item ${id}`,
    url: `https://api.example.com/items/${id}?view=all%20of%20it`,
    text: 'says "yes"',
  })),
});

/** Answers of that length that are one text and nothing else, by the escapes that they are made of. */
const ONE_TEXT = ["''", '&', '%2525', '&amp;', '+'].map((unit) => ({
  unit,
  text: JSON.stringify({ text: unit.repeat(ANSWER.length / unit.length) }),
}));

/** An event of some 1 MB, with a list that the template repeats. */
const EVENT = JSON.stringify({
  alert: { alert_name: 'Get orders', status: 'Alarm', alert_id: 'apicontext:call-7f3a9c' },
  event: { results: Array.from({ length: 8_000 }, (_, id) => ({ id, place: 'Oslo', text: 'x'.repeat(90) })) },
});
const EVENT_TEMPLATE =
  '{"alert":"{{alert}}","rows":[{"id":"{{event.results.id}}","text":"{{event.results.place}}: {{event.results.text}}"}]}';

/** Of all its lists the longest that are allowed, and a template of 1 MB. */
const DEFINITION = {
  name: 'The largest',
  url: 'https://hooks.example.com/in',
  headers: rows((at) => [`X-Header-${at}`, 'v'.repeat(5_000)]),
  bodyTemplate: JSON.stringify(
    Array.from({ length: 9_000 }, (_, at) => ({ [`key ${at}`]: `{{a.b${at}}} ${'t'.repeat(80)}` })),
  ),
  filters: Array.from({ length: 100 }, (_, at) => ({ path: `a.b${at}`, values: ['x', 'y'] })),
  responseValidators: Array.from({ length: 100 }, (_, at) => ({ path: `$.a.b${at}`, expected: ['x'] })),
};

function rows<Value>(rowOf: (at: number) => [string, Value]): Record<string, Value> {
  return Object.fromEntries(Array.from({ length: 100 }, (_, at) => rowOf(at)));
}

export const bench: Bench = {
  title: `what a webhook does with an event and an answer, ${TIMES} times each, ms, median of ${ROUNDS}, against JSON.parse of the same`,

  async run() {
    const { text, value, beginning } = redactor([
      'b34rer-t0ken-that-nobody-sees',
      'an0ther+one/=',
      's3cret & "m0re"',
    ]);
    const answer: unknown = JSON.parse(ANSWER);
    const render = compileTemplate(EVENT_TEMPLATE);
    const validate = compileValidators(
      Array.from({ length: 100 }, (_, at) => ({ path: `$.items[${at}].state`, expected: ['ok'] })),
    );
    const definition = JSON.stringify(DEFINITION);
    const bigEvent: unknown = JSON.parse(EVENT);
    const ofAnswer = { name: 'JSON.parse: an answer of 64 KiB', limit: LIMIT.parsing };
    const ofEvent = { name: 'JSON.parse: an event of 1 MB', limit: LIMIT.parsing };
    const ofDefinition = { name: 'JSON.parse: the largest definition', limit: LIMIT.parsing };
    const ofConstants = { name: 'JSON.parse: a template of 400,000 numbers', limit: LIMIT.parsing };
    const ofPlaceholders = {
      name: 'JSON.parse: a template of 100,000 placeholders',
      limit: LIMIT.placeholders,
    };
    const constants = JSON.stringify(Array(400_000).fill(1));
    const placeholders = JSON.stringify(Array(100_000).fill('{{a}}'));
    const widely = [
      '$..*',
      '$..state',
      '$.items[*].text',
      "$.items[?@.state == 'ok'].id",
      '$..[?@.id > 1].id',
    ].map((path) => ({ path, find: compileValidators([{ path, expected: ['none'] }]) }));
    return await measureSideBySide(
      [
        { name: ofAnswer.name, measure: timed(() => JSON.parse(ANSWER)) },
        { name: 'an answer is redacted as text', measure: timed(() => text(ANSWER)), against: ofAnswer },
        { name: 'an answer is redacted as JSON', measure: timed(() => value(answer)), against: ofAnswer },
        {
          name: 'an answer is redacted that was cut off',
          measure: timed(() => beginning(ANSWER)),
          against: ofAnswer,
        },
        {
          name: 'an answer is read and looked at by 100 validators',
          measure: timed(() => validate({ body: ANSWER, truncated: false })),
          against: ofAnswer,
        },
        ...widely.map(({ path, find }) => ({
          name: `an answer is looked at by ${path}`,
          measure: timed(() => find({ body: ANSWER, truncated: false })),
          against: ofAnswer,
        })),
        ...ONE_TEXT.map((one) => ({
          name: `an answer that is one text of ${one.unit} is redacted`,
          measure: timed(() => text(one.text)),
          against: { ...ofAnswer, limit: LIMIT.oneText },
        })),
        { name: ofEvent.name, measure: timed(() => JSON.parse(EVENT)) },
        { name: 'an event is rendered', measure: timed(() => render(bigEvent)), against: ofEvent },
        {
          name: ofDefinition.name,
          measure: timed(() => [JSON.parse(definition), JSON.parse(DEFINITION.bodyTemplate)] as unknown[]),
        },
        {
          name: 'the largest definition is checked',
          measure: timed(() => parseWebhookDefinition(JSON.parse(definition))),
          against: ofDefinition,
        },
        { name: ofConstants.name, measure: timed(() => JSON.parse(constants), 1) },
        {
          name: 'a template of 400,000 numbers is compiled',
          measure: timed(() => compileTemplate(constants), 1),
          against: ofConstants,
        },
        { name: ofPlaceholders.name, measure: timed(() => JSON.parse(placeholders), 1) },
        {
          name: 'a template of 100,000 placeholders is compiled',
          measure: timed(() => compileTemplate(placeholders), 1),
          against: ofPlaceholders,
        },
      ],
      { rounds: ROUNDS },
    );
  },
};

function timed(action: () => unknown, times = TIMES): () => Promise<number> {
  return async () => {
    const start = performance.now();
    for (let time = 0; time < times; time++) action();
    return performance.now() - start;
  };
}
