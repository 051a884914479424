/**
 * `npm start`: a real n8n with this package installed from its tarball, between the systems that notice something and a
 * stand-in Temperstack, and a story that is told step by step, one at each Enter. It stays up until Ctrl-C. With `--once` it
 * tells the whole story, checks each step and ends by itself, with 0 only where each went as it should.
 */
import { globSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

import { startCloudflare } from './cloudflare/server.ts';
import { importedExample } from './example.ts';
import { startGitHub } from './github/server.ts';
import { tryLock } from './lock.ts';
import { n8nClient, OWNER, ownerCookie, type Credential, type N8nClient } from './n8n/client.ts';
import { installedN8n, N8N_VERSION } from './n8n/install.ts';
import { installCommunityPackage, packed, ROOT } from './n8n/package.ts';
import { startN8n } from './n8n/process.ts';
import { createTemperstackCredential } from './n8n/temperstack.ts';
import { firstFreePort, LOOPBACK } from './ports.ts';
import { faultOf, STORY, tryResult, type Stage } from './story.ts';
import { tableOf } from './table.ts';
import { requestTable } from './temperstack/report.ts';
import { startTemperstack } from './temperstack/server.ts';
import { removeJobs } from '../runner/job.ts';

const FIRST_N8N_PORT = 5678;
const FIRST_TEMPERSTACK_PORT = 4010;
const INTERRUPTED = 130;
/** The secret of the Cloudflare Trigger in the demo, which is set up by hand. */
const CLOUDFLARE_SECRET = 'secret-of-the-demo';

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
    const stage = await sandbox();
    if (!once) state = 'up';
    const faults = await tell(stage);
    if (once) {
      await end();
      say(
        faults === 0 ? '\nEvery step went as expected.' : `\n${faults} of ${STORY.length} steps went wrong.`,
      );
      process.exitCode = faults === 0 ? 0 : 1;
    } else {
      say('\nThat was the story. Everything stays up until you press Ctrl-C.');
    }
  } catch (error) {
    if (state === 'ending') return;
    await end();
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** Brings everything up, says first where to look. */
async function sandbox(): Promise<Stage> {
  const folder = ownFolder();
  const temperstack = await startTemperstack({ port: FIRST_TEMPERSTACK_PORT });
  endings.push(temperstack.close);
  const port = await firstFreePort(FIRST_N8N_PORT);
  say(
    tableOf([
      ['Look at', 'Address'],
      ['Temperstack (a stand-in)', temperstack.url],
      ['n8n (up in a minute)', `http://${LOOPBACK}:${port}`],
      ['  log in as', `${OWNER.email} with ${OWNER.password}`],
    ]),
  );

  say(`\n1/4  n8n ${N8N_VERSION}`);
  const install = await installedN8n((line) => say(`     ${line}`));
  say('2/4  Packing this package and installing the tarball as a community package');
  const tarball = await packed(folder);
  const userFolder = join(folder, 'n8n');
  await installCommunityPackage(tarball, userFolder);
  say('3/4  Starting n8n with SQLite (15 to 60 seconds)');
  const n8n = await startN8n({ install, userFolder, port });
  endings.push(n8n.stop);
  void n8n.ended.then(() => endedByItself(n8n.logFile));
  if (n8n.url !== `http://${LOOPBACK}:${port}`) say(`     Somebody took the port: n8n is at ${n8n.url}`);
  say('4/4  Importing the example workflows, and publishing those that the story needs');
  const [cloudflare, github] = await Promise.all([startCloudflare(), startGitHub()]);
  endings.push(cloudflare.close, github.close, removeJobs);
  const client = n8nClient(n8n.url, await ownerCookie(n8n.url));
  const credential = await createTemperstackCredential(
    client,
    temperstack.integrationUrl,
    'Stand-in Temperstack',
  );
  const hooks = await imported(client, credential);
  say(`     ${n8n.url}/home/workflows`);
  temperstack.offerTries(async (resultClass) => await tryResult(hooks.apicontext, resultClass));
  say(`\nSend results of your own with the buttons at ${temperstack.url}, at any time, or with curl;`);
  say('the example opens an alarm when two locations see the failure:');
  say('  for at in oslo tokyo; do');
  say(`    curl -H 'content-type: application/json' ${hooks.apicontext} \\`);
  say(
    `      -d '{ "call_id": "mine", "result_id": "1", "result_class": "FAIL", "location_id": "'$at'" }'; done`,
  );
  return { temperstack, github, hooks, cloudflareSecret: CLOUDFLARE_SECRET };
}

/** Imports every example workflow, and publishes those that the story needs. */
async function imported(client: N8nClient, credential: Credential): Promise<Stage['hooks']> {
  const hooks: Record<string, string> = {};
  for (const file of globSync('*.json', { cwd: join(ROOT, 'examples/n8n') }).sort()) {
    const { webhookId, ...workflow } = importedExample(file, {
      Temperstack: [credential],
      'Send Again': [credential],
    });
    const system = /^(apicontext|cloudflare|apono)-to-temperstack\.json$/.exec(file)?.[1];
    const nodes = workflow.nodes.map((node) =>
      node.type.endsWith('cloudflareTrigger')
        ? // There is no Cloudflare account in the demo.
          { ...node, credentials: {}, parameters: { setup: 'byHand', secret: CLOUDFLARE_SECRET } }
        : node,
    );
    const stored = await client.createWorkflow({ ...workflow, nodes });
    if (system === undefined) continue;
    await client.activate(stored);
    hooks[system] = client.webhookUrl(`${webhookId}/${system}`);
  }
  return hooks as Stage['hooks'];
}

/** Tells the story, a step at each Enter, or all of it with `--once`; gives how many steps went wrong. */
async function tell(stage: Stage): Promise<number> {
  let faults = 0;
  for (const [index, step] of STORY.entries()) {
    say(`\n${index + 1}/${STORY.length}  ${step.title}`);
    await turn();
    const got = await step.play(stage, (line) => say(`     ${line}`));
    say(`\n${requestTable([...got])}`);
    const fault = faultOf(step, got);
    if (fault === undefined) continue;
    faults += 1;
    say(`     WRONG: ${fault}`);
  }
  return faults;
}

/** Waits for Enter; where nobody can press it, for nothing. */
async function turn(): Promise<void> {
  if (once || !process.stdin.isTTY) return;
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  reader.on('SIGINT', () => interrupt());
  await reader.question('     Press Enter to see it.');
  reader.close();
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
