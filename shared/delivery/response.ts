import type { Verdict } from './destination.ts';
import type { TransportResponse } from './transport.ts';

/** As much of a body as was read. */
export interface ReadBody {
  body: string;
  /** True where it is only the body's beginning. */
  truncated: boolean;
  /** True where the connection broke, or the time was over, before the body's end. */
  broken?: boolean;
}

/**
 * The first `limit` bytes of a body as text; what comes after them is not waited for. The status has come by then, so that a
 * body that breaks off is no error: it ends where it broke.
 */
export async function readUpTo(stream: AsyncIterable<Uint8Array>, limit: number): Promise<ReadBody> {
  const reading = readingUpTo(limit);
  try {
    for await (const chunk of stream) {
      if (!reading.add(chunk)) return { body: reading.text(false), truncated: true };
    }
  } catch {
    return { body: reading.text(false), truncated: true, broken: true };
  }
  return { body: reading.text(true), truncated: false };
}

/** For a text that comes in one piece: made once, since it keeps nothing between two of them. */
const WHOLE = new TextDecoder();

/** Gathers the first `limit` bytes of a body. */
export function readingUpTo(limit: number): {
  /** Whether there was room for all of it. */
  add: (chunk: Uint8Array) => boolean;
  /** What has been gathered as text. Where it is not the whole body, a character that was cut in two is left out. */
  text: (isWhole: boolean) => string;
} {
  const chunks: Uint8Array[] = [];
  let length = 0;
  return {
    add(chunk) {
      chunks.push(chunk.subarray(0, limit - length));
      length += chunk.byteLength;
      return length <= limit;
    },
    text(isWhole) {
      const [only, ...more] = chunks;
      if (only === undefined) return '';
      if (isWhole && more.length === 0) return WHOLE.decode(only);
      const decoder = new TextDecoder();
      const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('');
      return isWhole ? text + decoder.decode() : text;
    },
  };
}

/** For an answer that must be read whole: one that broke off is asked for again. */
export function judgeWhole({ broken }: TransportResponse): Verdict {
  return broken === true
    ? { delivered: false, reason: 'the answer broke off', mayRetry: true }
    : { delivered: true };
}

/** Headers as a transport gives them: names in lower case, several values joined with ", ". */
export function joinedHeaders(headers: Record<string, unknown>): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined || value === null) continue;
    joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value as string);
  }
  return joined;
}
