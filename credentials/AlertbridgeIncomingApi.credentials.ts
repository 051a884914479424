import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class AlertbridgeIncomingApi implements ICredentialType {
  name = 'alertbridgeIncomingApi';

  displayName = 'Alertbridge Incoming Webhook API';

  icon: Icon = { light: 'file:alertbridge.svg', dark: 'file:alertbridge.dark.svg' };

  documentationUrl =
    'https://github.com/alertbridge/alertbridge/blob/main/docs/n8n-nodes.md#incoming-webhook-credential';

  properties: INodeProperties[] = [
    {
      displayName: 'Method',
      name: 'method',
      type: 'options',
      options: [
        { name: 'Header Secret', value: 'headerAuth' },
        { name: 'Basic Auth', value: 'basicAuth' },
      ],
      default: 'headerAuth',
      description: 'How the sender of events identifies itself',
    },
    {
      displayName: 'Header Name',
      name: 'headerName',
      type: 'string',
      default: 'X-Alertbridge-Key',
      displayOptions: { show: { method: ['headerAuth'] } },
    },
    {
      displayName: 'Header Value',
      name: 'headerValue',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description: 'A long random text. Set the same header in the system that sends the events.',
      displayOptions: { show: { method: ['headerAuth'] } },
    },
    {
      displayName: 'User',
      name: 'user',
      type: 'string',
      default: '',
      displayOptions: { show: { method: ['basicAuth'] } },
    },
    {
      displayName: 'Password',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      displayOptions: { show: { method: ['basicAuth'] } },
    },
  ];
}
