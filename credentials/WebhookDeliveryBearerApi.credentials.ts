import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { authenticateWith, bearerAuthorization } from '../nodes/WebhookDelivery/authentication.ts';

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
        'Sent as Authorization: Bearer, followed by this. You can paste it with or without the word Bearer.',
    },
  ];

  authenticate = authenticateWith((credential) => ({ Authorization: bearerAuthorization(credential) }));
}
