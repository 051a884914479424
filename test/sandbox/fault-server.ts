import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';

import { UNTRUSTED } from './untrusted.ts';

/**
 * What must become of one request that meets with a fault for as long as it lasts:
 * `delivered` at the first attempt, `delivered, cut` with an answer that is only a beginning, `delivered later` once the fault is
 * over, `given up` after it was tried again in vain, or `final` after one attempt.
 */
export type FaultOutcome = 'delivered' | 'delivered, cut' | 'delivered later' | 'given up' | 'final';

/** One way in which the other side, or the network before it, can fail. */
export interface NetworkFault {
  /** As the end of "a destination that …". */
  readonly title: string;
  readonly outcome: FaultOutcome;
  /** The status that the record shows in the end; `null` where none came. */
  readonly status: number | null;
  /** Whether its answer is longer than any that is read. */
  readonly isTooLong?: boolean;
  /** What happens to a request, once all of it has come; `count` is how many have come with it. Absent where none can come. */
  readonly answer?: (socket: Socket, count: number, elsewhere: string) => void;
  /** What happens to a connection before any request. */
  readonly connect?: (socket: Socket) => void;
  /** Whether it is spoken to as https: it does not speak it, or has a certificate that nobody vouches for. */
  readonly https?: 'not spoken' | 'untrusted';
}

export interface FaultServer {
  /** Without a path. */
  readonly url: string;
  /** How many whole requests have come. */
  count(): number;
  /** How many connections have reached the host that redirects lead to. */
  strays(): number;
  close(): Promise<void>;
}

/** A body that Cloudflare's client takes for an answer, and that says failure to nobody. */
const BODY = JSON.stringify({ success: true, errors: [], messages: [], result: [] });
const MiB = 1024 * 1024;
/** 100 MiB of nothing in 100 KB. */
const BOMB = gzipSync(Buffer.alloc(100 * MiB));

const line = (status: number, words = 'Words') => `HTTP/1.1 ${status} ${words}\r\n`;
const JSON_TYPE = 'Content-Type: application/json\r\n';

