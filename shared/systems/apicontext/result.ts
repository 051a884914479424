import * as z from 'zod/v4';

import { listOf, shortText } from '../../bounds.ts';
import { once } from '../../once.ts';

export const RESULT_CLASSES = ['PASS', 'SLOW', 'WARNING', 'FAIL'] as const;
export type ResultClass = (typeof RESULT_CLASSES)[number];

/** The results that the documentation lists. Others are seen in the wild, so a result is any text. */
export const KNOWN_RESULTS = [
  'COMPLETE',
  'SLOW_COMPLETE',
  'CONNECTION_WARNING',
  'HTTP_REDIRECT_ERROR',
  'HTTP_CLIENT_ERROR',
  'CONTENT_WARNING',
  'SLA_WARNING',
  'HTTP_SERVER_ERROR',
  'CONNECTION_ERROR',
  'HEADER_ERROR',
  'CONTENT_ERROR',
  'SLA_ERROR',
] as const;

/**
 * One performance result, as APIContext posts it for each API call, in its full form and in the older "generic webhook"
 * form, in which whole blocks can be missing. Only what a result cannot be acted on without is required. Unknown fields
 * are kept; a wrong type in a documented field is an error.
 *
 * @see https://docs.apicontext.com/guides/alerting/using-webhooks/performance-results-webhook
 * @see https://docs.apimetrics.io/docs/generic-webhooks-data-format
 */
export const schemaOfResults = once(() => {
  const required = shortText().min(1, 'must not be empty');
  const text = shortText().nullish();
  const wholeNumber = z.int().nullish();
  const texts = listOf(shortText()).nullish();

  const place = {
    ip_addr: text,
    cloud: text,
    city: text,
    region: text,
    country: text,
    continent: text,
    /** Degrees, as text. */
    latitude: text,
    /** Degrees, as text. */
    longitude: text,
  };

  const notification = z.looseObject({
    title: text,
    /** HTML. */
    description: text,
    category: text,
  });

  return z.looseObject({
    /** The same for every result of one configured call. */
    call_id: required,
    call_url: text,
    call_meta: z.looseObject({ name: text, description: text, tags: texts, domain: text }).nullish(),
    project_meta: z.looseObject({ name: text, organization: text, tags: texts }).nullish(),
    /** Unique for every result. */
    result_id: required,
    result_url: text,
    /** Why the result is of its class; one of {@link KNOWN_RESULTS}, or other text. */
    result: text,
    result_class: z.enum(RESULT_CLASSES),
    /** The agent's location, e.g. `apimetrics_azurenorwayeast`. */
    location_id: text,
    /** Bytes. */
    response_size: wholeNumber,
    /** Milliseconds. */
    response_time: wholeNumber,
    /** `_notification`, `_result_category` and `_result_streak` come with the generic webhook. */
    context: z
      .looseObject({
        _notification: notification.nullish(),
        _result_category: text,
        /** How many results of this class came in a row, this one included. */
        _result_streak: wholeNumber,
      })
      .nullish(),
    http_code: wholeNumber,
    http_reason: text,
    workflow_id: text,
    workflow_name: text,
    workflow_result_id: text,
    workflow_url: text,
    workflow_result_url: text,
    start_time: text,
    /** Where the API answered from. */
    target_data: z.looseObject({ ...place, network: text, cdn: text, asn: text }).nullish(),
    /** Milliseconds each. */
    timing_data: z
      .looseObject({
        dns: wholeNumber,
        connect: wholeNumber,
        tls_handshake: wholeNumber,
        upload: wholeNumber,
        processing: wholeNumber,
        download: wholeNumber,
        total: wholeNumber,
      })
      .nullish(),
    /** Where the call was made from. */
    location_data: z.looseObject(place).nullish(),
    dns_records: z.looseObject({ a: texts, ns: texts, cname: texts }).nullish(),
  });
});

export interface ApiContextResult extends z.output<ReturnType<typeof schemaOfResults>> {}
