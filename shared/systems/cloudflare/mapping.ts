import * as z from 'zod/v4';

import { ALERT_LENGTHS, ALERT_PRIORITIES } from '../../alert.ts';
import type { Immutable } from '../../immutable.ts';
import { once } from '../../once.ts';

const MAX_TEMPLATE_LENGTH = 10_000;

/**
 * How notifications become alerts. Templates are text with `{{path.to.field}}` of the notification in it, e.g.
 * `{{data.zone_name}}`.
 */
export const schemaOfMappings = once(() => {
  const template = z.string().max(MAX_TEMPLATE_LENGTH).optional();
  return z.strictObject({
    /** How urgent an Alarm is. @default what is down or under attack is Critical, all else Medium. */
    priority: z.enum(ALERT_PRIORITIES).optional(),
    /** What the alert is called, as a template. Give it only what the start and the end have in common. @default the source's own name of it */
    name: template,
    /** What a person on call reads, as a template. @default what the event says, the most telling first */
    description: template,
    /** A page that says what to do, as a template. @default none */
    runBookUrl: template,
    /** What kind of thing the alert is about. @default what the notification is about, e.g. `Hostname` or `Certificate`. */
    resourceType: z.string().max(ALERT_LENGTHS.text).optional(),
  });
});

export interface Mapping extends Immutable<z.output<ReturnType<typeof schemaOfMappings>>> {}
