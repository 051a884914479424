import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { integrationUrlFor, parseIntegrationUrl, type IntegrationUrl } from 'alertbridge/temperstack';

/**
 * The integration URL that a `temperstackApi` credential holds, whichever way it was filled in.
 *
 * @throws ConfigurationError that shows neither the key nor the URL.
 */
export function integrationUrlOf(credential: ICredentialDataDecryptedObject): IntegrationUrl {
  const text = (field: string) => (typeof credential[field] === 'string' ? credential[field] : '');
  return credential['method'] === 'organizationAndKey'
    ? parseIntegrationUrl(integrationUrlFor({ organization: text('organization'), apiKey: text('apiKey') }))
    : parseIntegrationUrl(text('integrationUrl'));
}
