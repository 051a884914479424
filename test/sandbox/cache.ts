import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where large programs that the tests need are installed once for all checkouts. It need not exist yet. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'alertbridge');
}
