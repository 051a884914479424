import { createRequire } from 'node:module';
import { join } from 'node:path';

import { installed } from './installed.ts';

/** The newest that the registry has all parts of. Its binary comes in a package, so nothing else is downloaded. */
const MINIFLARE = '4.20260730.0';

/** A worker that runs in workerd, the runtime of Cloudflare Workers, without compatibility flags. */
export interface Worker {
  fetch(
    path: string,
    init?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<{
    status: number;
    body: string;
  }>;
  close(): Promise<void>;
}

interface Miniflare {
  dispatchFetch(url: string, init?: object): Promise<{ status: number; text(): Promise<string> }>;
  dispose(): Promise<void>;
}

/** Starts a worker of an ES module's text. workerd is installed once into the user's cache folder. */
export async function startWorker(script: string, bindings: Record<string, string> = {}): Promise<Worker> {
  const folder = await installed('miniflare', MINIFLARE);
  const { Miniflare: Runtime } = createRequire(join(folder, 'package.json'))('miniflare') as {
    Miniflare: new (options: object) => Miniflare;
  };
  const miniflare = new Runtime({ modules: true, script, bindings, compatibilityDate: '2026-01-01' });
  return {
    async fetch(path, init) {
      const response = await miniflare.dispatchFetch(`http://localhost${path}`, init);
      return { status: response.status, body: await response.text() };
    },
    close: async () => await miniflare.dispose(),
  };
}
