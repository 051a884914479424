import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTransport, sleep } from 'alertbridge/node';
import { buildSync } from 'esbuild';

import { startCloudflare } from '../../../sandbox/cloudflare/server.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const PAYLOADS = join(ROOT, 'test/payloads/cloudflare');

/** Both are allowed by the package's dependency on zod. */
describe.each(['zod', 'zod4'])('with the zod that is installed as %s', (zod) => {
  const folder = mkdtempSync(join(tmpdir(), 'alertbridge-zod-'));
  let door: typeof import('alertbridge/cloudflare');

  beforeAll(() => {
    const outfile = join(folder, 'cloudflare.cjs');
    buildSync({
      absWorkingDir: ROOT,
      entryPoints: ['shared/systems/cloudflare/index.ts'],
      bundle: true,
      outfile,
      format: 'cjs',
      platform: 'node',
      alias: { 'zod/v4': `${zod}/v4` },
    });
    door = createRequire(import.meta.filename)(outfile) as typeof door;
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('manages destinations, also where Cloudflare answers without a result', async () => {
    const cloudflare = await startCloudflare();
    const transport = createTransport({ proxy: false });
    try {
      const [id = ''] = cloudflare.seed([{ name: 'On call', url: 'https://example.com/hook' }]);
      const destinations = door.createDestinations({
        accountId: cloudflare.accountId,
        apiToken: cloudflare.token,
        baseUrl: cloudflare.baseUrl,
        transport,
        sleep,
      });
      expect(await destinations.list()).toEqual([expect.objectContaining({ id, name: 'On call' })]);
      await destinations.delete(id);
      expect(cloudflare.destinations()).toEqual([]);
    } finally {
      await Promise.all([cloudflare.close(), transport.close()]);
    }
  });

  it('makes an alert of every delivery', () => {
    for (const kind of readdirSync(PAYLOADS).filter((name) => name !== 'test_message')) {
      const { payload } = JSON.parse(readFileSync(join(PAYLOADS, kind, 'opener.json'), 'utf8')) as {
        payload: unknown;
      };
      expect(door.toReports(door.parse(payload))).toEqual([
        expect.objectContaining({ alert: expect.objectContaining({ status: 'Alarm' }) }),
      ]);
    }
    expect(() => door.parse({ text: 7 })).toThrow('Invalid Cloudflare notification');
    expect(() => door.matches(door.sample(), { event: ['end'] } as never)).toThrow('is not a known field');
  });
});
