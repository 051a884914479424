import { sample as sampleAponoEvent, type IntegrationEvent, type Status } from 'alertbridge/apono';

import { postJson, type PostAnswer } from '../post-json.ts';

/** Posts an event that happens now as Apono's documented body template has it, with the headers that its authentication adds. */
export async function sendAponoEvent(
  url: string,
  status: Status,
  overrides: Partial<IntegrationEvent['data']> = {},
  headers: Record<string, string> = {},
): Promise<PostAnswer> {
  const event = { ...sampleAponoEvent(status, overrides), event_time: Date.now() / 1_000 };
  return await postJson(url, JSON.stringify(event), headers);
}
