import * as z from 'zod/v4';

import { once } from '../../once.ts';

/** One thing that Cloudflare says about a call. */
export interface ApiMessage {
  code: number | null;
  message: string;
}

const schemaOfEnvelopes = once(() => {
  const message = z.looseObject({
    code: z.number().nullish(),
    message: z.string().nullish(),
    error_chain: z
      .array(z.looseObject({ code: z.number().nullish(), message: z.string().nullish() }))
      .nullish(),
  });
  return z.looseObject({
    success: z.boolean(),
    errors: z.array(message).nullish(),
    // A DELETE is answered without one.
    result: z.unknown().optional(),
    result_info: z.looseObject({ page: z.number().nullish(), total_pages: z.number().nullish() }).nullish(),
  });
});

/** The form that every answer of Cloudflare's API has. */
export interface Envelope {
  success: boolean;
  errors: ApiMessage[];
  result: unknown;
  /** How many pages a list has. */
  totalPages: number;
}

/** An answer's body, as text, taken as the envelope; `undefined` where it is none. */
export function envelopeOf(body: string): Envelope | undefined {
  const parsed = schemaOfEnvelopes().safeParse(jsonOf(body));
  if (!parsed.success) return undefined;
  const { success, errors, result, result_info } = parsed.data;
  return {
    success,
    errors: (errors ?? []).flatMap(({ error_chain, ...error }) => [error, ...(error_chain ?? [])]).map(said),
    result,
    totalPages: result_info?.total_pages ?? 1,
  };
}

function said({ code, message }: { code?: number | null | undefined; message?: string | null | undefined }) {
  return { code: code ?? null, message: message ?? '' };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
