/**
 * `npm start`: a real n8n with this package installed from its tarball, between a sender of APIContext results and a
 * stand-in Temperstack. It stays up until Ctrl-C. With `--once` it ends by itself, with 0 only where Temperstack got the
 * Alarm and the OK with one alert_id.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { sendApiContextResult } from './apicontext/send.ts';
import { importedExample } from './example.ts';
import { tryLock } from './lock.ts';
import { eventually, n8nClient, OWNER, ownerCookie, type StoredWorkflow } from './n8n/client.ts';
import { installedN8n, N8N_VERSION } from './n8n/install.ts';
import { installCommunityPackage, packed, ROOT } from './n8n/package.ts';
import { startN8n, type RunningN8n } from './n8n/process.ts';
import { tableOf } from './table.ts';
import { requestTable, whyNotOpenedAndClosed } from './temperstack/report.ts';
import { startTemperstack, type Temperstack, type TemperstackRequest } from './temperstack/server.ts';

const EXAMPLE = 'apicontext-to-temperstack.json';
const FIRST_N8N_PORT = 5678;
const FIRST_TEMPERSTACK_PORT = 4010;
const RESULTS = [
  { resultClass: 'FAIL', what: 'a failing result' },
  { resultClass: 'FAIL', what: 'the same failure again' },
  { resultClass: 'PASS', what: 'a passing result' },
] as const;
const INTERRUPTED = 130;

const once = process.argv.includes('--once');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What has to be ended, the first started last. */
const endings: (() => void | Promise<void>)[] = [];
let state: 'starting' | 'up' | 'ending' = 'starting';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
if (process.env['npm_lifecycle_event'] !== undefined) endWithShell();
void main();

async function main(): Promise<void> {
  try {
    const received = await sandbox();
    if (once) {
      await end();
      const why = whyNotOpenedAndClosed(received);
      say(
        `\n${why ?? 'The alert opened and closed: Temperstack got the Alarm and the OK with one alert_id.'}`,
      );
      process.exitCode = why === null ? 0 : 1;
    } else {
      state = 'up';
      say('\nEverything stays up until you press Ctrl-C.');
    }
  } catch (error) {
    if (state === 'ending') return;
    await end();
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** Brings everything up, sends the results, prints what became of them, and returns what Temperstack received. */
async function sandbox(): Promise<TemperstackRequest[]> {
  const folder = ownFolder();
  say(`1/6  n8n ${N8N_VERSION}`);
  const install = await installedN8n((line) => say(`     ${line}`));
  say(`     ${install}`);

  say('2/6  Packing this package and installing the tarball as a community package');
  const tarball = await packed(folder);
  const userFolder = join(folder, 'n8n');
  await installCommunityPackage(tarball, userFolder);
  say(`     ${tarball.path} (${tarball.files.length} files)`);

  say('3/6  Starting the stand-in Temperstack');
  const temperstack = await startTemperstack({ port: FIRST_TEMPERSTACK_PORT });
  endings.push(temperstack.close);
  say(`     ${temperstack.url}`);

  say('4/6  Starting n8n with SQLite (15 to 60 seconds)');
  const n8n = await startN8n({ install, userFolder, port: FIRST_N8N_PORT });
  endings.push(n8n.stop);
  void n8n.ended.then(() => endedByItself(n8n.logFile));
  say(`     ${n8n.url}`);

  say('5/6  Creating owner, credential and workflow, and activating it');
  const client = n8nClient(n8n.url, await ownerCookie(n8n.url));
  const credential = await client.createCredential('Stand-in Temperstack', 'temperstackApi', {
    method: 'integrationUrl',
    integrationUrl: temperstack.integrationUrl,
  });
  const { webhookId, ...example } = importedExample(EXAMPLE, { Temperstack: [credential] });
  const workflow = await client.createWorkflow(example);
  await client.activate(workflow);
  const hook = client.webhookUrl(`${webhookId}/apicontext`);
  say(`     ${hook}`);

  say('6/6  Posting results as APIContext does');
  for (const [index, { resultClass, what }] of RESULTS.entries()) {
    const { status, body } = await sendApiContextResult(hook, resultClass, {
      result_id: `result-${index + 1}`,
    });
    say(`     ${what}: ${status} ${JSON.stringify(body)}`);
    // APIContext waits minutes between two results of a call; here each has to be through before the next.
    await eventually(
      async () => (temperstack.received().length > index ? true : undefined),
      `${what} to reach Temperstack; see ${n8n.logFile}`,
    );
  }
  const received = temperstack.received();
  say(`\nWhat Temperstack received\n\n${requestTable(received)}`);
  if (!once) sayAddresses({ n8n, workflow, temperstack, hook });
  return received;
}

function sayAddresses({
  n8n,
  workflow,
  temperstack,
  hook,
}: {
  n8n: RunningN8n;
  workflow: StoredWorkflow;
  temperstack: Temperstack;
  hook: string;
}): void {
  say(
    '\n' +
      tableOf([
        ['Look at', 'Address'],
        ['n8n', `${n8n.url}/workflow/${workflow.id}`],
        ['  log in as', `${OWNER.email} with ${OWNER.password}`],
        ['  its log', n8n.logFile],
        ['Temperstack', temperstack.url],
        ['  as JSON', `${temperstack.url}/alerts and ${temperstack.url}/requests`],
      ]),
  );
  say(`\nPost a result of your own:\n  curl -H 'content-type: application/json' ${hook} \\`);
  say(`    -d '{ "call_id": "mine", "result_id": "1", "result_class": "FAIL" }'`);
}

/** `.sandbox/start`, made anew; or with a number behind it where another `npm start` of this checkout is up. */
function ownFolder(): string {
  const all = join(ROOT, '.sandbox');
  mkdirSync(all, { recursive: true });
  for (let number = 1; number <= 20; number++) {
    const folder = join(all, number === 1 ? 'start' : `start-${number}`);
    const lock = tryLock(`${folder}.lock`);
    if (lock === null) continue;
    endings.push(lock.release);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    return folder;
  }
  throw new Error(`Twenty sandboxes are up in ${all}. End one of them first.`);
}

async function end(): Promise<void> {
  state = 'ending';
  for (const ending of endings.splice(0).reverse()) await ending();
}

function interrupt(): void {
  // Whoever asks twice does not want to wait. Ending this process kills what it started.
  if (state === 'ending') process.exit(INTERRUPTED);
  const exitCode = state === 'up' ? 0 : INTERRUPTED;
  say('\nEnding …');
  void end().finally(() => process.exit(exitCode));
}

function endedByItself(logFile: string): void {
  if (state === 'ending') return;
  process.stderr.write(`\nn8n ended by itself. Its log: ${logFile}\n`);
  void end().finally(() => process.exit(1));
}

/** A signal that only npm gets ends npm and the shell in which it runs this, but does not come through to here. */
function endWithShell(): void {
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell && state !== 'ending') interrupt();
  }, 1_000).unref();
}
