/**
 * A script that opens an alert, or closes it: for cron jobs, for backups, for whatever has no source of its own.
 *
 * `TEMPERSTACK_INTEGRATION_URL=… node send-one.ts backup Alarm "The nightly backup failed"`, and when it works again
 * `… node send-one.ts backup OK "The nightly backup failed"`: the id and the name stay the same.
 */
import { AlertbridgeError, DeliveryError, parseAlert, send } from 'alertbridge';
import { runtime } from 'alertbridge/node';
import { hint, temperstack } from 'alertbridge/temperstack';

const [id, status, name] = process.argv.slice(2);

try {
  const alert = parseAlert({ alert_id: id, status, alert_name: name });
  const integrationUrl = process.env['TEMPERSTACK_INTEGRATION_URL'] ?? '';
  const { attempts } = await send(alert, temperstack({ integrationUrl }), runtime, {
    giveUpAfterMs: 60_000,
    onAttempt: ({ attempt, pauseMs }) => {
      if (pauseMs !== null) console.error(attempt, `Trying again in ${Math.ceil(pauseMs / 1_000)} s.`);
    },
  });
  console.log(`Sent after ${attempts.length} attempt${attempts.length === 1 ? '' : 's'}.`);
} catch (error) {
  // What is no AlertbridgeError is a mistake in this script. The message of one that is shows no secret.
  if (!(error instanceof AlertbridgeError)) throw error;
  console.error(error.message);
  if (error instanceof DeliveryError) console.error(hint(error.delivery));
  process.exitCode = 1;
}
