/** The first `limit` bytes of a body as text; what comes after them is not waited for. */
export async function readUpTo(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ body: string; truncated: boolean }> {
  const decoder = new TextDecoder();
  let body = '';
  let length = 0;
  for await (const chunk of stream) {
    // `stream: true` leaves a character that the limit has cut in two out of the text.
    body += decoder.decode(chunk.subarray(0, limit - length), { stream: true });
    length += chunk.byteLength;
    if (length > limit) return { body, truncated: true };
  }
  return { body: body + decoder.decode(), truncated: false };
}

/** Headers as a transport gives them: names in lower case, several values joined with ", ". */
export function joinedHeaders(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}
