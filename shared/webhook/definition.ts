import * as z from 'zod/v4';

import { parseInput } from '../input.ts';
import { once } from '../once.ts';
import { compileTemplate } from '../template.ts';
import { pathFault } from '../path.ts';
import { DEFAULT_GIVE_UP_AFTER_MS, DEFAULT_TIMEOUT_MS } from '../delivery/options.ts';
import { InvalidInputError } from '../errors.ts';
import { bearerTokenIn, headerNameFault, headerValueFault, secretsOfHeader } from '../headers.ts';
import { secretFault } from '../redact.ts';
import { cut, oneLine } from '../text.ts';
import { isPathOf, isWebUrl, urlFault } from '../url.ts';
import { isSignatureHeader, signingSecretFault } from './signature.ts';
import { validatorPathFault } from './validators.ts';
import type { Immutable } from '../immutable.ts';

export const WEBHOOK_STATUSES = ['Active', 'Inactive'] as const;
export const WEBHOOK_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** What a placeholder that finds nothing becomes: `null`, or a fault of the event, so that nothing is sent. */
export const MISSING_FIELDS = ['null', 'fail'] as const;

/** A body that is the alert as it is. */
export const ALERT_BODY_TEMPLATE = '"{{alert}}"';

/** The longest time for one attempt, in ms (5 minutes). */
export const MAX_TIMEOUT_MS = 300_000;

/** The longest time for all attempts and the pauses between them, in ms (a day). */
export const MAX_GIVE_UP_AFTER_MS = 86_400_000;

/** The longest name of a webhook, in UTF-16 units. */
export const MAX_NAME_LENGTH = 250;

/** The longest text of a definition but for the body template, in UTF-16 units. */
const MAX_TEXT_LENGTH = 8_192;

/** The longest list of a definition: of headers, filters, their values, validators. */
export const MAX_ROWS = 100;

/** Text for which `faultOf` finds no fault; the text itself is not shown, since it may be a secret. */
const textWithout = (faultOf: (text: string) => string | undefined) =>
  z
    .string()
    .max(MAX_TEXT_LENGTH)
    .check(({ value, issues }) => {
      const message = faultOf(value);
      if (message !== undefined) issues.push({ code: 'custom', continue: true, input: '', message });
    });

/** Whether it may be sent to, is checked with the whole definition, since `allowHttp` has its say. */
const url = once(() =>
  z.string().max(MAX_TEXT_LENGTH, `must not be longer than ${MAX_TEXT_LENGTH} characters`),
);

const headersOf = (value: z.ZodType<string, string>) =>
  z.record(z.string(), value).check(({ value: record, issues }) => {
    const fault = (message: string, ...path: string[]) =>
      issues.push({ code: 'custom', continue: true, input: '', path, message });
    const names = Object.keys(record);
    if (names.length > MAX_ROWS) {
      fault(`must not have more than ${MAX_ROWS} headers`);
      return;
    }
    const seen = new Set<string>();
    for (const name of names) {
      const message =
        headerNameFault(name) ??
        (isSignatureHeader(name) ? 'is set for each delivery and cannot be chosen' : undefined) ??
        (seen.has(name.toLowerCase()) ? 'is there twice' : undefined);
      if (message !== undefined) fault(message, cut(name, 100));
      seen.add(name.toLowerCase());
    }
  });

const milliseconds = (most: number) =>
  z.number().min(1, 'must be at least 1 ms').max(most, `must be at most ${most} ms`);

/** A secret that is sent as a header's value, and the password where it holds one. */
const secretHeader = once(() =>
  textWithout(
    (text) =>
      secretFault(text) ??
      headerValueFault(text) ??
      secretsOfHeader(text)
        .map(secretFault)
        .find((fault) => fault !== undefined),
  ),
);

/** A value that is compared as text. */
const comparable = once(() =>
  z.union([z.string().max(MAX_TEXT_LENGTH), z.number(), z.boolean(), z.null()]).transform(String),
);

/** Rows that a person fills in. */
const rowsOf = <Row extends z.ZodType>(row: Row, none?: string) =>
  z
    .array(row)
    .min(none === undefined ? 0 : 1, none)
    .max(MAX_ROWS, `must not have more than ${MAX_ROWS} entries`);

