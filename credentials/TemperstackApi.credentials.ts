import type {
  Icon,
  ICredentialDataDecryptedObject,
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
      description: 'Which of the two you have',
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
}
