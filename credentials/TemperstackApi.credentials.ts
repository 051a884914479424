import type {
  IAuthenticateRuleResponseCode,
  Icon,
  ICredentialDataDecryptedObject,
  ICredentialTestRequest,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';

import { integrationUrlOf } from '../nodes/Temperstack/integration-url.ts';

export class TemperstackApi implements ICredentialType {
  name = 'temperstackApi';

  displayName = 'Temperstack API';

  icon: Icon = { light: 'file:temperstack.svg', dark: 'file:temperstack.dark.svg' };

  documentationUrl =
    'https://github.com/alertbridge/alertbridge/blob/main/docs/n8n-nodes.md#temperstack-credential';

  properties: INodeProperties[] = [
    {
      displayName: 'Method',
      name: 'method',
      type: 'options',
      options: [
        { name: 'Integration URL', value: 'integrationUrl' },
        { name: 'Organization and API Key', value: 'organizationAndKey' },
      ],
      default: 'integrationUrl',
      description: 'What you have at hand',
    },
    {
      displayName: 'Integration URL',
      name: 'integrationUrl',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      placeholder: 'https://YOUR_ORG.temperstack.com/api/integration/webhook/API_KEY',
      description:
        'As Temperstack shows it under Notifications → Temperstack Notifications → Application Services → your service → Create Key (type Webhook). The whole URL is a secret.',
      displayOptions: { show: { method: ['integrationUrl'] } },
    },
    {
      displayName: 'Organization',
      name: 'organization',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'acme',
      description: 'The first part of your Temperstack address: acme for https://acme.temperstack.com',
      displayOptions: { show: { method: ['organizationAndKey'] } },
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'The last part of the integration URL',
      displayOptions: { show: { method: ['organizationAndKey'] } },
    },
  ];

  /** The credential is the address itself, so authenticating a request is to give it its URL. */
  authenticate = async (
    credentials: ICredentialDataDecryptedObject,
    requestOptions: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => ({ ...requestOptions, url: integrationUrlOf(credentials).url });

  /**
   * No call checks a key without raising an alert. An empty body lacks both required fields, so Temperstack answers 400
   * where the URL is right and raises nothing; every other answer is an error, the usual ones with a sentence.
   */
  test: ICredentialTestRequest = {
    request: {
      method: 'POST',
      url: '/',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
      disableFollowRedirect: true,
      ignoreHttpStatusErrors: {
        ignore: true,
        except: Array.from({ length: 400 }, (_, index) => 200 + index).filter((status) => status !== 400),
      },
    },
    rules: [
      refusal(
        200,
        'The URL took an empty alert, which Temperstack refuses. Is it really an integration URL?',
      ),
      ...[401, 403, 404].map((status) =>
        refusal(status, `Temperstack does not accept this integration URL (HTTP ${status}). Copy it again.`),
      ),
      refusal(429, 'Temperstack limits how often it may be asked (HTTP 429). Try again in a minute.'),
      ...[500, 502, 503, 504].map((status) =>
        refusal(status, `Temperstack is reached but fails at the moment (HTTP ${status}). Try again later.`),
      ),
    ],
  };
}

function refusal(status: number, message: string): IAuthenticateRuleResponseCode {
  return { type: 'responseCode', properties: { value: status, message } };
}
