import * as z from 'zod/v4';

import { ConfigurationError } from '../errors.ts';
import { headerNameFault, textOfBase64 } from '../headers.ts';
import { secretFault } from '../redact.ts';
import type { Immutable } from '../immutable.ts';
import { once } from '../once.ts';
import { isOnAllowList, type IpAllowList } from './ip-allow-list.ts';
import { isSameSecret } from './secret.ts';

/**
 * What a sender must show.
 *
 * - `none`: nothing; whoever knows the URL can send.
 * - `basic`: user and password (RFC 7617).
 * - `header`: a secret as the value of a header of your choice.
 * - `cloudflare`: the secret of a Cloudflare webhook destination, which comes in the header `cf-webhook-auth`; Cloudflare takes
 *   one of any length.
 *
 * The secrets of the others have at least 4 characters.
 */
export const schemaOfAuthentication = once(() => {
  const filled = z.string().min(1, 'must not be empty');

  const secret = z.string().check(({ value, issues }) => {
    const message = secretFault(value);
    // The value itself is not shown.
    if (message !== undefined) issues.push({ code: 'custom', continue: true, input: '', message });
  });

  return z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }),
    z.strictObject({
      type: z.literal('basic'),
      /** Without a colon. */
      user: filled.refine((user) => !user.includes(':'), 'must not have a colon in it'),
      /** A secret. */
      password: secret,
    }),
    z.strictObject({
      type: z.literal('header'),
      /** The header's name. */
      name: z
        .string()
        .trim()
        .check((context) => {
          const message = headerNameFault(context.value);
          if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
        }),
      /** A secret. */
      value: secret,
    }),
    z.strictObject({
      type: z.literal('cloudflare'),
      /** The destination's secret. */
      secret: filled,
    }),
  ]);
});

export type Authentication = Immutable<z.output<ReturnType<typeof schemaOfAuthentication>>>;

/**
 * How senders prove who they are, checked.
 *
 * @throws ConfigurationError saying what is missing or wrong, and no secret.
 */
export function parseAuthentication(input: unknown): Authentication {
  const parsed = schemaOfAuthentication().safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  throw new ConfigurationError(`The authentication of senders is not set up right: ${faults.join('; ')}`);
}

/** What is looked at before a request's body is: the names of headers in lower case, and where it comes from. */
export interface RequestHead {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The sender's address; absent where the host does not know it. */
  readonly ip?: string | undefined;
}

/** Why a request is answered without a look at its body. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface WhoMaySend {
  readonly authentication: Authentication;
  /** Where senders may come from; an empty one is everywhere. */
  readonly ipAllowList: IpAllowList;
}

/**
 * Why a sender is not let in: 401 without credentials, 403 with wrong ones or from an address that is not on the list;
 * `undefined` where it is. What is compared is compared in constant time.
 */
export function whyNotLetIn(
  head: RequestHead,
  { authentication, ipAllowList }: WhoMaySend,
): Refusal | undefined {
  if (ipAllowList.length > 0 && head.ip === undefined) {
    return {
      status: 500,
      message: 'There is an IP allow list, but the address of the sender is not known here.',
    };
  }
  if (!isOnAllowList(head.ip, ipAllowList)) {
    return { status: 403, message: 'This address is not on the IP allow list.' };
  }
  switch (authentication.type) {
    case 'none':
      return undefined;
    case 'basic':
      return basicRefusal(head, authentication);
    case 'header':
      return headerRefusal(head, authentication);
    case 'cloudflare':
      return isSameSecret(valueOf(head, 'cf-webhook-auth'), authentication.secret)
        ? undefined
        : { status: 403, message: 'The header cf-webhook-auth is missing or wrong.' };
  }
}

type Of<Type extends Authentication['type']> = Extract<Authentication, { type: Type }>;

function basicRefusal(head: RequestHead, { user, password }: Of<'basic'>): Refusal | undefined {
  const given = /^Basic +([A-Za-z0-9+/_=-]+) *$/i.exec(valueOf(head, 'authorization'))?.[1];
  if (given === undefined) {
    const headers = { 'www-authenticate': 'Basic realm="Alertbridge", charset="UTF-8"' };
    return { status: 401, message: 'Basic authentication is required.', headers };
  }
  return isSameSecret(textOfBase64(given), `${user}:${password}`)
    ? undefined
    : { status: 403, message: 'The user or the password is wrong.' };
}

function headerRefusal(head: RequestHead, { name, value }: Of<'header'>): Refusal | undefined {
  const given = valueOf(head, name);
  if (given === '') return { status: 401, message: `The header ${name} is required.` };
  return isSameSecret(given, value)
    ? undefined
    : { status: 403, message: `The value of the header ${name} is wrong.` };
}

/** The value of a header, empty where it is missing. One that came twice is both values, as HTTP joins them. */
function valueOf({ headers }: RequestHead, name: string): string {
  const key = name.toLowerCase();
  const value = (Object.hasOwn(headers, key) ? headers[key] : undefined) ?? '';
  return typeof value === 'string' ? value : value.join(', ');
}
