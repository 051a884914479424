import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';

import { transportOfTest } from '../host/transport.ts';
import { integrationUrlOf } from './integration-url.ts';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 4_096;

/**
 * No call checks a key without raising an alert. An empty body lacks both required fields, so Temperstack answers 400 where
 * the URL is right, and raises nothing; every other answer is an error with a sentence.
 */
export async function temperstackCredentialTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  try {
    const { status } = await transportOfTest(this)({
      method: 'POST',
      url: integrationUrlOf(credential.data ?? {}).url,
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
      maxResponseBytes: MAX_ANSWER_BYTES,
      timeoutMs: TIMEOUT_MS,
      // Ends a body that never does; the status has come by then.
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return status === 400
      ? { status: 'OK', message: 'Temperstack knows this integration URL. No alert was raised.' }
      : { status: 'Error', message: whyWrong(status) };
  } catch (error) {
    return { status: 'Error', message: error instanceof Error ? error.message : String(error) };
  }
}

function whyWrong(status: number): string {
  if (status >= 200 && status < 300) {
    return 'The URL accepted an empty alert, which Temperstack would refuse. Is it really an integration URL?';
  }
  if (status >= 300 && status < 400) {
    return `The URL redirects somewhere else (HTTP ${status}). Copy the integration URL again.`;
  }
  if (status === 429)
    return 'Temperstack limits how often it can be called (HTTP 429). Try again in a minute.';
  if (status >= 500)
    return `Temperstack was reached, but is failing right now (HTTP ${status}). Try again later.`;
  return `Temperstack does not accept this integration URL (HTTP ${status}). Copy it again.`;
}
