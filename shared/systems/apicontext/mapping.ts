import * as z from 'zod/v4';

import type { AlertPriority } from '../../alert.ts';
import { priorityChoices, resourceType, statusChoices, template, type StatusChoice } from '../../mapping.ts';
import { once } from '../../once.ts';
import { parseOptions } from '../../options.ts';
import type { ResultClass } from './result.ts';
import type { Immutable } from '../../immutable.ts';

/** What one alert stands for: a call from wherever it is seen, a call as seen from one location, or a whole workflow. */
export const SCOPES = ['call', 'call-and-location', 'workflow'] as const;
export type Scope = (typeof SCOPES)[number];

export const DEFAULT_SCOPE: Scope = 'call';
export const DEFAULT_RESOURCE_TYPE = 'API';

/** What becomes of each class of result. `ignore` makes no alert. */
export const DEFAULT_STATUS_FOR: Record<ResultClass, StatusChoice> = {
  PASS: 'OK',
  SLOW: 'Alarm',
  WARNING: 'Alarm',
  FAIL: 'Alarm',
};

/** How urgent the Alarm of each class is. */
export const DEFAULT_PRIORITY_FOR: Record<ResultClass, AlertPriority> = {
  PASS: 'Medium',
  SLOW: 'Medium',
  WARNING: 'Medium',
  FAIL: 'Critical',
};

/**
 * How events become alerts. A conformance check that failed counts as the class WARNING, one that passed as PASS.
 *
 * Templates are text with `{{path.to.field}}` of the result in it, e.g. `{{call_meta.name}}`; one that renders to nothing
 * leaves the field as it would be without it.
 */
export const schemaOfMappings = once(() =>
  z.strictObject({
    /** By the class of a result. @default `{ FAIL: 'Alarm', WARNING: 'Alarm', SLOW: 'Alarm', PASS: 'OK' }` */
    statusFor: statusChoices(DEFAULT_STATUS_FOR),
    /** By the class of a result. @default `{ FAIL: 'Critical', WARNING: 'Medium', SLOW: 'Medium', PASS: 'Medium' }` */
    priorityFor: priorityChoices(DEFAULT_PRIORITY_FOR),
    /**
     * What one alert stands for. `call` and `workflow` have several reporters, so they need a tracker (as the n8n triggers
     * and `createSender` have): else one location's PASS closes what another still sees. `workflow` falls back to `call` for
     * a result that is of no workflow.
     *
     * @default 'call'
     */
    scope: z.enum(SCOPES).default(DEFAULT_SCOPE),
    /** What the alert is called, as a template, for a call or a workflow. Give it only what an Alarm and the OK that ends it have in common. @default the source's own name of it */
    name: template(),
    /** What a person on call reads, as a template, for a call or a workflow. @default what the event says, the most telling first */
    description: template(),
    /** A page that says what to do, as a template. A conformance result's `attributes` can be named without their prefix, e.g. `{{call_id}}`. @default none */
    runBookUrl: template(),
    /** What kind of thing the alert is about. @default 'API' */
    resourceType: resourceType(),
  }),
);

/** As it is given: every option can be left out. */
export interface Mapping extends Immutable<z.input<ReturnType<typeof schemaOfMappings>>> {}
export interface ParsedMapping extends Immutable<z.output<ReturnType<typeof schemaOfMappings>>> {}

export function parsedMapping(mapping: Mapping): ParsedMapping {
  return parseOptions(schemaOfMappings(), mapping, 'APIContext mapping');
}