function answerOf(status: number, headers = '', body = BODY): string {
  return `${line(status)}${JSON_TYPE}${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const OK = answerOf(200);

/** Writes the same again and again, as fast as it is taken or every `everyMs`, until the connection ends. */
function flood(socket: Socket, chunk: string | Buffer, everyMs = 0): void {
  const more = () => {
    if (socket.destroyed || socket.writableEnded) return;
    socket.write(chunk, () => (everyMs === 0 ? setImmediate(more) : setTimeout(more, everyMs).unref()));
  };
  more();
}

/** The first `times` requests get `faulty`; those after it are answered well. */
const atFirst =
  (faulty: (socket: Socket, elsewhere: string) => void, times = 2) =>
  (socket: Socket, count: number, elsewhere: string): void => {
    if (count <= times) faulty(socket, elsewhere);
    else socket.write(OK);
  };

const write = (text: string) => (socket: Socket) => void socket.write(text);
const limited = (title: string, retryAfter: string): NetworkFault => ({
  title: `answers 429 ${title}, and then takes it`,
  outcome: 'delivered later',
  status: 200,
  answer: atFirst(write(answerOf(429, retryAfter))),
});

/**
 * Every fault of the network that a sender must stand. Any sender can be put before `startFaultServer`: give it the server's URL, a
 * `timeoutMs` of some 200 ms and a `giveUpAfterMs` of some 1.5 s, and look whether its record and `count()` say what `outcome`
 * and `status` say here.
 */
export const NETWORK_FAULTS: readonly NetworkFault[] = [
  { title: 'refuses connections', outcome: 'given up', status: null },
  {
    title: 'resets each connection at once',
    outcome: 'given up',
    status: null,
    connect: (socket) => void socket.resetAndDestroy(),
  },
  {
    title: 'resets the connection instead of an answer',
    outcome: 'given up',
    status: null,
    answer: (socket) => void socket.resetAndDestroy(),
  },
  {
    title: 'resets the connection instead of its first answers, and then takes it',
    outcome: 'delivered later',
    status: 200,
    answer: atFirst((socket) => void socket.resetAndDestroy()),
  },
  {
    title: 'closes the connection without an answer',
    outcome: 'given up',
    status: null,
    answer: (socket) => void socket.end(),
  },
  {
    title: 'resets the connection within the headers',
    outcome: 'given up',
    status: null,
    answer: (socket) => void socket.write(`${line(200)}X-Half: wa`, () => socket.resetAndDestroy()),
  },
  {
    title: 'resets the connection within the body of a 200',
    outcome: 'delivered, cut',
    status: 200,
    answer: (socket) =>
      void socket.write(`${line(200)}Content-Length: 100\r\n\r\nhalf`, () =>
        setTimeout(() => socket.resetAndDestroy(), 20),
      ),
  },
  {
    title: 'closes the connection within the body of a 200',
    outcome: 'delivered, cut',
    status: 200,
    answer: (socket) => void socket.end(`${line(200)}Content-Length: 100\r\n\r\nhalf`),
  },
  {
    title: 'closes the connection within the body of a 400',
    outcome: 'final',
    status: 400,
    answer: (socket) => void socket.end(`${line(400)}Content-Length: 100\r\n\r\nhalf`),
  },
  {
    title: 'resets the connection right after a whole answer',
    outcome: 'delivered',
    status: 200,
    answer: (socket) => void socket.write(OK, () => setTimeout(() => socket.resetAndDestroy(), 20)),
  },
  { title: 'never answers', outcome: 'given up', status: null, answer: () => undefined },
  {
    title: 'sends its headers one byte at a time, without end',
    outcome: 'given up',
    status: null,
    answer: (socket) => {
      socket.write(`${line(200)}X-Slow: `);
      flood(socket, 'x', 20);
    },
  },
  {
    title: 'sends headers without end',
    outcome: 'given up',
    status: null,
    answer: (socket) => {
      socket.write(line(200));
      flood(socket, `X-More: ${'x'.repeat(1_000)}\r\n`);
    },
  },
  {
    title: 'sends a header of a megabyte',
    outcome: 'given up',
    status: null,
    answer: write(`${line(200)}X-Huge: ${'x'.repeat(MiB)}\r\n\r\n`),
  },
  {
    title: 'sends the body of a 200 one byte at a time, without end',
    outcome: 'delivered, cut',
    status: 200,
    answer: (socket) => {
      socket.write(`${line(200)}\r\n`);
      flood(socket, 'x', 20);
    },
  },
  {
    title: 'begins the body of a 200 and never ends it',
    outcome: 'delivered, cut',
    status: 200,
    answer: write(`${line(200)}Content-Length: 100\r\n\r\nhalf`),
  },
  {
    title: 'sends a body without end',
    outcome: 'delivered, cut',
    isTooLong: true,
    status: 200,
    answer: (socket) => {
      socket.write(`${line(200)}\r\n`);
      flood(socket, 'x'.repeat(64 * 1024));
    },
  },
  {
    title: 'breaks off between two chunks of a body',
    outcome: 'delivered, cut',
    status: 200,
    answer: (socket) => void socket.end(`${line(200)}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`),
  },
  {
    title: 'sends a chunk whose length is none',
    outcome: 'delivered, cut',
    status: 200,
    answer: write(`${line(200)}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzzz\r\n`),
  },
  {
    title: 'sends more than it has announced',
    outcome: 'delivered',
    status: 200,
    answer: (socket) => void socket.end(`${OK}and more of it`),
  },
  {
    title: 'announces two lengths',
    outcome: 'given up',
    status: null,
    answer: write(`${line(200)}Content-Length: 4\r\nContent-Length: 5\r\n\r\nhalf!`),
  },
  {
    title: 'speaks another protocol',
    outcome: 'given up',
    status: null,
    answer: write('220 mail.example ESMTP ready\r\n'),
  },
  {
    title: 'answers bytes without sense',
    outcome: 'given up',
    status: null,
    answer: (socket) =>
      void socket.write(Buffer.from(Array.from({ length: 512 }, (_, at) => (at * 167) % 256))),
  },
  {
    title: 'sends a header with a control character',
    outcome: 'given up',
    status: null,
    answer: write(`${line(200)}X-Own: a\0b\r\nContent-Length: 0\r\n\r\n`),
  },
  {
    title: 'answers 200 with a gzip bomb',
    outcome: 'delivered, cut',
    isTooLong: true,
    status: 200,
    answer: (socket) => {
      socket.write(`${line(200)}Content-Encoding: gzip\r\nContent-Length: ${BOMB.length}\r\n\r\n`);
      socket.write(BOMB);
    },
  },
  {
    title: 'redirects to another host',
    outcome: 'final',
    status: 307,
    answer: (socket, _count, elsewhere) =>
      void socket.write(answerOf(307, `Location: ${elsewhere}/in\r\n`, '')),
  },
  limited('without a Retry-After', ''),
  limited('with a Retry-After in seconds', 'Retry-After: 0\r\n'),
  limited('with a Retry-After that is a date', `Retry-After: ${new Date(0).toUTCString()}\r\n`),
  limited('with a Retry-After that is neither', 'Retry-After: soon\r\n'),
  {
    title: 'answers 429 with an absurd Retry-After',
    outcome: 'given up',
    status: 429,
    answer: write(answerOf(429, 'Retry-After: 99999999999999999999\r\n')),
  },
  ...[408, 425, 500, 502, 503, 504].map((status): NetworkFault => {
    return {
      title: `answers ${status}, and then takes it`,
      outcome: 'delivered later',
      status: 200,
      answer: atFirst(write(answerOf(status))),
    };
  }),
  {
    title: 'answers 503 with an HTML page, for ever',
    outcome: 'given up',
    status: 503,
    answer: write(`${line(503)}Content-Type: text/html\r\nContent-Length: 14\r\n\r\n<h1>Sorry</h1>`),
  },
  {
    title: 'answers 101 and leaves HTTP',
    outcome: 'given up',
    status: null,
    answer: write(`${line(101)}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`),
  },
  {
    title: 'sends a hundred interim answers before its 200',
    outcome: 'delivered',
    status: 200,
    answer: write(`${`${line(102)}\r\n`.repeat(100)}${OK}`),
  },
  {
    title: 'sends interim answers without end',
    outcome: 'given up',
    status: null,
    answer: (socket) => {
      flood(socket, `${line(102)}\r\n`.repeat(50), 5);
    },
  },
  {
    title: 'speaks HTTP/1.0',
    outcome: 'delivered',
    status: 200,
    answer: (socket) => void socket.end(`HTTP/1.0 200 OK\r\n${JSON_TYPE}\r\n${BODY}`),
  },
  {
    title: 'does not speak TLS where the URL says https',
    outcome: 'given up',
    status: null,
    https: 'not spoken',
  },
  {
    title: 'has a certificate that nobody vouches for',
    outcome: 'given up',
    status: null,
    https: 'untrusted',
  },
];

/** A real server on this machine's loopback address to which one fault happens. */
export async function startFaultServer(fault: NetworkFault): Promise<FaultServer> {
  let count = 0;
  let strays = 0;
  const sockets = new Set<Socket>();
  const listen = async (act: (socket: Socket) => void, https?: NetworkFault['https']) => {
    const server: Server = https === 'untrusted' ? createTlsServer(UNTRUSTED, act) : createServer(act);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      // A fault is about to break it, or the other side has.
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    return { server, url: `127.0.0.1:${(server.address() as AddressInfo).port}` };
  };
  const elsewhere = await listen((socket) => {
    strays++;
    socket.end(OK);
  });
  const { server, url } = await listen((socket) => {
    fault.connect?.(socket);
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      for (let end = endOfRequest(received); end !== undefined; end = endOfRequest(received)) {
        received = received.slice(end);
        count++;
        fault.answer?.(socket, count, `http://${elsewhere.url}`);
      }
    });
  }, fault.https);
  const stop = async (one: typeof server) => {
    const closed = new Promise((resolve) => one.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const refuses = fault.answer === undefined && fault.connect === undefined && fault.https === undefined;
  if (refuses) await stop(server);
  return {
    url: `${fault.https === undefined ? 'http' : 'https'}://${url}`,
    count: () => count,
    strays: () => strays,
    close: async () => {
      await stop(elsewhere.server);
      if (!refuses) await stop(server);
    },
  };
}

/** Where the first request in what was received ends; `undefined` where it has not come whole. */
function endOfRequest(received: string): number | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received.slice(0, headEnd))?.[1] ?? 0);
  const end = headEnd + 4 + length;
  return received.length >= end ? end : undefined;
}

/** Whether what is read of a fault's answer is only its beginning. */
export function isCut({ outcome, title }: NetworkFault): boolean {
  return outcome === 'delivered, cut' || title.includes('within the body');
}

/** How many requests there must be for a fault, where its outcome is its own or another one. */
export function requestsOf(
  fault: NetworkFault,
  outcome: FaultOutcome = fault.outcome,
): { least: number; most: number } {
  switch (outcome) {
    case 'given up':
      return { least: fault.answer === undefined ? 0 : 2, most: 25 };
    case 'delivered later':
      return { least: 3, most: 3 };
    default:
      return { least: 1, most: 1 };
  }
}