const auth = once(() =>
  z.discriminatedUnion(
    'type',
    [
      z.strictObject({ type: z.literal('none') }),
      z.strictObject({
        type: z.literal('bearer'),
        /** A secret of at least 4 characters, with or without the word "Bearer" in front. */
        token: z.string().transform(bearerTokenIn).pipe(secretHeader()),
      }),
      /** The client credentials grant (RFC 6749, section 4.4). */
      z.strictObject({
        type: z.literal('oauth2'),
        /** Not treated as a secret. */
        clientId: z.string().min(1, 'must not be empty').max(MAX_TEXT_LENGTH),
        /** A secret of at least 4 characters. */
        clientSecret: textWithout(secretFault),
        /** The token endpoint; what is said of `url` holds for it too. */
        tokenUrl: url(),
        /** A list, or text with spaces between the scopes. @default none */
        scopes: z
          .union([z.string(), rowsOf(z.string())])
          .transform((scopes) => (typeof scopes === 'string' ? scopes : scopes.join(' ')).trim())
          .optional(),
        /** Where the token endpoint looks for id and secret (RFC 6749, section 2.3.1). @default 'header' */
        sendCredentialsIn: z.enum(['header', 'body']).default('header'),
      }),
      z.strictObject({
        type: z.literal('headers'),
        /** Their values are secrets of at least 4 characters each. */
        headers: headersOf(secretHeader()).refine(
          (record) => Object.keys(record).length > 0,
          'must have at least one header',
        ),
      }),
    ],
    { error: 'must be of the type none, bearer, oauth2 or headers' },
  ),
);

/** The headers that stand in a definition twice, by its `headers` and by its `auth`; either may be faulty itself. */
function headersSetTwice(definition: unknown): string[] {
  const { headers: own, auth: by } = (definition ?? {}) as { headers?: unknown; auth?: unknown };
  const { type, headers: byAuth } = (by ?? {}) as { type?: unknown; headers?: unknown };
  const names =
    type === 'headers' ? namesIn(byAuth) : type === 'bearer' || type === 'oauth2' ? ['Authorization'] : [];
  const others = new Set(namesIn(own).map((name) => name.toLowerCase()));
  return names.filter((name) => others.has(name.toLowerCase())).map((name) => cut(name, 100));
}

/** All faults are reported at once, also those between two fields; either may be faulty itself. */
const EVEN_WITH_OTHER_FAULTS = { when: () => true } as const;

function faultOfUrl(definition: unknown): string | undefined {
  const { url: text, allowHttp } = (definition ?? {}) as { url?: unknown; allowHttp?: unknown };
  return typeof text === 'string' ? urlFault(text, { allowHttp: allowHttp === true }) : undefined;
}

function faultOfTokenUrl(definition: unknown): string | undefined {
  const { auth: by, allowHttp } = (definition ?? {}) as { auth?: unknown; allowHttp?: unknown };
  const { type, tokenUrl } = (by ?? {}) as { type?: unknown; tokenUrl?: unknown };
  return type === 'oauth2' ? faultOfUrl({ url: tokenUrl, allowHttp }) : undefined;
}

function namesIn(record: unknown): string[] {
  return record !== null && typeof record === 'object' ? Object.keys(record) : [];
}

/**
 * A webhook as its user defines it: where to, what, when, and what the answer must be. Everything wrong with one is
 * reported at once.
 *
 * Source: Apono's documentation, "Integration Webhook", "Configure a webhook".
 */
