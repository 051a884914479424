import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { ApiContextTrigger } from '../../nodes/ApiContextTrigger/ApiContextTrigger.node.ts';
import { Temperstack } from '../../nodes/Temperstack/Temperstack.node.ts';
import { sample } from '../../shared/systems/apicontext/index.ts';
import { webhookContext } from './host/webhook-context.ts';

/** What Temperstack's `execute` sees of n8n, and how often it asks for the credential and parses. */
function execution(items: readonly object[]) {
  const asked: string[] = [];
  const sent: IHttpRequestOptions[] = [];
  const functions = {
    getInputData: () => items.map((json) => ({ json })),
    getNodeParameter: (name: string, _item: number, fallback?: unknown) =>
      name === 'operation' ? 'send' : fallback,
    getNode: () => ({
      id: 'n',
      name: 'Temperstack',
      type: 'temperstack',
      typeVersion: 1,
      position: [0, 0],
      parameters: {},
      credentials: { temperstackApi: { id: 'c', name: 'Temperstack' } },
    }),
    getCredentials: async (type: string) => {
      asked.push(type);
      return {
        method: 'integrationUrl',
        integrationUrl: 'https://acme.temperstack.com/api/integration/webhook/k3y-of-the-test',
      };
    },
    getExecutionCancelSignal: () => undefined,
    continueOnFail: () => false,
    addExecutionHints: () => undefined,
    helpers: {
      httpRequest: async (options: IHttpRequestOptions) => {
        sent.push(options);
        return { statusCode: 200, headers: {}, body: chunks('{}') };
      },
      httpRequestWithAuthentication: async () => {
        throw new Error('it would decrypt the credential once more');
      },
    },
  };
  return { functions: functions as unknown as IExecuteFunctions, asked, sent };
}

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const alertOf = (number: number) => ({
  alert_name: `Check ${number}`,
  status: 'Alarm',
  alert_id: `check-${number}`,
});

describe('one execution of Temperstack', () => {
  it('has the credential decrypted once, however many items it sends', async () => {
    const { functions, asked, sent } = execution(Array.from({ length: 50 }, (_, number) => alertOf(number)));
    const [items = []] = await new Temperstack().execute.call(functions);
    expect(items).toHaveLength(50);
    expect(sent).toHaveLength(50);
    expect(asked).toEqual(['temperstackApi']);
  });

  it('reads each field of an alert once', async () => {
    let readings = 0;
    const watched = Object.defineProperty({ alert_name: 'Check', status: 'Alarm' }, 'description', {
      enumerable: true,
      get: () => {
        readings++;
        return 'HTTP 503';
      },
    });
    const { functions, sent } = execution([watched]);
    await new Temperstack().execute.call(functions);
    expect(sent).toHaveLength(1);
    // Once to see that it can be read at all, and once by the schema.
    expect(readings).toBeLessThanOrEqual(2);
  });
});

describe('one request to a trigger', () => {
  const CREDENTIAL = { method: 'basicAuth', user: 'jo', password: 's3cr3t-word' };
  const PARAMETERS = { authentication: 'credential' };
  const basic = (password: string) => `Basic ${Buffer.from(`jo:${password}`).toString('base64')}`;

  /** A body that tells when it is looked into. */
  function watchedBody(): { body: object; looks: () => number } {
    let looks = 0;
    const body = new Proxy(sample(), {
      get(target, key) {
        looks++;
        return Reflect.get(target, key) as unknown;
      },
      ownKeys(target) {
        looks++;
        return Reflect.ownKeys(target);
      },
    });
    return { body, looks: () => looks };
  }

  it('that may not come in has its body neither read nor looked into', async () => {
    const { body, looks } = watchedBody();
    const { context, sent } = webhookContext({
      body,
      headers: { authorization: basic('wrong') },
      parameters: PARAMETERS,
      credential: CREDENTIAL,
    });
    await new ApiContextTrigger().webhook.call(context);
    expect(sent.status).toBe(403);
    expect(looks()).toBe(0);
  });

  it('that may not come in has its body not read where n8n has not done so yet', async () => {
    const { context, sent, readings } = webhookContext({
      raw: JSON.stringify(sample()),
      headers: { authorization: basic('wrong') },
      parameters: PARAMETERS,
      credential: CREDENTIAL,
    });
    await new ApiContextTrigger().webhook.call(context);
    expect(sent.status).toBe(403);
    expect(readings()).toBe(0);
  });

  it('that is too long is refused by the length that it says, before it is read', async () => {
    const { context, sent, readings } = webhookContext({
      raw: '{}',
      headers: { authorization: basic(CREDENTIAL.password), 'content-length': String(10 * 1024 * 1024) },
      parameters: PARAMETERS,
      credential: CREDENTIAL,
    });
    await new ApiContextTrigger().webhook.call(context);
    expect(sent.status).toBe(413);
    expect(readings()).toBe(0);
  });

  it('that the filter leaves out is answered without a look at what is remembered', async () => {
    const { context } = webhookContext({
      body: sample('FAIL'),
      parameters: { filters: { callIds: ['another'] } },
    });
    const remembered = jest.fn(() => ({}));
    Object.assign(context, { getWorkflowStaticData: remembered });
    const answer = await new ApiContextTrigger().webhook.call(context);
    expect(answer.webhookResponse).toMatchObject({ accepted: true, filtered: expect.any(String) });
    expect(answer.workflowData).toBeUndefined();
    expect(remembered).not.toHaveBeenCalled();
  });
});
