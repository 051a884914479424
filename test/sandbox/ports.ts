import { createServer, connect } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** The first port from `from` on that nothing uses on this machine's loopback address. Looks at 100 ports. */
export async function firstFreePort(from: number): Promise<number> {
  const last = Math.min(from + 99, 65_535);
  for (let port = from; port <= last; port++) {
    if (!(await isAnswering(port)) && (await canListen(port))) return port;
  }
  throw new Error(`All ports from ${from} to ${last} are taken.`);
}

/** A port that the system picks. */
export async function anyFreePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Where a program listens on all addresses, some systems would still let us listen on loopback, in front of it. */
async function isAnswering(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK });
    const done = (answering: boolean) => {
      socket.destroy();
      resolve(answering);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

async function canListen(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
