export { hint, temperstack, type TemperstackOptions } from './destination.ts';
export { integrationUrlFor, parseIntegrationUrl, type IntegrationUrl } from './integration-url.ts';
