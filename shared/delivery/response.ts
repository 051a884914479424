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
  const decoder = new TextDecoder();
  let body = '';
  let length = 0;
  try {
    for await (const chunk of stream) {
      // `stream: true` leaves a character that the limit has cut in two out of the text.
      body += decoder.decode(chunk.subarray(0, limit - length), { stream: true });
      length += chunk.byteLength;
      if (length > limit) return { body, truncated: true };
    }
  } catch {
    return { body, truncated: true, broken: true };
  }
  return { body: body + decoder.decode(), truncated: false };
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
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || value === null) continue;
    joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value as string);
  }
  return joined;
}
