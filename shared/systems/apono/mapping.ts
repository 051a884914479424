import * as z from 'zod/v4';

import { ALERT_PRIORITIES, type AlertPriority } from '../../alert.ts';
import { listOf, shortText } from '../../bounds.ts';
import { priorityChoices, resourceType, statusChoices, template, type StatusChoice } from '../../mapping.ts';
import { once } from '../../once.ts';
import { parseOptions } from '../../options.ts';
import type { Status } from './integration.ts';
import type { RequestStage } from './kinds.ts';
import type { Immutable } from '../../immutable.ts';

export const DEFAULT_RESOURCE_TYPE = 'Integration';

/** What becomes of each status of an integration. `ignore` makes no alert. */
export const DEFAULT_STATUS_FOR: Record<Status, StatusChoice> = {
  Error: 'Alarm',
  Warning: 'Alarm',
  Active: 'OK',
};

/** How urgent the Alarm of each status of an integration is. */
export const DEFAULT_PRIORITY_FOR: Record<Status, AlertPriority> = {
  Error: 'Critical',
  Warning: 'Medium',
  Active: 'Medium',
};

/** What becomes of each stage of an access request: one that failed leaves somebody without access, the ends end that. */
export const DEFAULT_REQUEST_STATUS_FOR: Record<RequestStage, StatusChoice> = {
  Created: 'ignore',
  Approved: 'ignore',
  Rejected: 'OK',
  Granted: 'OK',
  Expired: 'OK',
  Failed: 'Alarm',
};

/** How urgent the Alarm of each stage of an access request is. */
export const DEFAULT_REQUEST_PRIORITY_FOR: Record<RequestStage, AlertPriority> = {
  Created: 'Medium',
  Approved: 'Medium',
  Rejected: 'Medium',
  Granted: 'Medium',
  Expired: 'Medium',
  Failed: 'Critical',
};

export const DEFAULT_AUDIT_PRIORITY: AlertPriority = 'Medium';

/** In `auditActions`: whatever is done. */
export const EVERY_ACTION = '*';

/**
 * How events become alerts.
 *
 * Templates are text with `{{path.to.field}}` of the event in it, e.g. `{{data.name}}`; one that renders to nothing leaves
 * the field as it would be without it.
 */
export const schemaOfMappings = once(() =>
  z.strictObject({
    /** By an integration's status. @default `{ Error: 'Alarm', Warning: 'Alarm', Active: 'OK' }` */
    statusFor: statusChoices(DEFAULT_STATUS_FOR),
    /** By an integration's status. @default `{ Error: 'Critical', Warning: 'Medium', Active: 'Medium' }` */
    priorityFor: priorityChoices(DEFAULT_PRIORITY_FOR),
    /**
     * By the stage of an access request. Any other stage is ignored.
     *
     * @default `{ Failed: 'Alarm', Granted: 'OK', Rejected: 'OK', Expired: 'OK', Created: 'ignore', Approved: 'ignore' }`
     */
    requestStatusFor: statusChoices(DEFAULT_REQUEST_STATUS_FOR),
    /** By the stage of an access request. @default `Failed` is Critical, every other stage Medium. */
    requestPriorityFor: priorityChoices(DEFAULT_REQUEST_PRIORITY_FOR),
    /**
     * Which actions of the audit log are worth an alert, e.g. `delete`, without regard to case; `*` for every one. Each
     * entry is an alert of its own, which nothing ends.
     *
     * @default none
     */
    auditActions: listOf(shortText())
      .optional()
      .transform((actions): string[] => actions ?? []),
    /** How urgent the Alarms of `auditActions` are. @default 'Medium' */
    auditPriority: z.enum(ALERT_PRIORITIES).default(DEFAULT_AUDIT_PRIORITY),
    /** What the alert is called, as a template, for an integration. Give it only what an Alarm and the OK that ends it have in common. @default the source's own name of it */
    name: template(),
    /** What a person on call reads, as a template, for an integration. @default what the event says, the most telling first */
    description: template(),
    /** A page that says what to do, as a template. @default none */
    runBookUrl: template(),
    /** What kind of thing the alert is about. @default 'Integration'; of an access request 'Access Request', of the audit log what the action was done to. */
    resourceType: resourceType(),
  }),
);

/** As it is given: every option can be left out. */
export interface Mapping extends Immutable<z.input<ReturnType<typeof schemaOfMappings>>> {}
export interface ParsedMapping extends Immutable<z.output<ReturnType<typeof schemaOfMappings>>> {}

export function parsedMapping(mapping: Mapping): ParsedMapping {
  return parseOptions(schemaOfMappings(), mapping, 'Apono mapping');
}
