import type { Source } from '../../source.ts';
import { filterSchema, matches, type Filter } from './filter.ts';
import { mappingSchema, toReports, whyIgnored, type Mapping } from './reports.ts';
import { sample } from './sample.ts';
import { parse, recognises, shapes, type Notification } from './schema.ts';

/**
 * Cloudflare's notifications, as they come to a generic webhook destination.
 *
 * @see https://developers.cloudflare.com/notifications/
 */
export const cloudflare: Source<Notification, Filter, Mapping> = {
  name: 'cloudflare',
  title: 'Cloudflare',
  shapes,
  recognises,
  parse,
  matches,
  toReports,
  whyIgnored,
  filterSchema,
  mappingSchema,
  sample,
};
