import { sample as sampleAponoEvent } from 'alertbridge/apono';
import type { AponoEvent, AponoStatus } from '../../../shared/systems/apono/schema.ts';
import { postJson, type PostAnswer } from '../post-json.ts';

/** Posts an event as Apono's documented body template has it, with the headers that its authentication adds. */
export async function sendAponoEvent(
  url: string,
  status: AponoStatus,
  overrides: Partial<AponoEvent['data']> = {},
  headers: Record<string, string> = {},
): Promise<PostAnswer> {
  return await postJson(url, JSON.stringify(sampleAponoEvent(status, overrides)), headers);
}
