import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { analyzePackage } from '@n8n/scan-community-package/scanner/scanner.mjs';

import { packed, unpacked } from '../test/sandbox/n8n/package.ts';

/**
 * Packs the n8n package and applies n8n's own scan for community packages to what is in the tarball.
 *
 * @throws Error with each violation.
 */
export async function scan(): Promise<{ passed: number; failed: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'alertbridge-scan-'));
  try {
    const tarball = await packed(folder);
    const { passed, message, details } = await analyzePackage(await unpacked(tarball, folder));
    if (!passed) throw new Error(`${message}\n${details ?? ''}`);
    console.log(`${tarball.name}@${tarball.version}: nothing found in ${tarball.files.length} files`);
    return { passed: 1, failed: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
