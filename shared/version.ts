/** The library's version, as in its package.json. */
export const VERSION = '0.1.0';

/** By which a receiver can tell what goes out. */
export const USER_AGENT = `alertbridge/${VERSION}`;
