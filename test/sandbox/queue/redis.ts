import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';

import { hasEnded, killWithDescendants, startChild } from '../child.ts';
import { anyFreePort, LOOPBACK } from '../ports.ts';
import { whenReady, type Program } from './ready.ts';

/** A Redis of our own on loopback, which keeps nothing. */
export async function startRedis(redisServer: string, folder: string): Promise<Program> {
  mkdirSync(folder, { recursive: true });
  const port = await anyFreePort();
  const child = startChild(
    redisServer,
    ['--port', String(port), '--bind', LOOPBACK, '--save', '', '--appendonly', 'no', '--dir', folder],
    { stdio: 'ignore' },
  );
  await whenReady('Redis', async () => !hasEnded(child) && (await answersPing(port)));
  return { port, stop: () => killWithDescendants(child) };
}

async function answersPing(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (answer) => {
      resolve(answer.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
