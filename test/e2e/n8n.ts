import { n8nClient, type N8nClient } from '../sandbox/n8n/client.ts';
import type { Tarball } from '../sandbox/n8n/package.ts';

export const SHARED_N8N_VARIABLE = 'ALERTBRIDGE_E2E_N8N';

export interface SharedN8n {
  url: string;
  cookie: string;
  logFile: string;
  /** What was packed and is installed in it. */
  tarball: Tarball;
}

/** The one n8n that runs while the end-to-end tests do. */
export function sharedN8n(): SharedN8n {
  const shared = process.env[SHARED_N8N_VARIABLE];
  if (shared === undefined) throw new Error('No n8n is running. Run this test with: npm run test:e2e');
  return JSON.parse(shared) as SharedN8n;
}

/** That n8n, as its owner drives it. */
export function connectedN8n(): N8nClient {
  const { url, cookie } = sharedN8n();
  return n8nClient(url, cookie);
}
