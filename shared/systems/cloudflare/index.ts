/** Cloudflare: its notifications as a source, and the webhook destinations that they come through. */
export { cloudflare } from './source.ts';
export { filterSchema, matches, type Filter } from './filter.ts';
export { mappingSchema, toReports, whyIgnored, type Mapping } from './reports.ts';
export { sample } from './sample.ts';
export { isTestMessage, notificationSchema, parse, recognises, shapes, type Notification } from './schema.ts';
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
