/**
 * GitHub's workflow runs and jobs over Node's own HTTP server, from GitHub's addresses only, sent to any webhook.
 *
 * Run it: `CHAT_URL=https://… node receive-on-node.ts`, and give GitHub the URL `https://your-host/`. (GitHub tells its addresses at
 * https://api.github.com/meta, under `hooks`.)
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createSender } from 'alertbridge';
import { github } from 'alertbridge/github';
import { createListener, runtime } from 'alertbridge/node';
import { createReceiver } from 'alertbridge/receive';
import { createWebhook } from 'alertbridge/webhook';

const GITHUB = '192.30.252.0/22, 185.199.108.0/22, 140.82.112.0/20, 143.55.64.0/20';
const { CHAT_URL = '', ALLOWED = GITHUB, PORT = '3000' } = process.env;

const chat = createWebhook({
  name: 'Chat',
  url: CHAT_URL,
  bodyTemplate: '{ "text": "{{alert.status}}: {{alert.alert_name}} ({{alert.alert_url}})" }',
});
const sender = createSender(chat.destination, runtime);
const receiver = createReceiver({
  source: github,
  filter: { branches: ['main'] },
  ipAllowList: ALLOWED,
  onReports: async (received) => {
    for (const { report, event } of received) await sender.send(report, event);
  },
  onError: (error) => console.error(error),
});

const server = createServer(createListener(receiver)).listen(Number(PORT), () => {
  console.log(`Listening on http://localhost:${(server.address() as AddressInfo).port}`);
});
