import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

/** n8n's own OAuth 2, with the client credentials grant: n8n fetches the token, keeps it and fetches it anew. */
export class WebhookDeliveryOAuth2Api implements ICredentialType {
  name = 'webhookDeliveryOAuth2Api';

  extends = ['oAuth2Api'];

  displayName = 'Webhook Delivery OAuth2 API';

  icon: Icon = { light: 'file:webhook.svg', dark: 'file:webhook.dark.svg' };

  documentationUrl =
    'https://github.com/alertbridge/alertbridge/blob/main/docs/n8n-nodes.md#webhook-delivery-credentials';

  properties: INodeProperties[] = [
    { displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'clientCredentials' },
    {
      displayName: 'Token Endpoint URL',
      name: 'accessTokenUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'https://auth.example.com/oauth/token',
    },
    {
      displayName: 'Scopes',
      name: 'scope',
      type: 'string',
      default: '',
      placeholder: 'e.g. events.write alerts.write',
      description: 'What the token should allow, separated by spaces. Optional.',
    },
    { displayName: 'Authorization URL', name: 'authUrl', type: 'hidden', default: '' },
    { displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
  ];

  /** A token is fetched before this is sent; whatever a GET is answered there does not matter. */
  test: ICredentialTestRequest = {
    request: {
      method: 'GET',
      url: '={{ $credentials.accessTokenUrl }}',
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
    },
  };
}
