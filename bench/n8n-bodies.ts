import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';

import { apicontext } from 'alertbridge/apicontext';
import { apono } from 'alertbridge/apono';

import { n8nClient, nodeOf, ownerCookie } from '../test/sandbox/n8n/client.ts';
import { installedN8n } from '../test/sandbox/n8n/install.ts';
import { installCommunityPackage, packed } from '../test/sandbox/n8n/package.ts';
import { startN8n } from '../test/sandbox/n8n/process.ts';
import { postJson } from '../test/sandbox/post-json.ts';
import { LIMITS } from './limits.ts';
import type { Bench, Measurement } from './measurement.ts';
import { measureSideBySide, summaryOf, type Contestant } from './side-by-side.ts';

const MEGABYTES = [1, 4, 15.9];
const MB = 1024 * 1024;
/** n8n takes no more by itself. */
const MAX_BODY_KB = 16_384;

const WEBHOOK = "n8n's own Webhook node";
const TRIGGERS = { apicontext, apono } as const;

/** Wrong items without end: what is the most work to look into. */
const BODIES: Record<keyof typeof TRIGGERS, (bytes: number) => string> = {
  apicontext: (bytes) => filled({ ...apicontext.sample(), call_meta: { tags: 'HERE' } }, '[0],', bytes),
  apono: (bytes) => filled({ ...apono.sample(), data: { ...dataOf(), issues: 'HERE' } }, '[0],', bytes),
};

function dataOf(): object {
  return (apono.sample() as { data: object }).data;
}

function filled(event: object, item: string, bytes: number): string {
  return JSON.stringify(event).replace('"HERE"', `[${item.repeat(bytes / item.length)}0]`);
}

interface Hook {
  name: string;
  url: string;
  bodies: string[];
}

export const bench: Bench = {
  title: `bodies of ${MEGABYTES.join(', ')} MB to a real n8n, against its own Webhook node: time to answer, and peak memory of the process`,

  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), 'alertbridge-bench-'));
    const userFolder = join(folder, 'n8n');
    const install = await installedN8n((line) => console.error(line));
    await installCommunityPackage(await packed(folder), userFolder);
    // What fails in the Webhook's own flow is not stored, and neither is what succeeds: only the request is measured.
    const env = { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none', EXECUTIONS_DATA_SAVE_ON_ERROR: 'none' };
    const running = await startN8n({ install, userFolder, env });
    try {
      const client = n8nClient(running.url, await ownerCookie(running.url));
      const active = async (name: string, first: INode, path: string) => {
        const workflow = await client.createWorkflow({ name, nodes: [first], connections: {} });
        await client.activate(workflow);
        return client.webhookUrl(path);
      };
      const webhookId = randomUUID();
      const own = nodeOf(
        {
          type: 'n8n-nodes-base.webhook',
          typeVersion: 2,
          webhookId,
          parameters: { path: webhookId, httpMethod: 'POST', options: {} },
        },
        'Webhook',
      );
      const url = await active('webhook', own, webhookId);
      const hooks: Hook[] = [];
      for (const name of ['apicontext', 'apono'] as const) {
        const bodies = MEGABYTES.map((size) => BODIES[name](size * MB));
        hooks.push({ name: `${WEBHOOK}, for ${name}`, url, bodies });
        for (const maxBodyKb of [undefined, MAX_BODY_KB]) {
          const id = randomUUID();
          const trigger = nodeOf(
            {
              type: `n8n-nodes-alertbridge.${name === 'apono' ? 'apono' : 'apiContext'}Trigger`,
              typeVersion: 2,
              webhookId: id,
              parameters: { options: maxBodyKb === undefined ? {} : { maxBodyKb } },
            },
            'Trigger',
          );
          const title = `${TRIGGERS[name].title} Trigger${maxBodyKb === undefined ? '' : ', all of it allowed'}`;
          hooks.push({ name: title, url: await active(title, trigger, `${id}/${name}`), bodies });
        }
      }
      const measured: Measurement[] = [];
      // The smaller first: what a larger body leaves behind in the process would count as the peak of a smaller one.
      for (const index of MEGABYTES.keys()) {
        measured.push(...(await compared(hooks, index, running.pid, quick ? 3 : 7)));
      }
      return measured;
    } finally {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Time and memory in turns: of each hook with its body of that size, against the Webhook node with the same body. */
async function compared(
  hooks: readonly Hook[],
  sizeIndex: number,
  pid: number,
  rounds: number,
): Promise<Measurement[]> {
  const size = `${MEGABYTES[sizeIndex] ?? 0} MB`;
  const peaks = new Map<string, number[]>();
  let against = '';
  const contestants = hooks.map((hook): Contestant => {
    if (hook.name.startsWith(WEBHOOK)) against = hook.name;
    const body = hook.bodies[sizeIndex] ?? '';
    const name = `${hook.name}: ${size}`;
    return {
      name,
      async measure() {
        forgetPeak(pid);
        const startedAt = performance.now();
        await postJson(hook.url, body);
        const took = performance.now() - startedAt;
        peaks.set(name, [...(peaks.get(name) ?? []), peakMbOf(pid)]);
        return took;
      },
      ...(hook.name !== against && { against: { name: `${against}: ${size}`, limit: LIMITS.bodies } }),
    };
  });
  const times = await measureSideBySide(contestants, { rounds, warmUp: 2 });
  const memory = times.map(({ name, against: other }): Measurement => {
    const own = summaryOf(peaks.get(name) ?? []);
    const measured = { name: `peak memory, ${name}`, unit: 'MB', ...own };
    if (other === undefined) return measured;
    const ratio = own.median / summaryOf(peaks.get(other) ?? []).median;
    return { ...measured, against: `peak memory, ${other}`, ratio, limit: LIMITS.bodies };
  });
  return [...times, ...memory];
}

/** Linux keeps the highest that a process has held, until it is told to forget it. */
function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function peakMbOf(pid: number): number {
  const kb = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}
