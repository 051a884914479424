import * as z from 'zod/v4';

import { shortText } from '../../bounds.ts';
import { once } from '../../once.ts';

/** `WARN` is a check that failed, `INFO` one that passed. */
export const SEVERITIES = ['WARN', 'INFO'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * The result of one conformance check of a call, as APIContext posts it. What else comes depends on the check; unknown
 * fields are kept.
 *
 * @see https://docs.apicontext.com/guides/alerting/using-webhooks/conformance-results-webhook
 */
export const schemaOfConformance = once(() => {
  const required = shortText().min(1, 'must not be empty');
  const text = shortText().nullish();
  return z.looseObject({
    severityNumber: z.enum(SEVERITIES),
    severityText: text,
    /** E.g. `security conformance check failed`. */
    body: text,
    attributes: z.looseObject({
      project_id: text,
      timestamp: text,
      /** E.g. `security`. */
      category: required,
      /** E.g. `hsts`. */
      check_name: required,
      call_id: required,
      result_id: text,
    }),
  });
});

export interface ConformanceResult extends z.output<ReturnType<typeof schemaOfConformance>> {}
