/** The types whose secret is part of the URL that they are given with, and which Cloudflare takes out of it. */
const STRIPPED_TYPES: readonly string[] = ['slack', 'gchat', 'discord', 'feishu'];

/**
 * Whether a destination has the URL that it was given. For Slack, Google Chat, Discord and Feishu the URL that is read back
 * lacks the secret, so it must be the beginning of the one given: two URLs that differ in the secret alone look the same.
 *
 * Source: Cloudflare's documentation, Notifications, "Configure webhooks", table of services.
 *
 * @param given As it was sent to Cloudflare.
 * @param found As Cloudflare tells it.
 */
export function isSameDestinationUrl(given: string, found: string, type: string): boolean {
  if (!URL.canParse(given) || !URL.canParse(found)) return given === found;
  const [a, b] = [new URL(given), new URL(found)];
  if (a.href === b.href) return true;
  if (!STRIPPED_TYPES.includes(type) || a.origin !== b.origin) return false;
  const kept = segmentsOf(b);
  const isBeginning = kept.every((segment, at) => segmentsOf(a)[at] === segment);
  const query = [...b.searchParams].every(([name, value]) => a.searchParams.get(name) === value);
  // Only the last segment and the query can be the secret: what is shorter is another URL.
  return isBeginning && query && segmentsOf(a).length - kept.length <= 1;
}

function segmentsOf({ pathname }: URL): string[] {
  return pathname.split('/').filter((segment) => segment !== '');
}
