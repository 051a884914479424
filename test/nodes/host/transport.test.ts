import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ICredentialTestFunctions } from 'n8n-workflow';

import { temperstackCredentialTest } from '../../../nodes/Temperstack/credential-test.ts';
import { transportOfTest } from '../../../nodes/host/transport.ts';

/** A server that says at once what it thinks, and then never ends. */
let server: Server;
let url: string;
let written = () => {};

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(400, { 'content-type': 'text/plain' }).write('an answer', () => written());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/integration/webhook/some-key`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** What n8n's older request function gives where a stream is asked for. */
const functions = {
  helpers: {
    request: async ({ uri }: { uri: string }) => {
      const body = await new Promise<IncomingMessage>((resolve) => get(uri, resolve));
      return { statusCode: body.statusCode, headers: body.headers, body };
    },
  },
} as unknown as ICredentialTestFunctions;

const request = { method: 'GET', url: '', headers: {}, maxResponseBytes: 100, timeoutMs: 5_000 };

/** Aborted once there was time to read what the server says at once. */
function abortedOnceWritten(): AbortSignal {
  const controller = new AbortController();
  written = () => void setTimeout(() => controller.abort(), 100);
  return controller.signal;
}

describe('an answer that never ends', () => {
  it.each([
    ['when nobody waits for it any more', abortedOnceWritten, 'an answer'],
    ['at once where nobody did when it came', () => AbortSignal.abort(), ''],
  ])('is left %s', async (_when, signal, body) => {
    const answer = await transportOfTest(functions)({ ...request, url, signal: signal() });
    expect(answer).toMatchObject({ status: 400, truncated: true, body });
  });

  it('does not keep the test of a Temperstack credential waiting, whose status it tells', async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const soon = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(50));
    const data = { method: 'integrationUrl', integrationUrl: url };
    const credential = { id: '1', name: 'Temperstack', type: 'temperstackApi', data };
    expect(await temperstackCredentialTest.call(functions, credential)).toMatchObject({ status: 'OK' });
    expect(soon).toHaveBeenCalledWith(10_000);
    soon.mockRestore();
  });
});
