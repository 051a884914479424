import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const ARRIVE_WITHIN_MS = 120_000;
const LOOK_AGAIN_MS = 2;

/** What alerts are sent to: it counts them. */
export interface Target {
  url: string;
  /** How many have arrived. */
  count: () => number;
  /** Waits until so many have arrived. @throws Error when they have not within two minutes. */
  until: (count: number) => Promise<void>;
  close: () => void;
}

export async function startTarget(): Promise<Target> {
  let arrived = 0;
  const server = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => {
      arrived++;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => arrived,
    async until(count) {
      const givesUpAt = Date.now() + ARRIVE_WITHIN_MS;
      while (arrived < count) {
        if (Date.now() > givesUpAt) throw new Error(`${arrived} alerts arrived, not ${count}.`);
        await sleep(LOOK_AGAIN_MS);
      }
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
