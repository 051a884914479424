import { BASE_URL } from 'alertbridge/cloudflare';
import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class CloudflareNotificationsApi implements ICredentialType {
  name = 'cloudflareNotificationsApi';

  displayName = 'Cloudflare Notifications API';

  icon: Icon = { light: 'file:cloudflare.svg', dark: 'file:cloudflare.dark.svg' };

  documentationUrl =
    'https://github.com/alertbridge/alertbridge/blob/main/docs/n8n-nodes.md#cloudflare-credential';

  properties: INodeProperties[] = [
    {
      displayName: 'API Token',
      name: 'apiToken',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'Create it in Cloudflare under My Profile (or Manage Account) → API Tokens → Create Token, with the account permissions "Notifications: Edit" and, to choose the account from a list, "Account Settings: Read"',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: BASE_URL,
      description: "Cloudflare's API, or a proxy or stand-in for it",
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{ $credentials.apiToken.trim() }}' } },
  };
}
