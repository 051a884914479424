/** A made-up source, as the recipe "Add a source" makes one: each of its events holds a list of alerts. */
export const LIGHTHOUSE = {
  'shared/systems/lighthouse/event.ts': `import * as z from 'zod/v4';

import { listOf, shortText } from '../../bounds.ts';
import { parseInput } from '../../input.ts';
import { once } from '../../once.ts';
import { hasShape, type Shape } from '../../source.ts';

export const SHAPES: readonly Shape[] = [{ title: 'a Lighthouse group', fields: ['groupKey', 'alerts'] }];

const schemaOfEvents = once(() => {
  const required = shortText().min(1, 'must not be empty');
  const alert = z.looseObject({
    fingerprint: required,
    status: z.enum(['firing', 'resolved']),
    title: required,
    startsAt: z.number(),
  });
  return z.looseObject({ groupKey: shortText(), alerts: listOf(alert) });
});

/** A group of alerts, as Lighthouse posts it. */
export type LighthouseGroup = z.output<ReturnType<typeof schemaOfEvents>>;

export function recognises(input: unknown): boolean {
  return SHAPES.some((shape) => hasShape(input, shape));
}

/** @throws InvalidInputError naming each field that is missing or wrong. */
export function parse(input: unknown): LighthouseGroup {
  return parseInput(schemaOfEvents(), input, 'Lighthouse group');
}
`,
  'shared/systems/lighthouse/reports.ts': `import * as z from 'zod/v4';

import { ALERT_PRIORITIES, alertIdOf, parseAlert } from '../../alert.ts';
import { notOneOf, verdictOf, type FilterVerdict } from '../../filter.ts';
import { once } from '../../once.ts';
import { parseOptions } from '../../options.ts';
import type { Report } from '../../report.ts';
import type { LighthouseGroup } from './event.ts';

/** Which groups may open alarms. */
export const schemaOfFilters = once(() => z.strictObject({ groups: z.array(z.string()).optional() }));
export type Filter = z.input<ReturnType<typeof schemaOfFilters>>;

export const schemaOfMappings = once(() =>
  z.strictObject({
    /** @default 'Critical' */
    priority: z.enum(ALERT_PRIORITIES).default('Critical'),
  }),
);
export type Mapping = z.input<ReturnType<typeof schemaOfMappings>>;

export function matches({ groupKey }: LighthouseGroup, filter: Filter): FilterVerdict {
  const { groups } = parseOptions(schemaOfFilters(), filter, 'Lighthouse filter');
  return verdictOf(notOneOf('groupKey', [groupKey], groups));
}

export function toReports({ alerts }: LighthouseGroup, mapping: Mapping = {}): readonly Report[] {
  const { priority } = parseOptions(schemaOfMappings(), mapping, 'Lighthouse mapping');
  return alerts.map(({ fingerprint, status, title, startsAt }) => ({
    alert: parseAlert({
      alert_name: title,
      alert_id: alertIdOf('lighthouse', fingerprint),
      ...(status === 'firing' ? { status: 'Alarm', alert_priority: priority } : { status: 'OK' }),
    }),
    reporter: '',
    at: startsAt,
    kind: 'turn',
  }));
}

export function whyIgnored({ alerts }: LighthouseGroup): string | undefined {
  return alerts.length === 0 ? 'the group holds no alert' : undefined;
}
`,
  'shared/systems/lighthouse/index.ts': `import type { Source } from '../../source.ts';
import { parse, recognises, SHAPES, type LighthouseGroup } from './event.ts';
import {
  matches,
  schemaOfFilters,
  schemaOfMappings,
  toReports,
  whyIgnored,
  type Filter,
  type Mapping,
} from './reports.ts';

export function sample(): LighthouseGroup {
  return {
    groupKey: 'harbour',
    alerts: [
      { fingerprint: 'lamp', status: 'firing', title: 'The lamp is out', startsAt: 1_773_454_269_000 },
      { fingerprint: 'horn', status: 'firing', title: 'The horn is silent', startsAt: 1_773_454_269_000 },
    ],
  };
}

export const lighthouse: Source<LighthouseGroup, Filter, Mapping> = {
  name: 'lighthouse',
  title: 'Lighthouse',
  shapes: SHAPES,
  recognises,
  parse,
  matches,
  toReports,
  whyIgnored,
  get filterSchema() {
    return schemaOfFilters();
  },
  get mappingSchema() {
    return schemaOfMappings();
  },
  sample,
};

export const filterSchema = /* @__PURE__ */ schemaOfFilters();
export const mappingSchema = /* @__PURE__ */ schemaOfMappings();

export { parse, recognises, type LighthouseGroup } from './event.ts';
export { matches, toReports, whyIgnored, type Filter, type Mapping } from './reports.ts';
`,
};
