import { existsSync } from 'node:fs';

/** Where a Chromium is looked for, after the path in `CHROME_PATH`. */
export const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The Chromium of this machine, or `null` where it has none. */
export function browserPath(): string | null {
  const given = process.env['CHROME_PATH'];
  return [...(given === undefined ? [] : [given]), ...BROWSERS].find((path) => existsSync(path)) ?? null;
}
