const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24"/></svg>\n';

/** A made-up destination, as the recipe "Add a destination" makes one. */
export const PAGER = {
  'shared/systems/pager/index.ts': `import type { Destination } from '../../delivery/destination.ts';

export interface PagerOptions {
  /** Where pages are posted to. */
  url: string;
  /** A secret. */
  token: string;
}

/** The pager as a destination. */
export function pager({ url, token }: PagerOptions): Destination {
  return {
    name: 'pager',
    request: ({ alert, change }) => ({
      url,
      headers: { authorization: \`Bearer \${token}\` },
      body: { key: alert.alert_id, text: alert.alert_name, on: alert.status === 'Alarm', change },
      secrets: [token],
    }),
    hint: () => 'The pager did not take it. Check its URL and its token.',
  };
}
`,
  'credentials/PagerApi.credentials.ts': `import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class PagerApi implements ICredentialType {
  name = 'pagerApi';

  displayName = 'Pager API';

  icon: Icon = 'file:../nodes/Pager/pager.svg';

  documentationUrl = 'https://example.com/pager';

  properties: INodeProperties[] = [
    { displayName: 'URL', name: 'url', type: 'string', default: '' },
    { displayName: 'Token', name: 'token', type: 'string', typeOptions: { password: true }, default: '' },
  ];
}
`,
  'nodes/Pager/pager.svg': ICON,
  'nodes/Pager/Pager.node.json': `{
  "node": "n8n-nodes-alertbridge.pager",
  "nodeVersion": "1.0",
  "codexVersion": "1.0",
  "categories": ["Communication"],
  "alias": ["alertbridge", "alert", "pager"]
}
`,
  'nodes/Pager/Pager.node.ts': `import { parseAlert, send } from 'alertbridge';
import { pager } from 'alertbridge/pager';
import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { sleep, transportOf } from '../host/transport.ts';

export class Pager implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Pager',
    name: 'pager',
    icon: 'file:pager.svg',
    group: ['output'],
    version: 1,
    description: 'Page someone',
    defaults: { name: 'Pager' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'pagerApi', required: true }],
    properties: [],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const destination = pager(await this.getCredentials<{ url: string; token: string }>('pagerApi'));
    const runtime = { transport: transportOf(this), sleep };
    const items = await Promise.all(
      this.getInputData().map(async ({ json }, item) => ({
        json: { delivered: (await send(parseAlert(json['alert']), destination, runtime)).delivered },
        pairedItem: { item },
      })),
    );
    return [items];
  }
}
`,
};