export const schemaOfDefinitions = once(() =>
  z
    .strictObject({
      /** What a person calls it: one line, at most 250 UTF-16 units. */
      name: z
        .string()
        .max(MAX_NAME_LENGTH, `must not be longer than ${MAX_NAME_LENGTH} characters`)
        .transform(oneLine)
        .refine((name) => name !== '', 'must not be empty'),
      /**
       * `Inactive` sends nothing.
       * @default 'Active'
       */
      status: z.enum(WEBHOOK_STATUSES).default('Active'),
      /**
       * https; http for this machine's own hosts, and where `allowHttp` says so for those of private networks. Of what stands
       * behind the host only `publicPath` is shown, since many webhooks have their key there.
       */
      url: url(),
      /**
       * The beginning of the URL's path that may be shown, e.g. `/services`.
       * @default nothing of it
       */
      publicPath: z.string().max(MAX_TEXT_LENGTH).startsWith('/', 'must start with /').optional(),
      /**
       * Whether http will do for hosts of private networks: private addresses, names of one label such as `n8n`, and names under
       * `.local`, `.internal` and the like.
       * @default false
       */
      allowHttp: z.boolean().default(false),
      /** The method of each request. @default 'POST' */
      method: z.enum(WEBHOOK_METHODS).default('POST'),
      /**
       * Sent with each request. The values are not shown.
       * @default {}
       */
      headers: headersOf(textWithout(headerValueFault)).default({}),
      /**
       * JSON as text, whose strings hold `{{path.to.field}}`; see `compileTemplate`.
       * @default '"{{alert}}"': the alert as it is
       */
      bodyTemplate: z
        .string()
        .check(({ value, issues }) => {
          try {
            compileTemplate(value);
          } catch (error) {
            if (!(error instanceof InvalidInputError)) throw error;
            for (const { path, message } of error.issues) {
              issues.push({
                code: 'custom',
                continue: true,
                input: '',
                path: path === '' ? [] : path.split('.'),
                message,
              });
            }
          }
        })
        .default(ALERT_BODY_TEMPLATE),
      /**
       * What becomes of an event that lacks a field which the template names: `null` (nothing, within a longer text) is sent in
       * its place, or the event fails and nothing is sent.
       * @default 'null'
       */
      missingFields: z.enum(MISSING_FIELDS).default('null'),
      /** How each request is authorized. @default { type: 'none' } */
      auth: auth().default({ type: 'none' }),
      /**
       * A secret to sign each request with, as `whsec_` and the Base64 of 24 to 64 bytes. The receiver, who has the same one,
       * can then tell that the request is genuine.
       * @default none: nothing is signed
       * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
       */
      signingSecret: textWithout(signingSecretFault).optional(),
      /**
       * All of them must match; one matches when the event has one of its values at its path.
       * @default []
       */
      filters: rowsOf(
        z.strictObject({
          /** E.g. `data.status`. A list on the way stands for each of its elements. */
          path: textWithout(pathFault),
          /** Compared as text, as they are written. */
          values: rowsOf(comparable(), 'must have at least one value'),
        }),
      ).default([]),
      /**
       * For one attempt, in ms; at most 300,000.
       * @default 10_000
       */
      timeoutMs: milliseconds(MAX_TIMEOUT_MS).default(DEFAULT_TIMEOUT_MS),
      /**
       * For all attempts and the pauses between them, in ms; at most a day.
       * @default 300_000
       */
      giveUpAfterMs: milliseconds(MAX_GIVE_UP_AFTER_MS).default(DEFAULT_GIVE_UP_AFTER_MS),
      /**
       * Every row must find one of its expected values in the response.
       * @default []
       */
      responseValidators: rowsOf(
        z.strictObject({
          /** JSONPath from the body (`$.status`), or from its data whether it has `data` itself or not (`$.data.status`). */
          path: textWithout(validatorPathFault),
          /** Compared as text. */
          expected: rowsOf(comparable(), 'must have at least one expected value'),
        }),
      ).default([]),
    })
    .refine((definition) => headersSetTwice(definition).length === 0, {
      path: ['headers'],
      error: ({ input }) =>
        `${headersSetTwice(input).join(', ')} is set by the authentication too; leave one of them out`,
      ...EVEN_WITH_OTHER_FAULTS,
    })
    .refine((definition) => faultOfUrl(definition) === undefined, {
      path: ['url'],
      error: ({ input }) => faultOfUrl(input),
      ...EVEN_WITH_OTHER_FAULTS,
    })
    .refine((definition) => faultOfTokenUrl(definition) === undefined, {
      path: ['auth', 'tokenUrl'],
      error: ({ input }) => faultOfTokenUrl(input),
      ...EVEN_WITH_OTHER_FAULTS,
    })
    // A path that is no path has its own fault; zod 4 asks here all the same.
    .refine(
      ({ url, publicPath }) => !publicPath?.startsWith('/') || !isWebUrl(url) || isPathOf(url, publicPath),
      {
        path: ['publicPath'],
        error: "must be the beginning of the URL's path, up to the end of one of its steps",
      },
    ),
);

/** A definition as a user writes it, with what has a default left out. */
export interface WebhookDefinition extends Immutable<z.input<ReturnType<typeof schemaOfDefinitions>>> {}

/** A definition with its defaults. */
export interface ParsedWebhookDefinition
  extends Immutable<z.output<ReturnType<typeof schemaOfDefinitions>>> {}

/**
 * A definition that can be used, with its defaults.
 *
 * @throws InvalidInputError naming each field and row that is missing or wrong, and what would be right.
 */
export function parseWebhookDefinition(input: unknown): ParsedWebhookDefinition {
  return parseInput(schemaOfDefinitions(), input, 'webhook definition');
}
