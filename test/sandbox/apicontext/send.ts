import {
  sample as sampleApiContextResult,
  type ApiContextResult,
  type ResultClass,
} from 'alertbridge/apicontext';

import { postJson, type PostAnswer } from '../post-json.ts';

/** Posts a result as APIContext does: JSON, one result a request, with up to three headers of the user's. */
export async function sendApiContextResult(
  url: string,
  resultClass: ResultClass,
  overrides: Partial<ApiContextResult> = {},
  headers: Record<string, string> = {},
): Promise<PostAnswer> {
  return await postJson(url, JSON.stringify(sampleApiContextResult(resultClass, overrides)), headers);
}
