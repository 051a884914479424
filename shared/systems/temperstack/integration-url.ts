import { ConfigurationError } from '../../errors.ts';
import { secretFault } from '../../redact.ts';
import { isLoopbackHost, urlFault } from '../../url.ts';

/** A Temperstack integration URL, taken apart. The whole of it is a secret, because the key is in its path. */
export interface IntegrationUrl {
  url: string;
  /** The first label of the host; `null` for a loopback host. */
  organization: string | null;
  apiKey: string;
}

const FORM = 'https://YOUR_ORG.temperstack.com/api/integration/webhook/API_KEY';
const HOST = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.temperstack\.com$/;
const PATH = /^\/api\/integration\/webhook\/([^/]+)$/;

/**
 * Takes an integration URL as it is copied from Temperstack's page ("Copy the generated integration URL"). It must be
 * https on an organization's host, with the documented path and nothing more; http is allowed for loopback hosts only.
 *
 * @throws ConfigurationError that says what is wrong and shows neither the key nor the URL.
 */
export function parseIntegrationUrl(text: string): IntegrationUrl {
  if (typeof text !== 'string') throw refused('is missing');
  const trimmed = text.trim();
  const fault = urlFault(trimmed);
  if (fault !== undefined) throw refused(fault);
  const url = new URL(trimmed);
  const loopback = isLoopbackHost(url.hostname);
  const organization = HOST.exec(url.hostname)?.[1] ?? null;
  if (!loopback && organization === null)
    throw refused("must have your organization's host, YOUR_ORG.temperstack.com");
  if (!loopback && url.port !== '') throw refused('must not have a port');
  if (url.search !== '' || url.hash !== '') throw refused('must end with the API key, without "?" or "#"');
  const apiKey = PATH.exec(url.pathname)?.[1];
  if (apiKey === undefined)
    throw refused('must have the path /api/integration/webhook/API_KEY and nothing after it');
  const keyFault = secretFault(apiKey);
  if (keyFault !== undefined) throw refused(`has an API key that ${keyFault}`);
  return { url: url.href, organization, apiKey };
}

/**
 * The integration URL of an organization and one of its API keys.
 *
 * @throws ConfigurationError where either cannot be part of such a URL; the key is not shown.
 */
export function integrationUrlFor({
  organization,
  apiKey,
}: {
  organization: string;
  apiKey: string;
}): string {
  const name = organization.trim().toLowerCase();
  const key = apiKey.trim();
  if (!HOST.test(`${name}.temperstack.com`)) {
    throw new ConfigurationError(
      'The Temperstack organization must be the first part of your Temperstack address alone: for https://acme.temperstack.com it is acme.',
    );
  }
  if (!/^[^\s/?#]+$/.test(key) || !key.isWellFormed()) {
    throw new ConfigurationError(
      `The Temperstack API key must be the last part of the integration URL alone (${FORM}), without spaces or slashes.`,
    );
  }
  return parseIntegrationUrl(
    `https://${name}.temperstack.com/api/integration/webhook/${encodeURIComponent(key)}`,
  ).url;
}

/** What must not be seen of an integration URL: the key, which makes the whole URL a secret. */
export function secretsOf({ apiKey }: IntegrationUrl): string[] {
  return [apiKey];
}

function refused(why: string): ConfigurationError {
  return new ConfigurationError(`The Temperstack integration URL ${why}. It looks like ${FORM}.`);
}
