import { deepStrictEqual } from 'node:assert';

import Handlebars from 'handlebars';
import Mustache from 'mustache';

import {
  BODY_TEMPLATE as APONO_BODY_TEMPLATE,
  sample as sampleAponoEvent,
  type IntegrationEvent,
} from 'alertbridge/apono';
import { compileTemplate, renderTemplate } from 'alertbridge/webhook';

import { LIMITS } from './limits.ts';
import type { Bench } from './measurement.ts';
import { measureSideBySide } from './side-by-side.ts';

/** As many issues as an event has, and as many such events as are rendered in a round. */
const SIZES = [
  { issues: 1, events: 2_000 },
  { issues: 100, events: 60 },
];

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

/** Mustache knows no last item, so that each brings its comma, as those who use it do. */
const MUSTACHE_TEMPLATE = HANDLEBARS_TEMPLATE.replaceAll(/\{\{(?=[a-z])/g, '{{&')
  .replace('{{#each data.issues}}', '{{#data.issues}}')
  .replace('{{#unless @last}},{{/unless}}{{/each}}', '{{&comma}}{{/data.issues}}');

export const bench: Bench = {
  title:
    "events through the body template of Apono's documentation, to the text of a request that is JSON, ms",

  async run({ quick }) {
    const compiled = compileTemplate(APONO_BODY_TEMPLATE);
    const handlebars = Handlebars.compile(HANDLEBARS_TEMPLATE, { noEscape: true });
    Mustache.parse(MUSTACHE_TEMPLATE);
    // Nothing in these events needs escaping, or neither would give JSON at all; so their text has to be parsed.
    const throughHandlebars = (event: IntegrationEvent) => {
      const text = handlebars(event);
      JSON.parse(text);
      return text;
    };
    const throughMustache = (event: IntegrationEvent) => {
      const { issues = [] } = event.data as { issues?: object[] };
      const last = issues.length - 1;
      const rows = issues.map((issue, index) => ({ ...issue, comma: index === last ? '' : ',' }));
      const text = Mustache.render(MUSTACHE_TEMPLATE, { ...event, data: { ...event.data, issues: rows } });
      JSON.parse(text);
      return text;
    };
    const throughTemplate = (event: IntegrationEvent) => JSON.stringify(compiled(event).value);
    const measurements = [];
    for (const { issues, events: count } of SIZES) {
      const events = Array.from({ length: count }, (_, index) => eventWith(issues, index));
      for (const event of events.slice(0, 2)) {
        for (const through of [throughTemplate, throughHandlebars, throughMustache]) {
          deepStrictEqual(JSON.parse(through(event)), event);
        }
      }
      const timed = (render: (event: IntegrationEvent) => string) => async () => {
        const start = performance.now();
        for (const event of events) render(event);
        return performance.now() - start;
      };
      const size = `${count.toLocaleString('en')} events of ${issues === 1 ? '1 issue' : `${issues} issues`}`;
      const others = {
        handlebars: `Handlebars, compiled once, then JSON.parse: ${size}`,
        mustache: `mustache, parsed once, then JSON.parse: ${size}`,
      };
      const { handlebars: least, mustache: leastOfMustache } = LIMITS.template;
      measurements.push(
        ...(await measureSideBySide(
          [
            { name: others.handlebars, measure: timed(throughHandlebars) },
            { name: others.mustache, measure: timed(throughMustache) },
            {
              name: `alertbridge, compileTemplate: ${size}`,
              measure: timed(throughTemplate),
              against: [
                { name: others.handlebars, limit: least, key: `handlebars${issues}` },
                { name: others.mustache, limit: leastOfMustache, key: `mustache${issues}` },
              ],
            },
            {
              name: `alertbridge, renderTemplate, which compiles each time: ${size}`,
              measure: timed((event) => JSON.stringify(renderTemplate(APONO_BODY_TEMPLATE, event))),
            },
          ],
          { rounds: quick ? 12 : 25 },
        )),
      );
    }
    return measurements;
  },
};

function eventWith(issues: number, index: number): IntegrationEvent {
  const event = sampleAponoEvent(index % 2 === 0 ? 'Error' : 'Warning', { id: `integration-${index}` });
  const [first = { status: 'Error', message: 'Token expired' }] = event.data.issues;
  const many = Array.from({ length: issues }, (_, at) => ({ ...first, message: `Token ${at} expired` }));
  return { ...event, data: { ...event.data, issues: many } };
}
