/**
 * APIContext's results, received by Express and sent to Temperstack as one alert for each call.
 *
 * Run it: `TEMPERSTACK_INTEGRATION_URL=… APICONTEXT_KEY=… node express-receiver.ts`, and give APIContext the URL
 * `https://your-host/apicontext` and the header `X-Alertbridge-Key` with the key.
 */
import type { AddressInfo } from 'node:net';

import { createSender, createTracker } from 'alertbridge';
import { apicontext } from 'alertbridge/apicontext';
import { createListener, runtime } from 'alertbridge/node';
import { createReceiver } from 'alertbridge/receive';
import { temperstack } from 'alertbridge/temperstack';
import express from 'express';

import { fileStore } from './tracker-in-a-file.ts';

const {
  TEMPERSTACK_INTEGRATION_URL = '',
  APICONTEXT_KEY = '',
  ALARMS = 'alarms.json',
  PORT = '3000',
} = process.env;

const tracker = createTracker({ policy: { raiseAt: 2 }, store: fileStore(ALARMS) });
const sender = createSender(temperstack({ integrationUrl: TEMPERSTACK_INTEGRATION_URL }), runtime, {
  tracker,
});
const receiver = createReceiver({
  source: apicontext,
  authentication: { type: 'header', name: 'X-Alertbridge-Key', value: APICONTEXT_KEY },
  filter: { excludeTags: ['staging'] },
  onReports: async (received) => {
    for (const { report, event } of received) {
      const { outcome, change, reason } = await sender.send(report, event);
      console.log(report.alert.alert_id, report.alert.status, outcome, reason ?? change);
    }
  },
  onError: (error) => console.error(error),
});

const app = express();
// Before any express.json(): the receiver reads the body itself, and no more of it than it must.
app.post('/apicontext', createListener(receiver));
app.get('/health', (_request, response) => {
  response.send('ok');
});

const server = app.listen(Number(PORT), () => {
  console.log(`Listening on http://localhost:${(server.address() as AddressInfo).port}`);
});
