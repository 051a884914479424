import {
  sample as sampleApiContextResult,
  type ApiContextResult,
  type ResultClass,
} from 'alertbridge/apicontext';

import { postJson, type PostAnswer } from '../post-json.ts';

/** Posts a result of now as APIContext does: JSON, one result a request, with up to three headers of the user's. */
export async function sendApiContextResult(
  url: string,
  resultClass: ResultClass,
  overrides: Partial<ApiContextResult> = {},
  headers: Record<string, string> = {},
): Promise<PostAnswer> {
  const result = sampleApiContextResult(resultClass, { start_time: new Date().toISOString(), ...overrides });
  return await postJson(url, JSON.stringify(result), headers);
}
