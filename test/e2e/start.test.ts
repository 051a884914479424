import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { eventually } from '../sandbox/n8n/client.ts';
import { ROOT } from '../sandbox/n8n/package.ts';
import { outputOf } from '../sandbox/npm.ts';

/** Takes a port where nobody else has it, so that it is taken in any case. */
async function occupied(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.once('error', () => resolve());
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

/** What a stream has said when `last` comes; it is read on after that, so that whoever writes to it is not held up. */
async function outputUntil(stream: Readable, last: string): Promise<string> {
  let output = '';
  return await new Promise((resolve, reject) => {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes(last)) resolve(output);
    });
    stream.once('end', () => reject(new Error(`It ended with:\n${output}`)));
  });
}

async function isAnswering(url: string): Promise<boolean> {
  return await fetch(url).then(
    () => true,
    () => false,
  );
}

/** What `npm start` runs. */
const START = ['--conditions=alertbridge-source', join(ROOT, 'test/sandbox/start.ts')];

/** How many steps the story has. */
const STEPS = 6;

describe('npm start', () => {
  it('with --once steps over ports that are taken, shows the alert open and close, ends with 0 and leaves nothing running', async () => {
    const taken = await Promise.all([occupied(5678), occupied(4010)]);
    try {
      const output = await outputOf(process.execPath, [...START, '--once'], { cwd: ROOT });
      expect(output).toContain('Every step went as expected.');
      expect(output).toMatch(
        /1\/6 {2}A call fails, and 20 locations see it\n(?:.*\n)+?.*200 +Alarm +Critical +apicontext:/,
      );
      const addresses = [...output.matchAll(/^.+ (http:\/\/127\.0\.0\.1:(\d+))$/gm)].slice(0, 2);
      expect(addresses.map(([, , port]) => Number(port))).not.toEqual(expect.arrayContaining([5678]));
      expect(addresses).toHaveLength(2);
      for (const [, url = ''] of addresses) expect(await isAnswering(url)).toBe(false);
    } finally {
      for (const server of taken) server.close();
    }
  });

  it('leaves nothing running when it is interrupted, or killed outright', async () => {
    for (const [signal, exitCode] of [
      ['SIGINT', 0],
      ['SIGKILL', null],
    ] as const) {
      const child = spawn(process.execPath, START, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
      const output = await outputUntil(child.stdout, `1/${STEPS}`);
      const url = /http:\/\/127\.0\.0\.1:\d+(?=\/home\/workflows)/.exec(output)?.[0] ?? '';
      expect(await isAnswering(url)).toBe(true);
      const temperstack = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? '';
      // What the page's button does: a result from two locations, through the trigger of the real n8n.
      const tried = await fetch(`${temperstack}/try/FAIL`, { method: 'POST' });
      expect(await tried.json()).toEqual({
        said: [expect.stringContaining('"held":"seen by 1'), expect.stringContaining('"result_id"')],
      });
      await eventually(async () => {
        const alerts = (await (await fetch(`${temperstack}/alerts`)).json()) as { alert_id: string }[];
        return alerts.find(({ alert_id }) => alert_id === 'apicontext:call-of-mine');
      }, 'the alert of one’s own');
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      expect(await ended).toBe(exitCode);
      await eventually(async () => ((await isAnswering(url)) ? undefined : true), `${url} to be gone`);
    }
  });
});
