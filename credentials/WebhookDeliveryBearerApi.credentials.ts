import type {
  Icon,
  ICredentialDataDecryptedObject,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';

import { textIn } from '../nodes/WebhookDelivery/authentication.ts';
import { bearerTokenIn } from 'alertbridge/webhook';

export class WebhookDeliveryBearerApi implements ICredentialType {
  name = 'webhookDeliveryBearerApi';

  displayName = 'Webhook Delivery Bearer Auth API';

  icon: Icon = { light: 'file:webhook.svg', dark: 'file:webhook.dark.svg' };

  documentationUrl =
    'https://github.com/alertbridge/alertbridge/blob/main/docs/n8n-nodes.md#webhook-delivery-credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Bearer Token',
      name: 'token',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'Sent as Authorization: Bearer, followed by this. With or without the word Bearer in front.',
    },
  ];

  authenticate = async (
    credentials: ICredentialDataDecryptedObject,
    requestOptions: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => ({
    ...requestOptions,
    headers: {
      ...requestOptions.headers,
      Authorization: `Bearer ${bearerTokenIn(textIn(credentials, 'token'))}`,
    },
  });
}
