import { randomUUID } from 'node:crypto';

import type { Answer } from '../http-server.ts';
import { startStandIn, type StandIn, type StandInRequest } from '../stand-in.ts';

export interface OAuthOptions {
  /** The first port to try. Without it the system picks one. */
  port?: number | undefined;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  /** Default 3,600. */
  lifetimeSeconds?: number | undefined;
}

/** An authorization server that is listening on loopback. */
export interface OAuthServer extends StandIn {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** Every token that it has given out, oldest first. */
  issued: string[];
  /** The `scope` of each token request, oldest first. */
  scopes: (string | null)[];
  /** Whether a token was given out here and has not expired. */
  accepts(token: string | undefined): boolean;
  /** Ends the life of every token, without telling anyone. */
  expireAll(): void;
}

/**
 * A stand-in for an OAuth 2 token endpoint with the client credentials grant, written from RFC 6749: sections 2.3.1 (id
 * and secret in a Basic header, form-encoded, or in the body), 4.4, 5.1 and 5.2.
 */
export async function startOAuthServer(options: OAuthOptions = {}): Promise<OAuthServer> {
  const {
    clientId = 'sandbox client',
    clientSecret = 's3cret+of/the client',
    lifetimeSeconds = 3_600,
  } = options;
  const issued: string[] = [];
  const scopes: (string | null)[] = [];
  let expiries = new Map<string, number>();

  function answer(request: StandInRequest): Answer {
    if (`${request.method} ${request.path}` !== 'POST /token') return { status: 404, body: 'no such page' };
    const form = new URLSearchParams(request.body);
    const given = credentialsOf(request, form);
    if (given?.id !== clientId || given.secret !== clientSecret) {
      const headers = { 'www-authenticate': 'Basic realm="sandbox"' };
      return {
        status: 401,
        headers,
        body: { error: 'invalid_client', error_description: 'wrong id or secret' },
      };
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    }
    const token = `sandbox-token-${randomUUID()}`;
    issued.push(token);
    scopes.push(form.get('scope'));
    expiries.set(token, Date.now() + lifetimeSeconds * 1000);
    return {
      headers: { 'cache-control': 'no-store' },
      body: { access_token: token, token_type: 'Bearer', expires_in: lifetimeSeconds },
    };
  }

  const server = await startStandIn(answer, {
    port: options.port,
    isFaulty: ({ path }) => path === '/token',
  });
  return {
    ...server,
    tokenUrl: `${server.url}/token`,
    clientId,
    clientSecret,
    issued,
    scopes,
    accepts: (token) => (expiries.get(token ?? '') ?? 0) > Date.now(),
    expireAll: () => (expiries = new Map()),
  };
}

function credentialsOf(
  { headers }: StandInRequest,
  form: URLSearchParams,
): { id: string | null; secret: string | null } | undefined {
  const basic = /^Basic +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id'), secret: form.get('client_secret') };
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { id: formDecoded(id), secret: formDecoded(secret) };
}

function formDecoded(text: string): string | null {
  return new URLSearchParams(`value=${text}`).get('value');
}
