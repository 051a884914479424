import type { Source } from '../../source.ts';
import { matches, schemaOfFilters, type Filter } from './filter.ts';
import { schemaOfMappings, type Mapping } from './mapping.ts';
import { toReports, whyIgnored } from './reports.ts';
import { sample } from './sample.ts';
import { parse, recognises, schemaOfNotifications, SHAPES, type Notification } from './schema.ts';

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
  get filterSchema() {
    return schemaOfFilters();
  },
  get mappingSchema() {
    return schemaOfMappings();
  },
  sample,
};

/** What may stand in a filter; see {@link Filter}. */
export const filterSchema = /* @__PURE__ */ schemaOfFilters();
/** What may stand in a mapping, with its defaults; see {@link Mapping}. */
export const mappingSchema = /* @__PURE__ */ schemaOfMappings();
/** What a {@link Notification} is. */
export const notificationSchema = /* @__PURE__ */ schemaOfNotifications();

export { matches, type Filter } from './filter.ts';
export { type Mapping } from './mapping.ts';
export { toReports, whyIgnored } from './reports.ts';
export { sample } from './sample.ts';
export { isTestMessage, parse, recognises, type Notification } from './schema.ts';
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
