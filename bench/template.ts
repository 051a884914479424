import { deepStrictEqual } from 'node:assert';

import Handlebars from 'handlebars';

import {
  BODY_TEMPLATE as APONO_BODY_TEMPLATE,
  sample as sampleAponoEvent,
  type IntegrationEvent,
} from 'alertbridge/apono';
import { compileTemplate, renderTemplate } from 'alertbridge/webhook';

import type { Bench } from './run.ts';
import { measureSideBySide } from './side-by-side.ts';

const ROUNDS = 20;
const EVENTS = 2_000;
const MOST_TIMES_HANDLEBARS = 0.75;

/** The body template of Apono's documentation for Handlebars, which repeats only what it is told to. */
const HANDLEBARS_TEMPLATE = `{
  "event_type": "{{event_type}}",
  "event_time": {{event_time}},
  "data": {
    "id": "{{data.id}}",
    "name": "{{data.name}}",
    "type": "{{data.type}}",
    "status": "{{data.status}}",
    "issues": [
      {{#each data.issues}}{ "status": "{{status}}", "message": "{{message}}" }{{#unless @last}},{{/unless}}{{/each}}
    ]
  }
}`;

export const bench: Bench = {
  title: `${EVENTS} events through one body template, to the text of a request that is JSON, ms, median of ${ROUNDS}`,

  async run() {
    const events = Array.from({ length: EVENTS }, (_, index) =>
      sampleAponoEvent(index % 2 === 0 ? 'Error' : 'Warning', { id: `integration-${index}` }),
    );
    const compiled = compileTemplate(APONO_BODY_TEMPLATE);
    const handlebars = Handlebars.compile(HANDLEBARS_TEMPLATE, { noEscape: true });
    // Nothing in these events needs escaping, or Handlebars would not give JSON at all; so its text has to be parsed.
    const throughHandlebars = (event: IntegrationEvent) => {
      const text = handlebars(event);
      JSON.parse(text);
      return text;
    };
    const throughTemplate = (event: IntegrationEvent) => JSON.stringify(compiled(event).value);
    for (const event of events.slice(0, 2)) {
      deepStrictEqual(JSON.parse(throughTemplate(event)), event);
      deepStrictEqual(JSON.parse(throughHandlebars(event)), event);
    }
    const timed = (render: (event: IntegrationEvent) => string) => async () => {
      const start = performance.now();
      for (const event of events) render(event);
      return performance.now() - start;
    };
    const against = { name: 'Handlebars, compiled once, then JSON.parse' };
    return await measureSideBySide(
      [
        { name: against.name, measure: timed(throughHandlebars) },
        {
          name: 'compileTemplate',
          measure: timed(throughTemplate),
          against: { ...against, limit: MOST_TIMES_HANDLEBARS },
        },
        {
          name: 'renderTemplate, which compiles each time',
          measure: timed((event) => JSON.stringify(renderTemplate(APONO_BODY_TEMPLATE, event))),
          against,
        },
      ],
      { rounds: ROUNDS },
    );
  },
};
