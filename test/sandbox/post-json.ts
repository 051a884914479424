/** What came back. */
export interface PostAnswer {
  status: number;
  /** Parsed where it is JSON. */
  body: unknown;
}

/** Posts any text as if it were a JSON body. */
export async function postJson(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<PostAnswer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await answer.text();
  return { status: answer.status, body: parsedOr(text) };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
