import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { authenticateWith, headersIn } from '../nodes/WebhookDelivery/authentication.ts';

export class WebhookDeliveryHeadersApi implements ICredentialType {
  name = 'webhookDeliveryHeadersApi';

  displayName = 'Webhook Delivery Header Auth API';

  icon: Icon = { light: 'file:webhook.svg', dark: 'file:webhook.dark.svg' };

  documentationUrl =
    'https://github.com/alertbridge/alertbridge/blob/main/docs/n8n-nodes.md#webhook-delivery-credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Headers',
      name: 'headers',
      type: 'fixedCollection',
      typeOptions: { multipleValues: true },
      default: { values: [{ key: '', value: '' }] },
      placeholder: 'Add Header',
      options: [
        {
          displayName: 'Header',
          name: 'values',
          values: [
            {
              displayName: 'Key',
              name: 'key',
              type: 'string',
              default: '',
              placeholder: 'e.g. DD-API-KEY',
            },
            {
              displayName: 'Value',
              name: 'value',
              type: 'string',
              typeOptions: { password: true },
              default: '',
            },
          ],
        },
      ],
    },
  ];

  authenticate = authenticateWith(headersIn);
}
