import type {
  ICredentialTestFunctions,
  IExecuteFunctions,
  IHookFunctions,
  IHttpRequestOptions,
  ILoadOptionsFunctions,
} from 'n8n-workflow';
import { sleep as wait } from 'n8n-workflow';

import type { Sleep, Transport, TransportRequest, TransportResponse } from 'alertbridge';
import { joinedHeaders, readUpTo, unlessAborted } from 'alertbridge/host';
import { authenticationErrorOf, responseIn, unreachedError, type FullResponse } from './request-errors.ts';

type RequestingFunctions = Pick<IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions, 'helpers'>;

/**
 * The transport through n8n's own requests, so that n8n's proxy, certificate and SSRF settings hold.
 *
 * @param credentialType The credential that authenticates each request; none where the request needs none.
 * @param options.refreshesToken Whether n8n fetches the credential's token anew after a 401 (OAuth 2). Default false.
 */
export function transportOf(
  functions: RequestingFunctions,
  credentialType?: string,
  { refreshesToken = false } = {},
): Transport {
  return async (request) => {
    const options = requestOptions(request);
    if (refreshesToken) options.ignoreHttpStatusErrors = { ignore: true, except: [401] };
    let response: FullResponse;
    try {
      response = (await (credentialType === undefined
        ? functions.helpers.httpRequest(options)
        : functions.helpers.httpRequestWithAuthentication.call(
            functions as IExecuteFunctions,
            credentialType,
            options,
          ))) as FullResponse;
    } catch (error) {
      const refused = refreshesToken ? responseIn(error) : undefined;
      if (refused === undefined) throw authenticationErrorOf(error) ?? error;
      response = refused;
    }
    return await responseOf(response, request);
  };
}

/**
 * The transport of a credential's test, to which n8n gives its older request function alone.
 *
 * @throws Error in words for a person where no answer came, without the URL, which can be a secret.
 */
export function transportOfTest(functions: ICredentialTestFunctions): Transport {
  return async (request) => {
    const { method, url, headers, body, timeoutMs } = request;
    let response: FullResponse;
    try {
      response = (await functions.helpers.request({
        method,
        uri: url,
        headers,
        ...(body !== undefined && { body }),
        timeout: timeoutMs,
        // Every status is an answer.
        simple: false,
        followRedirect: false,
        resolveWithFullResponse: true,
        useStream: true,
      })) as FullResponse;
    } catch (error) {
      throw unreachedError(error, new URL(url).hostname);
    }
    return await responseOf(response, request);
  };
}

function requestOptions({
  method,
  url,
  headers,
  body,
  timeoutMs,
  signal,
}: TransportRequest): IHttpRequestOptions {
  return {
    method: method as NonNullable<IHttpRequestOptions['method']>,
    url,
    headers,
    ...(body !== undefined && { body }),
    encoding: 'stream',
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    disableFollowRedirect: true,
    // n8n replaces the signal by the execution's own where a credential authenticates the request; the timeout stays.
    timeout: timeoutMs,
    abortSignal: signal,
  };
}

async function responseOf(
  { statusCode, headers, body }: FullResponse,
  { maxResponseBytes, signal }: TransportRequest,
): Promise<TransportResponse> {
  const stop = () => body.destroy?.();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return {
      status: statusCode,
      headers: joinedHeaders(headers),
      // n8n may hand over an answer that nobody waits for any more: none of it is read.
      ...(signal.aborted
        ? { body: '', truncated: true, broken: true }
        : await readUpTo(body, maxResponseBytes)),
    };
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Waits `ms` milliseconds; rejects when `signal` is aborted. */
export const sleep: Sleep = async (ms, signal) =>
  await unlessAborted(wait(ms), signal, () => new Error('aborted'));
