import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { createTracker } from 'alertbridge';
import { apicontext, sample as result } from 'alertbridge/apicontext';
import { sample as notification } from 'alertbridge/cloudflare';
import { createReceiver } from 'alertbridge/receive';

import { startCloudflare, type StandInCloudflare } from '../sandbox/cloudflare/server.ts';
import { killWithDescendants, startChild } from '../sandbox/child.ts';
import { startHttpServer, type HttpServer } from '../sandbox/http-server.ts';
import { startOAuthServer, type OAuthServer } from '../sandbox/oauth/server.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { curlsIn, DOCUMENTS, requestOf, ROOT, samplesIn, type Sample } from './markdown.ts';
import type { Given } from './run-sample.ts';

const samples = DOCUMENTS.flatMap(samplesIn);
const nameOf = ({ document, line }: Sample) => `${document}:${line}`;
const servesForever = ({ code }: Sample) => code.includes('.listen(');

let folder: string;
let temperstack: Temperstack;
let cloudflare: StandInCloudflare;
let oauth: OAuthServer;
let hook: HttpServer;

beforeAll(async () => {
  // Below the repository, so that `alertbridge` is found.
  mkdirSync(join(ROOT, '.sandbox'), { recursive: true });
  folder = mkdtempSync(join(ROOT, '.sandbox/samples-'));
  temperstack = await startTemperstack();
  cloudflare = await startCloudflare();
  oauth = await startOAuthServer();
  hook = await startHttpServer(() => ({ status: 200, body: { status: 'ok' } }));
});
afterAll(async () => {
  await Promise.all([temperstack.close(), cloudflare.close(), oauth.close(), hook.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** What the documents assume, by the names that they declare it with. */
function given(): Given {
  return {
    values: {
      body: result('FAIL'),
      input: notification(),
      event: { data: { name: 'Shop', status: 'Error', issues: [{ message: 'No access' }] } },
      reports: apicontext.toReports(result('FAIL')),
      integrationUrl: temperstack.integrationUrl,
      env: { KEY: 'a-long-random-value', TEMPERSTACK_URL: temperstack.integrationUrl },
      accountId: cloudflare.accountId,
      apiToken: cloudflare.token,
      url: hook.url,
      secret: 'a-long-random-value',
      clientId: oauth.clientId,
      clientSecret: oauth.clientSecret,
    },
    origins: {
      'https://api.cloudflare.com/client/v4': cloudflare.baseUrl,
      'https://hooks.example.com': hook.url,
      'https://auth.example.com': new URL(oauth.tokenUrl).origin,
    },
  };
}

function start(sample: Sample): { args: string[]; options: { cwd: string; env: NodeJS.ProcessEnv } } {
  const cwd = mkdtempSync(join(folder, 'run-'));
  const file = join(cwd, 'sample.mts');
  writeFileSync(file, sample.code);
  const args = ['--conditions=alertbridge-source', join(ROOT, 'test/docs/run-sample.ts'), file];
  const env = {
    ...process.env,
    GIVEN: JSON.stringify(given()),
    TEMPERSTACK_URL: temperstack.integrationUrl,
    TEMPERSTACK_INTEGRATION_URL: temperstack.integrationUrl,
    ALERTBRIDGE_KEY: 'a-long-random-value',
  };
  return { args, options: { cwd, env } };
}

async function outputOf(sample: Sample): Promise<string> {
  const { args, options } = start(sample);
  const { stdout } = await promisify(execFile)(process.execPath, args, { ...options, timeout: 30_000 });
  return stdout;
}

describe('the TypeScript in the documents, run', () => {
  const typescript = samples.filter(({ language }) => language === 'ts');

  it.each(
    typescript.filter((sample) => !servesForever(sample)).map((sample) => [nameOf(sample), sample] as const),
  )(
    '%s runs to its end',
    async (_name, sample) => {
      const before = temperstack.received().length;
      const hooked = hook.requests.length;
      const output = await outputOf(sample);
      // A sample that sends to Temperstack gets there; what says what it did says so.
      if (/sender\.send\(|await send\([^;]*temperstack/.test(sample.code)) {
        expect(temperstack.received().length + (output.includes('held') ? 1 : 0)).toBeGreaterThan(before);
      }
      if (sample.code.includes('console.log(')) expect(output).not.toBe('');
      expect(output).not.toMatch(/failed|rejected/);
      if (sample.code.includes('createDestinations(')) expect(cloudflare.destinations()).toHaveLength(1);
      if (sample.code.includes('createWebhook(')) expect(hook.requests.length).toBeGreaterThan(hooked);
      if (sample.code.includes('export default')) expect(output).toContain('answered 200');
    },
    40_000,
  );

  it('would fail where a sample throws', async () => {
    const [sample] = typescript;
    if (sample === undefined) throw new Error('There are samples.');
    await expect(outputOf({ ...sample, code: "throw new Error('broken');" })).rejects.toThrow('broken');
  });

  it('serves the requests that docs/getting-started/code.md sends to it', async () => {
    const server = samplesIn('docs/getting-started/code.md').find(servesForever);
    const [curl] = curlsIn('docs/getting-started/code.md');
    if (server === undefined || curl === undefined) throw new Error('The page has a server and a request.');
    const { args, options } = start(server);
    const child = startChild(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const port = await new Promise<string>((resolve, reject) => {
        let said = '';
        child.stdout?.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          const [, found] = /port (\d+)\nListening\n/.exec(said) ?? [];
          if (found !== undefined) resolve(found);
        });
        child.once('close', () => reject(new Error(`It ended: ${said}`)));
      });
      const request = requestOf(curl);
      const post = async (body: string) =>
        await (await fetch(`http://localhost:${port}`, { ...request, body })).text();
      const failed = String(request.body);
      const passed = failed.replace('"1"', '"2"').replace('FAIL', 'PASS');
      for (const body of [failed, passed, passed.replace('"2"', '"3"')]) {
        expect(await post(body)).toBe('{"accepted":true}');
      }
      expect(temperstack.alerts()).toContainEqual(
        expect.objectContaining({ alert_id: 'apicontext:checkout', state: 'closed', received: 2 }),
      );
      expect((await fetch(`http://localhost:${port}`, { method: 'POST', body: failed })).status).toBe(401);
    } finally {
      killWithDescendants(child);
    }
  }, 40_000);
});

describe('the requests in docs/getting-started/n8n.md', () => {
  it('open an alert and close it', async () => {
    const changes: string[] = [];
    const receive = createReceiver({
      source: apicontext,
      tracker: createTracker(),
      onReports: (received) => changes.push(...received.map(({ change }) => change)),
    });
    const sent = curlsIn('docs/getting-started/n8n.md');
    expect(sent).toHaveLength(2);
    for (const curl of sent) {
      const response = await receive(new Request('https://n8n.example/', requestOf(curl)));
      expect(await response.json()).toEqual({ accepted: true });
    }
    expect(changes).toEqual(['open', 'resolve']);
  });
});

/** Which test runs a command that the documents give. */
const COMMANDS: Record<string, string> = {
  'npm ci && npm start': 'test/e2e/start.test.ts',
  'npm ci && npm test': 'scripts/check.ts',
  'npm install alertbridge': 'test/e2e/library.test.ts',
  'npm init -y && npm pkg set type=module': 'test/e2e/library.test.ts',
  "export TEMPERSTACK_INTEGRATION_URL='https://YOUR_ORG.temperstack.com/api/integration/webhook/API_KEY'":
    'test/docs/run.test.ts',
  'ALERTBRIDGE_KEY=a-long-random-value node server.js': 'test/docs/run.test.ts',
  "WEBHOOK='https://n8n.example.com/webhook/…/apicontext'": 'test/e2e/getting-started.test.ts',
  'mkdir -p ~/.n8n/nodes && cd ~/.n8n/nodes': 'test/e2e/setup.ts',
  'npm install --omit=peer n8n-nodes-alertbridge': 'test/e2e/setup.ts',
};

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** Whether there is such a script, and for a bench also each bench that is named. */
function isScript(line: string): boolean {
  const [, script = '', args = ''] = /^npm run ([\w:]+)(?: -- (.+))?$/.exec(line) ?? [];
  const benches =
    script === 'bench' ? args.split(' ').filter((arg) => /^[a-z]/.test(arg) && arg !== 'all') : [];
  return script in scripts && benches.every((name) => existsSync(join(ROOT, 'bench', `${name}.ts`)));
}

describe('the commands in the documents', () => {
  it('are each run by a test, or are scripts that there are', () => {
    const lines = samples
      .filter(({ language, code }) => language === 'sh' && !code.startsWith('curl '))
      .flatMap(({ code }) => code.trim().split('\n'))
      .map((line) => line.replace(/ +# .*$/, ''));
    expect(lines.filter((line) => !(line in COMMANDS) && !isScript(line))).toEqual([]);
    expect(isScript('npm run bench -- nothing')).toBe(false);
    for (const file of Object.values(COMMANDS)) expect(existsSync(join(ROOT, file))).toBe(true);
  });
});
