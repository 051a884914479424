import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { authenticateWith, basicAuthorization } from '../nodes/WebhookDelivery/authentication.ts';

export class WebhookDeliveryBasicApi implements ICredentialType {
  name = 'webhookDeliveryBasicApi';

  displayName = 'Webhook Delivery Basic Auth API';

  icon: Icon = { light: 'file:webhook.svg', dark: 'file:webhook.dark.svg' };

  documentationUrl =
    'https://github.com/alertbridge/alertbridge/blob/main/docs/n8n-nodes.md#webhook-delivery-credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'User',
      name: 'user',
      type: 'string',
      default: '',
    },
    {
      displayName: 'Password',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      default: '',
    },
  ];

  authenticate = authenticateWith((credential) => ({ Authorization: basicAuthorization(credential) }));
}
