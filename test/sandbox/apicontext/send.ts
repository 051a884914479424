import type { ResultClass, ApiContextResult } from '../../../shared/systems/apicontext/schema.ts';
import { sampleApiContextResult } from '../../../shared/systems/apicontext/sample.ts';

export interface SentResult {
  status: number;
  /** Parsed where it is JSON. */
  body: unknown;
}

/** Posts a result as APIContext does: JSON, one result a request, with up to three headers of the user's. */
export async function sendApiContextResult(
  url: string,
  resultClass: ResultClass,
  overrides: Partial<ApiContextResult> = {},
  headers: Record<string, string> = {},
): Promise<SentResult> {
  return await postJson(url, JSON.stringify(sampleApiContextResult(resultClass, overrides)), headers);
}

/** Posts any text as if it were a JSON body. */
export async function postJson(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<SentResult> {
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
