import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class WebhookDeliverySigningApi implements ICredentialType {
  name = 'webhookDeliverySigningApi';

  displayName = 'Webhook Delivery Signing API';

  icon: Icon = { light: 'file:webhook.svg', dark: 'file:webhook.dark.svg' };

  documentationUrl =
    'https://github.com/alertbridge/alertbridge/blob/main/docs/n8n-nodes.md#webhook-delivery-credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Signing Secret',
      name: 'signingSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      placeholder: 'e.g. whsec_…',
      description:
        'whsec_ followed by the Base64 of 24 to 64 random bytes. The receiver checks the signature with the same secret.',
    },
  ];
}
