import type { Source } from '../../source.ts';
import { filterSchema, matches, type Filter } from './filter.ts';
import { mappingSchema, type Mapping } from './mapping.ts';
import { toReports, whyIgnored } from './reports.ts';
import { sample } from './sample.ts';
import { parse, recognises, SHAPES, type Notification } from './schema.ts';

/**
 * Cloudflare: notifications as they come to a generic webhook destination.
 *
 * @see https://developers.cloudflare.com/notifications/
 */
export const cloudflare: Source<Notification, Filter, Mapping> = {
  name: 'cloudflare',
  title: 'Cloudflare',
  shapes: SHAPES,
  recognises,
  parse,
  matches,
  toReports,
  whyIgnored,
  filterSchema,
  mappingSchema,
  sample,
};

export { filterSchema, matches, type Filter } from './filter.ts';
export { mappingSchema, type Mapping } from './mapping.ts';
export { toReports, whyIgnored } from './reports.ts';
export { sample } from './sample.ts';
export { isTestMessage, notificationSchema, parse, recognises, type Notification } from './schema.ts';
export { eventOf, EVENTS, type NotificationEvent } from './standing.ts';
export { ALERT_TYPE_NAMES, KNOWN_ALERT_TYPES, nameOfAlertType, type KnownAlertType } from './alert-types.ts';
export { KINDS, OTHER_CRITICAL_TYPES, type Kind } from './kinds.ts';

export { listAccounts, type Account } from './accounts.ts';
export { CloudflareApiError, hint } from './api-error.ts';
export { BASE_URL, type ClientOptions } from './client.ts';
export { isSameDestinationUrl } from './destination-url.ts';
export {
  createDestinations,
  type DestinationInput,
  type Destinations,
  type DestinationsOptions,
  type EnsuredDestination,
  type UpdatedDestination,
  type WebhookDestination,
} from './destinations.ts';
export { type ApiMessage } from './envelope.ts';
export { verifyToken, type VerifiedToken } from './token.ts';
